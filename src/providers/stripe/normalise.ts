import type { z } from 'zod';
import type { DomainEvent, Fact, FactSource } from '../../domain/facts.ts';
import type { Normalised, VerifiedWebhook } from '../../domain/ports.ts';
import type { Instant } from '../../domain/time.ts';
import { issuesText } from '../payload.ts';
import {
  chargeFacts,
  customerFact,
  disputeFact,
  intentFacts,
  type Reading,
  refundFact,
  sessionFacts,
} from './facts.ts';
import {
  chargePayload,
  customerPayload,
  disputePayload,
  intentPayload,
  refundPayload,
  sessionPayload,
} from './payloads.ts';

type Reader = (body: unknown, reading: Reading) => Readonly<{ facts: readonly Fact[] } | { issues: string }>;

function reader<T>(schema: z.ZodType<T>, facts: (payload: T, reading: Reading) => readonly Fact[]): Reader {
  return (body, reading) => {
    const parsed = schema.safeParse(body);
    if (!parsed.success) return { issues: issuesText(parsed.error) };
    try {
      return { facts: facts(parsed.data, reading) };
    } catch (error) {
      if (error instanceof RangeError) return { issues: error.message };
      throw error;
    }
  };
}

const readers = {
  intent: reader(intentPayload, intentFacts),
  charge: reader(chargePayload, chargeFacts),
  session: reader(sessionPayload, sessionFacts),
  refund: reader(refundPayload, (payload, reading) => [refundFact(payload, reading)]),
  dispute: reader(disputePayload, (payload, reading) => [disputeFact(payload, reading)]),
  customer: reader(customerPayload, (payload, reading) => [customerFact(payload, reading)]),
} as const;
export type StripeObject = keyof typeof readers;

/** The types that are executed, and what they carry. Every other type is stored and acknowledged. */
export const handledTypes: Readonly<Record<string, StripeObject>> = {
  'payment_intent.succeeded': 'intent',
  'payment_intent.payment_failed': 'intent',
  'payment_intent.canceled': 'intent',
  'charge.succeeded': 'charge',
  'charge.failed': 'charge',
  'charge.refunded': 'charge',
  'charge.updated': 'charge',
  'refund.created': 'refund',
  'refund.updated': 'refund',
  'refund.failed': 'refund',
  'charge.dispute.created': 'dispute',
  'charge.dispute.updated': 'dispute',
  'charge.dispute.closed': 'dispute',
  'charge.dispute.funds_withdrawn': 'dispute',
  'charge.dispute.funds_reinstated': 'dispute',
  'checkout.session.completed': 'session',
  'checkout.session.expired': 'session',
  'checkout.session.async_payment_succeeded': 'session',
  'checkout.session.async_payment_failed': 'session',
  'customer.updated': 'customer',
};

/** The facts of one object; `issues` where it is not of Stripe's shape. */
export function readObject(kind: StripeObject, body: unknown, reading: Reading): ReturnType<Reader> {
  return readers[kind](body, reading);
}

/** `livemode`: the mode of our key; an event of the other mode is stored and shown, never executed. */
export function normaliseStripe(webhook: VerifiedWebhook, source: FactSource, livemode: boolean): Normalised {
  const kind = Object.hasOwn(handledTypes, webhook.type) ? handledTypes[webhook.type] : undefined;
  if (webhook.livemode !== null && webhook.livemode !== livemode) return { kind: 'other_mode' };
  if (!kind) return { kind: 'ignored' };
  const read = readObject(kind, webhook.body, { asOf: webhook.occurredAt, reread: false });
  if ('issues' in read) return { kind: 'unreadable', issues: read.issues };
  return { kind: 'event', event: eventOf(webhook, source, read.facts) };
}

function eventOf(webhook: VerifiedWebhook, source: FactSource, facts: readonly Fact[]): DomainEvent {
  const { provider, externalId, type, occurredAt } = webhook;
  return { provider, externalId, type, occurredAt, source, facts };
}

/** An object that we read ourselves: no event id, and true as of now. */
export function objectEvent(type: string, facts: readonly Fact[], asOf: Instant, source: FactSource): DomainEvent {
  return { provider: 'stripe', externalId: null, type, occurredAt: asOf, source, facts };
}
