import type { StripeClient, StripePage, StripeParams } from '../../clients/stripe.ts';
import type { DomainEvent, Fact } from '../../domain/facts.ts';
import {
  type DeliveryResult,
  type EventList,
  type ObjectKind,
  type ObjectPage,
  type PaymentSource,
  SourceError,
  type VerifiedWebhook,
  type Window,
} from '../../domain/ports.ts';
import { dayMs, hourMs, type Instant, msOf } from '../../domain/time.ts';
import { type Reading, stripeAmount } from './facts.ts';
import { handledTypes, objectEvent, readObject, type StripeObject } from './normalise.ts';
import { openEvent } from './verify.ts';

/** Stripe keeps events for 30 days (docs.stripe.com/api/events). */
const eventsReachMs = 30 * dayMs;

const objectKinds = ['refunds', 'disputes', 'charges', 'sessions'] as const;
type StripeList = (typeof objectKinds)[number];
type ObjectList = Readonly<{ resource: string; object: StripeObject; expand: readonly string[] }>;
/** Charges come with their PaymentIntent, customer and booking, so that one page tells whole payments. */
const objectLists: Readonly<Record<StripeList, ObjectList>> = {
  charges: {
    resource: 'charges',
    object: 'charge',
    expand: ['data.payment_intent', 'data.customer', 'data.balance_transaction'],
  },
  sessions: { resource: 'checkout/sessions', object: 'session', expand: [] },
  refunds: { resource: 'refunds', object: 'refund', expand: [] },
  disputes: { resource: 'disputes', object: 'dispute', expand: [] },
};

const listedSuffix = '.listed';

/** What is kept under this type, where it is an object from a list. */
export function listedObject(type: string): StripeObject | null {
  const listed = Object.values(objectLists).find(({ object }) => type === `${object}${listedSuffix}`);
  return listed?.object ?? null;
}

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

type Read = ReturnType<typeof readObject>;

/** A charge with its expanded PaymentIntent tells the facts of both. */
export function readListed(object: StripeObject, body: Readonly<Record<string, unknown>>, reading: Reading): Read {
  const own = readObject(object, body, reading);
  const intent = body['payment_intent'];
  if ('issues' in own || object !== 'charge' || typeof intent !== 'object' || intent === null) return own;
  const ofIntent = readObject('intent', intent, reading);
  return 'issues' in ofIntent ? own : { facts: [...ofIntent.facts, ...own.facts] };
}

function factsOf(object: StripeObject, body: Readonly<Record<string, unknown>>, reading: Reading): readonly Fact[] {
  const result = readListed(object, body, reading);
  if ('issues' in result) throw unreadable(`${object} ${String(body['id'])}`, result.issues);
  return result.facts;
}

/** What is kept of an object that could not be read. */
function asWebhook(type: string, body: Readonly<Record<string, unknown>>, asOf: Instant): VerifiedWebhook {
  const externalId = String(body['id']);
  return {
    provider: 'stripe',
    externalId,
    type,
    occurredAt: asOf,
    livemode: body['livemode'] === true,
    secretIndex: null,
    text: JSON.stringify(body),
    body,
  };
}

function objectPage(object: StripeObject, page: StripePage, asOf: Instant): ObjectPage {
  const type = `${object}${listedSuffix}`;
  const events: DomainEvent[] = [];
  const unreadable: ObjectPage['unreadable'][number][] = [];
  for (const body of page.objects) {
    const result = readListed(object, body, { asOf, reread: false });
    if ('issues' in result) unreadable.push({ webhook: asWebhook(type, body, asOf), issues: result.issues });
    else events.push(objectEvent(type, result.facts, asOf, 'sweep'));
  }
  return { events, unreadable, next: nextCursor(page) };
}

export type StripeSourceOptions = Readonly<{ client: StripeClient; now: () => Instant }>;

async function probe(client: StripeClient, signal: AbortSignal): Promise<DeliveryResult> {
  try {
    await client.listPage('events', { limit: 1 }, signal);
    return { outcome: 'delivered', remoteId: null, shownHash: null };
  } catch (error) {
    if (!(error instanceof SourceError) || error.outcome === 'delivered') throw error;
    return { outcome: error.outcome, code: error.outcome, detail: error.message };
  }
}

/** All of what is asked for goes back; the same key asked again gives nothing more. */
function refunder({ client, now }: StripeSourceOptions): PaymentSource['refund'] {
  return async ({ externalId, amount, key }, signal) => {
    const of = externalId.startsWith('pi_') ? { payment_intent: externalId } : { charge: externalId };
    const params = { ...of, amount: stripeAmount(amount), reason: 'duplicate' };
    const body = await client.create('refunds', params, key, signal);
    const reading = { asOf: now(), reread: false };
    const event = objectEvent('refund.asked', factsOf('refund', body, reading), reading.asOf, 'reread');
    return { refundId: String(body['id']), event };
  };
}

function eventLister({ client, now }: StripeSourceOptions): EventList['list'] {
  return async (window, cursor, signal) => {
    const params = { types: Object.keys(handledTypes), created: createdWithin(window), ...after(cursor) };
    const page = await client.listPage('events', params, signal);
    const webhooks = page.objects.map((object) => {
      const webhook = openEvent({ text: JSON.stringify(object), secretIndex: null, receivedAt: now() });
      if (!webhook) throw unreadable(`event ${String(object['id'])}`, 'no id or type');
      return webhook;
    });
    return { webhooks, next: nextCursor(page) };
  };
}

/** The second road into Stripe: lists and re-reads, with the same facts as the webhooks. */
export function createStripeSource({ client, now }: StripeSourceOptions): PaymentSource {
  const listObjects = async (
    kind: ObjectKind,
    window: Window,
    cursor: string | null,
    signal: AbortSignal,
  ): Promise<ObjectPage> => {
    const { resource, object, expand } = objectLists[kind === 'captures' ? 'charges' : kind];
    const params = { created: createdWithin(window), ...(expand.length > 0 ? { expand } : {}), ...after(cursor) };
    const page = await client.listPage(resource, params, signal);
    return objectPage(object, page, now());
  };

  const readPayment = async (externalId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const reading = { asOf: now(), reread: true };
    const isIntent = externalId.startsWith('pi_');
    const body = isIntent
      ? await client.read(
          `payment_intents/${encodeURIComponent(externalId)}`,
          { expand: ['latest_charge.balance_transaction'] },
          signal,
        )
      : await client.read(`charges/${encodeURIComponent(externalId)}`, { expand: ['balance_transaction'] }, signal);
    const facts = factsOf(isIntent ? 'intent' : 'charge', body, reading);
    return objectEvent('payment.reread', facts, reading.asOf, 'reread');
  };

  const readCustomer = async (externalId: string, signal: AbortSignal): Promise<DomainEvent> => {
    const reading = { asOf: now(), reread: false };
    const body = await client
      .read(`customers/${encodeURIComponent(externalId)}`, {}, signal)
      .catch((error: unknown) => {
        // A customer that Stripe does not know has nothing more to tell: asking again would not help.
        if (error instanceof SourceError && error.outcome === 'gone') return { id: externalId, deleted: true };
        throw error;
      });
    return objectEvent('customer.reread', factsOf('customer', body, reading), reading.asOf, 'reread');
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

  return {
    name: 'stripe',
    probe: (signal) => probe(client, signal),
    events: { list: eventLister({ client, now }), reachMs: eventsReachMs },
    objectKinds,
    tellsSettlement: true,
    overlapMs: hourMs,
    listObjects,
    readPayment,
    readCustomer,
    readRefunds,
    refund: refunder({ client, now }),
  };
}
