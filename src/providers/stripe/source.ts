import type { StripeClient, StripePage, StripeParams } from '../../clients/stripe.ts';
import type { DomainEvent, Fact, FactSource } from '../../domain/facts.ts';
import {
  type EventPage,
  type ObjectKind,
  type ObjectPage,
  type PaymentSource,
  SourceError,
  type Window,
} from '../../domain/ports.ts';
import { dayMs, type Instant, msOf } from '../../domain/time.ts';
import type { Reading } from './facts.ts';
import { handledTypes, objectEvent, readObject, type StripeObject } from './normalise.ts';
import { openEvent } from './verify.ts';

/** Stripe keeps events for 30 days (docs.stripe.com/api/events). */
const eventsReachMs = 30 * dayMs;

type ObjectList = Readonly<{ resource: string; object: StripeObject; expand: readonly string[] }>;
/** Charges come with their PaymentIntent and customer, so that one page tells whole payments. */
const objectLists: Readonly<Record<ObjectKind, ObjectList>> = {
  charges: { resource: 'charges', object: 'charge', expand: ['data.payment_intent', 'data.customer'] },
  sessions: { resource: 'checkout/sessions', object: 'session', expand: [] },
  refunds: { resource: 'refunds', object: 'refund', expand: [] },
  disputes: { resource: 'disputes', object: 'dispute', expand: [] },
};

/** Stripe counts whole seconds: the window is widened to them, never narrowed. */
function createdWithin({ from, to }: Window): StripeParams {
  return { gte: Math.floor(msOf(from) / 1_000), lt: Math.ceil(msOf(to) / 1_000) };
}

function nextCursor({ objects, hasMore }: StripePage): string | null {
  const last = objects.at(-1)?.['id'];
  return hasMore && typeof last === 'string' ? last : null;
}

function after(cursor: string | null): StripeParams {
  return cursor === null ? {} : { starting_after: cursor };
}

function unreadable(what: string, issues: string): SourceError {
  return new SourceError(`stripe: ${what} is not of the known shape: ${issues}`, 'unrecognised', null);
}

/** A charge with its expanded PaymentIntent tells the facts of both. */
function factsOf(object: StripeObject, body: Readonly<Record<string, unknown>>, reading: Reading): readonly Fact[] {
  const read = readObject(object, body, reading);
  if ('issues' in read) throw unreadable(`${object} ${String(body['id'])}`, read.issues);
  const intent = body['payment_intent'];
  if (object !== 'charge' || typeof intent !== 'object' || intent === null) return read.facts;
  const fromIntent = readObject('intent', intent, reading);
  return 'issues' in fromIntent ? read.facts : [...fromIntent.facts, ...read.facts];
}

export type StripeSourceOptions = Readonly<{ client: StripeClient; now: () => Instant; source?: FactSource }>;

/** The second road into Stripe: lists and re-reads, with the same facts as the webhooks. */
export function createStripeSource({ client, now }: StripeSourceOptions): PaymentSource {
  const listEvents = async (window: Window, cursor: string | null, signal: AbortSignal): Promise<EventPage> => {
    const params = { types: Object.keys(handledTypes), created: createdWithin(window), ...after(cursor) };
    const page = await client.listPage('events', params, signal);
    const webhooks = page.objects.map((object) => {
      const webhook = openEvent(JSON.stringify(object), null);
      if (!webhook) throw unreadable(`event ${String(object['id'])}`, 'no id, type, created or object');
      return webhook;
    });
    return { webhooks, next: nextCursor(page) };
  };

  const listObjects = async (
    kind: ObjectKind,
    window: Window,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<ObjectPage> => {
    const { resource, object, expand } = objectLists[kind];
    const params = { created: createdWithin(window), ...(expand.length > 0 ? { expand } : {}), ...after(cursor) };
    const page = await client.listPage(resource, params, signal);
    const reading = { asOf: now(), reread: false };
    const events = page.objects.map((body) =>
      objectEvent(`${object}.listed`, factsOf(object, body, reading), reading.asOf, 'sweep'),
    );
    return { events, next: nextCursor(page) };
  };

  const readPayment = async (externalId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const reading = { asOf: now(), reread: true };
    const isIntent = externalId.startsWith('pi_');
    const body = isIntent
      ? await client.read(`payment_intents/${encodeURIComponent(externalId)}`, { expand: ['latest_charge'] }, signal)
      : await client.read(`charges/${encodeURIComponent(externalId)}`, {}, signal);
    return objectEvent(
      'payment.reread',
      factsOf(isIntent ? 'intent' : 'charge', body, reading),
      reading.asOf,
      'reread',
    );
  };

  const readRefunds = async (chargeId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const reading = { asOf: now(), reread: false };
    const facts: Fact[] = [];
    let cursor: string | null = null;
    do {
      const page: StripePage = await client.listPage('refunds', { charge: chargeId, ...after(cursor) }, signal);
      for (const body of page.objects) facts.push(...factsOf('refund', body, reading));
      cursor = nextCursor(page);
    } while (cursor !== null);
    return objectEvent('refunds.reread', facts, reading.asOf, 'reread');
  };

  return { name: 'stripe', listEvents, listObjects, readPayment, readRefunds, eventsReachMs };
}
