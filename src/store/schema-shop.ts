type Flag = 0 | 1;

export type PlanTable = { code: string; plan: string; active: Flag; changed_by: string; changed_at: string };
/** A stock of keys, each given to one order; `key_text` is shown to its buyer only. */
export type PlanKeyTable = {
  plan_code: string;
  key_hash: string;
  key_text: string;
  order_id: string | null;
  given_at: string | null;
};
export type OrderTable = {
  id: string;
  plan_code: string;
  /** As it was when the order was placed. */
  plan: string;
  telegram_id: string;
  recipient_id: string | null;
  kind: 'purchase' | 'gift' | 'renewal' | 'trial';
  status: 'waiting' | 'paid' | 'expired' | 'cancelled' | 'refunded';
  amount_minor: number;
  currency: string;
  taken_off_minor: number;
  promo_code: string | null;
  method: string | null;
  contact: string | null;
  locale: string;
  gift_code: string | null;
  created_at: string;
  expires_at: string;
  paid_at: string | null;
  provider: string | null;
  payment_ref: string | null;
  reminded_at: string | null;
  ended_at: string | null;
};
export type PayAttemptTable = {
  order_id: string;
  n: number;
  method: string;
  state: 'opening' | 'open' | 'succeeded' | 'ended';
  ref: string | null;
  url: string | null;
  created_at: string;
  checks: number;
  next_check_at: string | null;
  detail: string | null;
};
/** Money that pays no order as it should: a person gives it back or accepts it. */
export type MoneyDecisionTable = {
  id: string;
  order_id: string | null;
  provider: string;
  payment_ref: string;
  problem: string;
  amount_minor: number;
  currency: string;
  telegram_id: string | null;
  state: 'waiting' | 'refunded' | 'accepted' | 'left';
  made_at: string;
  decided_by: string | null;
  decided_at: string | null;
  detail: string | null;
};
export type PromoTable = {
  code: string;
  promo: string;
  used: number;
  active: Flag;
  changed_by: string;
  changed_at: string;
};
export type AccessTable = {
  order_id: string;
  plan_code: string;
  telegram_id: string;
  type: string;
  /** The chat. */
  place: string | null;
  state: 'owed' | 'granted' | 'grace' | 'ended' | 'withdrawn';
  invite_link: string | null;
  granted_at: string | null;
  /** Null: for ever. */
  until: string | null;
  /** The reminder that was told last: so many days before the end. */
  told_days: number | null;
  ended_at: string | null;
  /** When its period begins at the earliest: paid, or taken where it was a gift. */
  since: string | null;
  /** Null: for ever. */
  period_days: number | null;
  /** When its time is to be looked at; null: nothing comes any more. */
  look_at: string | null;
};

export type ContestTable = {
  code: string;
  contest: string;
  active: Flag;
  starts_at: string;
  ends_at: string;
  /** Secret until the draw is published. */
  seed: string;
  seed_hash: string;
  /** Makes the ids of entrants; never published. */
  entrant_key: string;
  outside_rule: string;
  changed_by: string;
  changed_at: string;
};
export type ReferralCodeTable = { code: string; telegram_id: string; made_at: string };
export type ReferralTable = { invitee_id: string; referrer_id: string; bound_at: string };
export type TicketTable = {
  seq: number;
  contest_code: string;
  cause: string;
  reason: string;
  beneficiary_id: string;
  delta: number;
  order_id: string | null;
  at: string;
  note: string | null;
  made_by: string;
};
/** Awards that could not be written with the order's payment. */
export type OwedAwardTable = {
  order_id: string;
  telegram_id: string;
  attempts: number;
  last_at: string | null;
  next_at: string;
  /** `none`: no contest, or outside of its time; that is an answer, not a failure. */
  state: 'waiting' | 'done' | 'none';
  error: string | null;
  /** What became of the order's money since, as JSON; null: nothing. */
  money: string | null;
};
export type DrawTable = {
  contest_code: string;
  state: 'frozen' | 'published' | 'drawn';
  entries: string;
  entries_hash: string;
  frozen_at: string;
  published_at: string | null;
  outside_value: string | null;
  proof: string | null;
  drawn_at: string | null;
  /** Who they are, as JSON: for those who hand out the prizes, never published. */
  winners: string | null;
  announced_at: string | null;
};
/** What somebody should look at: once per contest, kind and subject. Never a verdict. */
export type ContestSignalTable = {
  contest_code: string;
  kind: string;
  subject_id: string;
  detail: string;
  seen_at: string;
  reviewed_by: string | null;
  reviewed_at: string | null;
};

/** The shop and its contests. */
export type ShopTables = {
  plans: PlanTable;
  plan_keys: PlanKeyTable;
  orders: OrderTable;
  pay_attempts: PayAttemptTable;
  money_decisions: MoneyDecisionTable;
  promos: PromoTable;
  accesses: AccessTable;
  contests: ContestTable;
  referral_codes: ReferralCodeTable;
  referrals: ReferralTable;
  ticket_ledger: TicketTable;
  owed_awards: OwedAwardTable;
  draws: DrawTable;
  contest_signals: ContestSignalTable;
};
