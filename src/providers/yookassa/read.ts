import type { z } from 'zod';
import type { DomainEvent, Fact, FactSource } from '../../domain/facts.ts';
import type { Instant } from '../../domain/time.ts';
import { issuesText } from '../payload.ts';
import { paymentFact, type Reading, refundFact } from './facts.ts';
import { paymentPayload, refundPayload } from './payloads.ts';

export type YookassaObject = 'payment' | 'refund';
type Read = Readonly<{ facts: readonly Fact[] } | { issues: string }>;

function readAs<T>(schema: z.ZodType<T>, body: unknown, fact: (payload: T) => Fact): Read {
  const parsed = schema.safeParse(body);
  if (!parsed.success) return { issues: issuesText(parsed.error) };
  try {
    return { facts: [fact(parsed.data)] };
  } catch (error) {
    if (error instanceof RangeError) return { issues: error.message };
    throw error;
  }
}

/** The facts of one object; `issues` where it is not of YooKassa's shape. */
export function readObject(object: YookassaObject, body: unknown, reading: Reading): Read {
  if (object === 'refund') return readAs(refundPayload, body, (payload) => refundFact(payload, reading));
  return readAs(paymentPayload, body, (payload) => paymentFact(payload, reading));
}

/** What we read ourselves: no event id, and true as of now. */
export function objectEvent(type: string, facts: readonly Fact[], asOf: Instant, source: FactSource): DomainEvent {
  return { provider: 'yookassa', externalId: null, type, occurredAt: asOf, source, facts };
}
