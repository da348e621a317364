import fc from 'fast-check';
import type { DomainEvent, Fact } from '../../src/domain/facts.ts';
import { instantOfSeconds } from '../../src/domain/time.ts';
import { readObject, type StripeObject } from '../../src/providers/stripe/normalise.ts';

/** 2026-11-01T00:00:00Z: when the small world begins, in Unix seconds. */
export const worldStart = 1_793_491_200;
/** When sweeps read: after everything that happens. */
const readAt = worldStart + 40 * 86_400;

const customerIds = ['cus_A', 'cus_B', 'cus_C'] as const;
export const emails = ['a@x.io', 'b@x.io', 'c@x.io'] as const;
/** Gaps at, just inside and just outside the purchase window, as sums of each other. */
const moments = [0, 1, 3_600, 10_800, 10_801, 14_400, 21_600, 21_601, 25_200, 90_000] as const;
const amounts = [100, 500, 999] as const;

type Road = 'webhook' | 'sweep' | 'both';
export type RefundPlan = Readonly<{ amount: number; path: readonly string[]; road: Road }>;
export type DisputePlan = Readonly<{ path: readonly string[]; road: Road }>;
export type PaymentPlan = Readonly<{
  customer: number | null;
  email: number | null;
  sessionEmail: number | null;
  at: number;
  amount: number;
  currency: string;
  outcome: 'paid' | 'failed' | 'failed_then_paid' | 'partly_captured';
  telegram: string | null;
  laterEmail: number | null;
  refunds: readonly RefundPlan[];
  dispute: DisputePlan | null;
  road: Road;
}>;
export type CustomerPlan = Readonly<{ customer: number; emails: readonly number[]; road: Road }>;
export type WorldPlan = Readonly<{ payments: readonly PaymentPlan[]; customers: readonly CustomerPlan[] }>;
export type OrderPlan = Readonly<{ weights: readonly number[]; repeats: readonly number[]; paged: boolean }>;

const road = fc.constantFrom<Road>('webhook', 'sweep', 'both');
const refundPaths = [['succeeded'], ['pending', 'succeeded'], ['pending'], ['succeeded', 'failed'], ['canceled']];
const disputePaths = [
  ['needs_response'],
  ['needs_response', 'under_review', 'won'],
  ['needs_response', 'lost'],
  ['warning_needs_response', 'warning_closed'],
  ['warning_needs_response', 'needs_response'],
];
const emailIndex = fc.option(fc.nat(emails.length - 1), { freq: 4 });
const rarely = <T>(value: fc.Arbitrary<T>) => fc.option(value, { freq: 1 }).map((found) => found);

const paymentPlan: fc.Arbitrary<PaymentPlan> = fc.record({
  customer: fc.option(fc.nat(customerIds.length - 1), { freq: 2 }),
  email: emailIndex,
  sessionEmail: rarely(fc.nat(emails.length - 1)),
  at: fc.constantFrom(...moments),
  amount: fc.constantFrom(...amounts),
  currency: fc.constantFrom('usd', 'usd', 'usd', 'eur', 'jpy'),
  outcome: fc.constantFrom('paid', 'paid', 'paid', 'failed', 'failed_then_paid', 'partly_captured'),
  telegram: fc.constantFrom(null, null, null, '501', '502'),
  laterEmail: fc.constantFrom(null, null, null, 0, 1),
  refunds: fc.array(fc.record({ amount: fc.constantFrom(...amounts), path: fc.constantFrom(...refundPaths), road }), {
    maxLength: 2,
  }),
  dispute: fc.option(fc.record({ path: fc.constantFrom(...disputePaths), road }), { freq: 1 }),
  road,
});

export const worldPlan: fc.Arbitrary<WorldPlan> = fc.record({
  payments: fc.array(paymentPlan, { minLength: 1, maxLength: 5 }),
  customers: fc.uniqueArray(
    fc.record({
      customer: fc.nat(customerIds.length - 1),
      emails: fc.array(fc.nat(emails.length - 1), { minLength: 1, maxLength: 2 }),
      road,
    }),
    { selector: (plan) => plan.customer, maxLength: 2 },
  ),
});

export const orderPlan: fc.Arbitrary<OrderPlan> = fc.record({
  weights: fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 }),
  repeats: fc.array(fc.nat(80), { maxLength: 6 }),
  paged: fc.boolean(),
});

type Body = Readonly<Record<string, unknown>>;
type Happening = Readonly<{ type: string; object: StripeObject; body: Body; at: number }>;
type Thing = Readonly<{ road: Road; webhooks: readonly Happening[]; objects: readonly Happening[] }>;

function emailOf(index: number | null): string | null {
  return index === null ? null : (emails[index] ?? null);
}

function metadataOf({ telegram }: PaymentPlan): Record<string, string> {
  return telegram === null ? {} : { order_id: 'ord_1', telegram_id: telegram };
}

function customerOf({ customer }: PaymentPlan): string | null {
  return customer === null ? null : (customerIds[customer] ?? null);
}

function capturedOf({ amount, outcome }: PaymentPlan): number {
  return outcome === 'partly_captured' ? Math.floor(amount / 2) : amount;
}

function chargeOf(plan: PaymentPlan, n: number, status: 'succeeded' | 'failed', refunded: number, late: boolean): Body {
  const isPaid = status === 'succeeded';
  return {
    id: isPaid ? `ch_${n}` : `ch_${n}_failed`,
    amount: plan.amount,
    amount_captured: isPaid ? capturedOf(plan) : 0,
    amount_refunded: refunded,
    captured: isPaid,
    created: worldStart + plan.at - (isPaid ? 0 : 30),
    currency: plan.currency,
    customer: customerOf(plan),
    payment_intent: `pi_${n}`,
    status,
    metadata: metadataOf(plan),
    billing_details: { email: emailOf(late && plan.laterEmail !== null ? plan.laterEmail : plan.email) },
  };
}

function intentOf(plan: PaymentPlan, n: number, isPaid: boolean): Body {
  return {
    id: `pi_${n}`,
    amount: isPaid ? plan.amount : Math.floor(plan.amount / 2),
    amount_received: isPaid ? capturedOf(plan) : 0,
    created: worldStart + plan.at - 60,
    currency: plan.currency,
    customer: customerOf(plan),
    latest_charge: isPaid ? `ch_${n}` : `ch_${n}_failed`,
    status: isPaid ? 'succeeded' : 'requires_payment_method',
    last_payment_error: isPaid ? null : { code: 'card_declined' },
    metadata: metadataOf(plan),
    ...(plan.sessionEmail === null ? {} : { payment_details: { order_reference: `cs_${n}` } }),
  };
}

function sessionOf(plan: PaymentPlan, n: number): Body {
  return {
    id: `cs_${n}`,
    amount_total: plan.amount,
    created: worldStart + plan.at - 120,
    currency: plan.currency,
    customer: customerOf(plan),
    customer_details: { email: emailOf(plan.sessionEmail) },
    metadata: metadataOf(plan),
    payment_intent: `pi_${n}`,
    payment_status: 'paid',
    status: 'complete',
  };
}

function failedHappenings(plan: PaymentPlan, n: number): Happening[] {
  const at = worldStart + plan.at - 30;
  return [
    { type: 'charge.failed', object: 'charge', body: chargeOf(plan, n, 'failed', 0, false), at },
    { type: 'payment_intent.payment_failed', object: 'intent', body: intentOf(plan, n, false), at },
  ];
}

/** The whole life of one payment's own objects, and what lists say of it in the end. */
function paymentThing(plan: PaymentPlan, n: number): Thing {
  const at = worldStart + plan.at;
  const everFailed = plan.outcome === 'failed' || plan.outcome === 'failed_then_paid';
  const failed = everFailed ? failedHappenings(plan, n) : [];
  const isPaid = plan.outcome !== 'failed';
  const paid: Happening[] = isPaid
    ? [
        { type: 'charge.succeeded', object: 'charge', body: chargeOf(plan, n, 'succeeded', 0, false), at },
        { type: 'payment_intent.succeeded', object: 'intent', body: intentOf(plan, n, true), at: at + 1 },
      ]
    : [];
  if (isPaid && plan.sessionEmail !== null)
    paid.push({ type: 'checkout.session.completed', object: 'session', body: sessionOf(plan, n), at: at + 2 });
  if (isPaid && plan.laterEmail !== null)
    paid.push({ type: 'charge.updated', object: 'charge', body: chargeOf(plan, n, 'succeeded', 0, true), at: at + 9 });
  const refunded = isPaid ? refundedOf(plan) : 0;
  const listed: Happening[] = isPaid
    ? [
        { type: 'charge.listed', object: 'charge', body: chargeOf(plan, n, 'succeeded', refunded, true), at: readAt },
        { type: 'intent.listed', object: 'intent', body: intentOf(plan, n, true), at: readAt },
        ...paid.filter((one) => one.object === 'session').map((one) => ({ ...one, at: readAt })),
      ]
    : [];
  return { road: plan.road, webhooks: [...failed, ...paid], objects: [...failed.slice(0, 1), ...listed] };
}

function refundedOf({ refunds }: PaymentPlan): number {
  return refunds.filter(({ path }) => path.at(-1) === 'succeeded').reduce((sum, { amount }) => sum + amount, 0);
}

function refundThing(plan: PaymentPlan, refund: RefundPlan, n: number, r: number): Thing {
  const created = worldStart + plan.at + 1_000 * (r + 1);
  const body = (status: string): Body => ({
    id: `re_${n}_${r}`,
    amount: refund.amount,
    charge: `ch_${n}`,
    created,
    currency: plan.currency,
    payment_intent: `pi_${n}`,
    status,
  });
  const webhooks: Happening[] = refund.path.map((status, step) => ({
    type: step === 0 ? 'refund.created' : 'refund.updated',
    object: 'refund',
    body: body(status),
    at: created + step,
  }));
  const charge = chargeOf(plan, n, 'succeeded', refundedOf(plan), true);
  webhooks.push({ type: 'charge.refunded', object: 'charge', body: charge, at: created + 5 });
  const last = refund.path.at(-1) as string;
  return {
    road: refund.road,
    webhooks,
    objects: [{ type: 'refund.listed', object: 'refund', body: body(last), at: readAt }],
  };
}

function disputeThing(plan: PaymentPlan, dispute: DisputePlan, n: number): Thing {
  const created = worldStart + plan.at + 5_000;
  const body = (status: string): Body => ({
    id: `dp_${n}`,
    amount: capturedOf(plan),
    charge: `ch_${n}`,
    created,
    currency: plan.currency,
    payment_intent: `pi_${n}`,
    status,
  });
  const webhooks = dispute.path.map(
    (status, step): Happening => ({
      type: 'charge.dispute.updated',
      object: 'dispute',
      body: body(status),
      at: created + step,
    }),
  );
  const last = dispute.path.at(-1) as string;
  return {
    road: dispute.road,
    webhooks,
    objects: [{ type: 'dispute.listed', object: 'dispute', body: body(last), at: readAt }],
  };
}

function customerThing(plan: CustomerPlan): Thing {
  const id = customerIds[plan.customer] as string;
  const webhooks = plan.emails.map(
    (email, step): Happening => ({
      type: 'customer.updated',
      object: 'customer',
      body: { id, email: emailOf(email) },
      at: worldStart + 2_000 + 7_000 * step,
    }),
  );
  const last = webhooks.at(-1) as Happening;
  return { road: plan.road, webhooks, objects: [{ ...last, type: 'customer.listed', at: readAt }] };
}

function thingsOf({ payments, customers }: WorldPlan): Thing[] {
  const ofPayments = payments.flatMap((plan, n) => {
    const isPaid = plan.outcome !== 'failed';
    return [
      paymentThing(plan, n),
      ...(isPaid ? plan.refunds.map((refund, r) => refundThing(plan, refund, n, r)) : []),
      ...(isPaid && plan.dispute ? [disputeThing(plan, plan.dispute, n)] : []),
    ];
  });
  return [...ofPayments, ...customers.map(customerThing)];
}

function factsOf({ object, body, at }: Happening): readonly Fact[] {
  const read = readObject(object, body, { asOf: instantOfSeconds(at), reread: false });
  if ('issues' in read) throw new Error(`the small world wrote an unreadable ${object}: ${read.issues}`);
  return read.facts;
}

function eventOf(happenings: readonly Happening[], source: 'webhook' | 'sweep', id: string | null): DomainEvent {
  const first = happenings[0] as Happening;
  return {
    provider: 'stripe',
    externalId: id,
    type: first.type,
    occurredAt: instantOfSeconds(first.at),
    source,
    facts: happenings.flatMap(factsOf),
  };
}

/** Everything by webhook, in the order in which it happened. */
export function canonicalEvents(plan: WorldPlan): DomainEvent[] {
  const happenings = thingsOf(plan).flatMap((thing) => thing.webhooks);
  return [...happenings].sort((a, b) => a.at - b.at).map((one, i) => eventOf([one], 'webhook', `evt_${i}`));
}

/** The same world, each thing by its road, in any order, with repeats; listed objects one by one or as one page. */
export function shuffledEvents(plan: WorldPlan, { weights, repeats, paged }: OrderPlan): DomainEvent[] {
  const things = thingsOf(plan);
  const events = things
    .filter((thing) => thing.road !== 'sweep')
    .flatMap((thing) => thing.webhooks)
    .map((one, i) => eventOf([one], 'webhook', `evt_${i}`));
  const listed = things.filter((thing) => thing.road !== 'webhook').flatMap((thing) => thing.objects);
  if (paged && listed.length > 0) events.push(eventOf(listed, 'sweep', null));
  else events.push(...listed.map((one) => eventOf([one], 'sweep', null)));
  const all = [...events, ...repeats.map((n) => events[n % events.length]).filter((one) => one !== undefined)];
  const weighed = all.map((event, i) => ({ event, weight: weights[i % weights.length] ?? 0, i }));
  return weighed.sort((a, b) => a.weight - b.weight || a.i - b.i).map(({ event }) => event);
}
