/**
 * How long what is kept, in days. Money is not in this table: payments, refunds, disputes, purchases, customers,
 * deliveries and the audit are never pruned, nor is the key of a webhook, which is what finds its repeats.
 */
export const retention = {
  /** The raw text of webhooks that were executed or ignored; what could not be read keeps it until a person decides. */
  webhook_bodies: 90,
  /** Tries of deliveries that came to an end. */
  attempts: 90,
  /** Ids of updates that the bot took: Telegram repeats one for a day at most. */
  bot_updates: 7,
  /** Counts of updates that the bot began to handle, kept as long as their ids. */
  update_tries: 7,
  /** Dialogues that somebody began and left. */
  bot_dialogues: 7,
  /** Buttons that change something; they end 60 s after they were shown. */
  pressed_buttons: 30,
  /** Answers of the HTTP API that a repeat gets again. */
  idempotency_keys: 1,
  /** Addresses that the HTTP API refused, from the end of that. */
  lockouts: 1,
  /** What waited for a second person, from its end; that it was asked and decided stays in the audit. */
  approvals: 90,
  /** Reports as they were told, for messages that are still to be sent and for charts behind their buttons. */
  made_reports: 400,
  /** Incidents with their story and the message they shared, from their end; what lasts stays. */
  incidents: 400,
  /** Silences, from their end. */
  silences: 400,
  /** Which slots of which job ran. */
  slots: 400,
} as const;
export type RetentionClass = keyof typeof retention;
export const retentionClasses = Object.keys(retention) as readonly RetentionClass[];
