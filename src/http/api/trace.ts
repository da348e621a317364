import { z } from 'zod';
import type { DeliveryView, PaymentView, PurchaseView, TraceView } from '../../domain/views.ts';
import type { Flows } from '../../flows/types.ts';
import { maskEmail } from '../../messages/format.ts';
import { hasScope } from '../auth.ts';
import { must } from '../problem.ts';
import { operation, type Route } from '../route.ts';
import { instant } from './shapes.ts';

/** One payment's timeline. E-mails are masked unless the token may read personal data. */
export function traceRoutes(flows: Flows): readonly Route[] {
  return [
    operation({
      method: 'get',
      path: '/api/trace/:id',
      scope: 'read:ops',
      summary: "One payment's whole timeline: received, grouped, each delivery with its tries",
      params: z.object({ id: z.string().max(200) }),
      answer: z.object({
        payment: z.looseObject({ id: z.string() }),
        purchase: z.looseObject({ name: z.string() }).nullable(),
        refunds: z.array(z.looseObject({})),
        disputes: z.array(z.looseObject({})),
        events: z.array(z.looseObject({})),
        deliveries: z.array(
          z.looseObject({
            destination: z.string(),
            state: z.string(),
            attempts: z.array(z.object({ at: instant, outcome: z.string(), code: z.string().nullable() })),
            nextAt: instant.nullable(),
          }),
        ),
      }),
      run: async ({ actor, params }) =>
        traceBody(must(await flows.trace(actor, params.id)).trace, hasScope(actor, 'read:pii')),
    }),
  ];
}

/** Fields by allow-list: what is added to a view later stays inside until somebody names it here. */
function traceBody({ payment, purchase, refunds, disputes, events, deliveries }: TraceView, unmasked: boolean) {
  return {
    payment: paymentBody(payment, unmasked),
    purchase: purchase && purchaseBody(purchase, unmasked),
    refunds,
    disputes,
    events,
    deliveries: deliveries.map(deliveryBody),
  };
}

export function paymentBody(p: PaymentView, unmasked: boolean) {
  return {
    id: p.externalId,
    provider: p.provider,
    chargeId: p.chargeId,
    status: p.status,
    amount: p.amount,
    reversed: { amountMinor: p.reversedMinor, currency: p.amount.currency },
    paidAt: p.paidAt,
    createdAt: p.createdAt,
    firstSeenAt: p.firstSeenAt,
    firstSource: p.firstSource,
    method: p.method,
    failureCode: p.failureCode,
    email: shownEmail(p.email, unmasked),
    country: p.country,
    city: p.city,
    campaign: p.campaign,
    customer: p.customerKey,
    purchase: p.purchaseName,
  };
}

export function purchaseBody(p: PurchaseView, unmasked: boolean) {
  return {
    name: p.name,
    state: p.state,
    mergedInto: p.mergedInto,
    vip: p.vip,
    totals: p.totals.map(({ currency, capturedMinor, reversedMinor }) => ({
      captured: { amountMinor: capturedMinor, currency },
      reversed: { amountMinor: reversedMinor, currency },
    })),
    paymentCount: p.paymentCount,
    firstPaidAt: p.firstPaidAt,
    lastPaidAt: p.lastPaidAt,
    email: shownEmail(p.email, unmasked),
    customer: p.customerKey,
  };
}

function deliveryBody({ destination, state, kind, id, createdAt, settledAt, nextAt, attempts }: DeliveryView) {
  return {
    id,
    destination,
    kind,
    state,
    createdAt,
    settledAt,
    attempts: attempts.map(({ at, outcome, code, durationMs }) => ({ at, outcome, code, durationMs })),
    nextAt,
  };
}

export function shownEmail(email: string | null, unmasked: boolean): string | null {
  return email === null || unmasked ? email : maskEmail(email);
}
