import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { RawWebhook, Verification, VerifiedWebhook } from '../../domain/ports.ts';
import { type Instant, instantOfSeconds, msOf } from '../../domain/time.ts';
import { jsonDepth, maxJsonDepth } from '../../lib/json-depth.ts';

/** Stripe's own tolerance; here it holds in both directions (docs.stripe.com/webhooks, "replay attacks"). */
export const toleranceMs = 300_000;
/** The end of the year 9999. */
const maxSeconds = 253_402_300_799;

const anyRecord = z.record(z.string(), z.unknown());
/**
 * An id and a type make an event; what else is not of the known shape is for the normaliser to judge, so that a genuine
 * call is kept rather than refused for ever (a thin `v2.core.event` has neither `data.object` nor seconds).
 */
const envelope = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  created: z.number().int().nonnegative().max(maxSeconds).optional().catch(undefined),
  livemode: z.boolean().optional().catch(undefined),
  data: z.object({ object: anyRecord }).optional().catch(undefined),
});

type Signature = Readonly<{ timestamp: string; candidates: readonly string[] }>;

/** `t=…,v1=…[,v1=…]`; other schemes are ignored. */
function parseHeader(header: string | undefined): Signature | null {
  if (!header || header.length > 4_096) return null;
  let timestamp: string | null = null;
  const candidates: string[] = [];
  for (const part of header.split(',')) {
    const at = part.indexOf('=');
    const [scheme, value] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (scheme === 't') timestamp = value;
    if (scheme === 'v1') candidates.push(value);
  }
  return timestamp !== null && /^\d{1,12}$/.test(timestamp) && candidates.length > 0 ? { timestamp, candidates } : null;
}

function matches(expectedHex: string, candidate: string): boolean {
  const expected = Buffer.from(expectedHex, 'utf8');
  const given = Buffer.from(candidate, 'utf8');
  return expected.length === given.length && timingSafeEqual(expected, given);
}

/** The number (from 1) of the secret that signed these very bytes; 0 for none. Every secret is tried, so time tells nothing. */
function matchingSecret(body: Uint8Array, { timestamp, candidates }: Signature, secrets: readonly string[]): number {
  let found = 0;
  secrets.forEach((secret, index) => {
    const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
    const hit = candidates.filter((candidate) => matches(expected, candidate)).length > 0;
    if (hit && found === 0) found = index + 1;
  });
  return found;
}

export type Opening = Readonly<{
  text: string;
  secretIndex: number | null;
  /** Taken where the event does not say when it happened. */
  receivedAt: Instant;
}>;

/** Turns Stripe's event JSON into an envelope; null where it is not one. */
export function openEvent({ text, secretIndex, receivedAt }: Opening): VerifiedWebhook | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const parsed = envelope.safeParse(body);
  if (!parsed.success) return null;
  const { id: externalId, type, created, livemode = null, data } = parsed.data;
  const occurredAt = created === undefined ? receivedAt : instantOfSeconds(created);
  return { provider: 'stripe', externalId, type, occurredAt, livemode, secretIndex, text, body: data?.object ?? {} };
}

/**
 * Signature over the raw bytes before anything is parsed, against each active secret; 300 s in both directions. An event
 * without an id, or nested so deep that nobody meant it, is malformed.
 */
export function verifyStripe(raw: RawWebhook, secrets: readonly string[]): Verification {
  const signature = parseHeader(raw.headers['stripe-signature']);
  if (!signature) return { ok: false, reason: 'bad_signature' };
  const secretIndex = matchingSecret(
    raw.body,
    signature,
    secrets.filter((secret) => secret !== ''),
  );
  if (secretIndex === 0) return { ok: false, reason: 'bad_signature' };
  const ageMs = msOf(raw.receivedAt) - Number(signature.timestamp) * 1_000;
  if (Math.abs(ageMs) > toleranceMs) return { ok: false, reason: 'clock_skew' };
  if (jsonDepth(raw.body) > maxJsonDepth) return { ok: false, reason: 'malformed' };
  const webhook = openEvent({
    text: Buffer.from(raw.body).toString('utf8'),
    secretIndex,
    receivedAt: raw.receivedAt,
  });
  return webhook ? { ok: true, webhook } : { ok: false, reason: 'malformed' };
}
