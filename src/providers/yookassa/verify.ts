import { z } from 'zod';
import type { KeptText, Normalised, RawWebhook, Verification, VerifiedWebhook } from '../../domain/ports.ts';
import type { Instant } from '../../domain/time.ts';
import { jsonDepth, maxJsonDepth } from '../../lib/json-depth.ts';
import type { NetworkList } from '../../lib/networks.ts';

/** The id becomes part of a path, so it must be one. */
const envelope = z.object({
  type: z.literal('notification'),
  event: z
    .string()
    .regex(/^[a-z_]+\.[a-z_]+$/)
    .max(64),
  object: z.looseObject({ id: z.string().regex(/^[\w-]{1,64}$/) }),
});

/** What is read again; every other event is stored and acknowledged. */
const handledEvents: readonly string[] = [
  'payment.waiting_for_capture',
  'payment.succeeded',
  'payment.canceled',
  'refund.succeeded',
];

/** What a notification named, as its inbox id keeps it. */
export type Notified = Readonly<{ object: 'payment' | 'refund'; id: string; saysDone: boolean }>;

export function notifiedOf(externalId: string): Notified {
  const [id = '', event = ''] = externalId.split(':');
  return { object: event.startsWith('refund.') ? 'refund' : 'payment', id, saysDone: event.endsWith('.succeeded') };
}

/** Nothing in it tells it from its repeats: object and event are its id. */
function openNotification(text: string, receivedAt: Instant): VerifiedWebhook | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return null;
  const { event: type, object } = parsed.data;
  return {
    provider: 'yookassa',
    externalId: `${object.id}:${type}`,
    type,
    occurredAt: receivedAt,
    livemode: null,
    secretIndex: null,
    text,
    body: object,
  };
}

/**
 * YooKassa signs nothing: the caller's network is the first half of the proof, the object read from its API the second
 * (yookassa.ru/developers/using-api/webhooks, "Notification authentication").
 */
export function verifyYookassa(raw: RawWebhook, isYookassas: NetworkList): Verification {
  if (!isYookassas(raw.remoteAddress)) return { ok: false, reason: 'foreign_network' };
  if (jsonDepth(raw.body) > maxJsonDepth) return { ok: false, reason: 'malformed' };
  const webhook = openNotification(Buffer.from(raw.body).toString('utf8'), raw.receivedAt);
  return webhook ? { ok: true, webhook } : { ok: false, reason: 'malformed' };
}

export function normaliseNotification({ type }: Pick<VerifiedWebhook, 'type'>): Normalised {
  return { kind: handledEvents.includes(type) ? 'unconfirmed' : 'ignored' };
}

/** A notification is asked about once more; an object from a list is read as it was kept. */
export function isNotification({ type }: Pick<KeptText, 'type'>): boolean {
  return handledEvents.includes(type);
}
