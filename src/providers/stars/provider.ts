import type { FactSource } from '../../domain/facts.ts';
import type { Normalised, RawWebhook, Verification, VerifiedWebhook, WebhookProvider } from '../../domain/ports.ts';
import { instantOfSeconds } from '../../domain/time.ts';
import { issuesText } from '../payload.ts';
import { chargeFact, refundFact } from './facts.ts';
import { starMessage } from './payloads.ts';

const paid = 'successful_payment';
const refunded = 'refunded_payment';

function readBody({ body }: RawWebhook): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return null;
  }
}

/** Once per charge, and once per refund of it, however often the update comes. */
function verify(raw: RawWebhook): Verification {
  const body = readBody(raw);
  const parsed = starMessage.safeParse(body);
  const told = parsed.data?.successful_payment ?? parsed.data?.refunded_payment;
  if (!parsed.success || !told) return { ok: false, reason: 'malformed' };
  const type = parsed.data.successful_payment ? paid : refunded;
  const webhook: VerifiedWebhook = {
    provider: 'stars',
    externalId: `${told.telegram_payment_charge_id}:${type}`,
    type,
    occurredAt: instantOfSeconds(parsed.data.date),
    livemode: null,
    secretIndex: null,
    // Only what is read of it: the rest of a message is a person's.
    text: JSON.stringify(parsed.data),
    body: parsed.data,
  };
  return { ok: true, webhook };
}

function normalise({ externalId, type, occurredAt, body }: VerifiedWebhook, source: FactSource): Normalised {
  const parsed = starMessage.safeParse(body);
  if (!parsed.success) return { kind: 'unreadable', issues: issuesText(parsed.error, body) };
  const { successful_payment, refunded_payment, chat, date } = parsed.data;
  const told = successful_payment ?? refunded_payment;
  if (!told) return { kind: 'ignored' };
  const movement = {
    chargeId: told.telegram_payment_charge_id,
    amount: told.total_amount,
    payload: told.invoice_payload,
    // A private chat has its person's id; the message of a refund is from nobody else.
    personId: chat.id,
    at: instantOfSeconds(date),
  };
  const fact = successful_payment ? chargeFact(movement) : refundFact(movement);
  return { kind: 'event', event: { provider: 'stars', externalId, type, occurredAt, source, facts: [fact] } };
}

/** Stars come as messages of our own bot, never over HTTP: there is no route for them. */
export function createStarsProvider(): WebhookProvider {
  return {
    name: 'stars',
    takesWebhooks: false,
    verify,
    normalise,
    readKept: ({ type, text, occurredAt }, source) => {
      const kept = verify({ headers: {}, body: Buffer.from(text), receivedAt: occurredAt, remoteAddress: '' });
      return kept.ok ? normalise(kept.webhook, source) : { kind: 'unreadable', issues: `${type} cannot be read` };
    },
  };
}
