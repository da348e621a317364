import type { DeliveryView, PaymentView, PurchaseView, TraceView } from '../../domain/views.ts';
import type { Flows } from '../../flows/types.ts';
import { maskEmail } from '../../messages/format.ts';
import { actorOf, hasScope } from '../auth.ts';
import { problemOf } from '../problem.ts';
import type { Route } from '../route.ts';

/** One payment's timeline. E-mails are masked unless the token may read personal data. */
export function traceRoutes(flows: Flows): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/api/trace/:id',
      scope: 'read:ops',
      handle: async (req, res) => {
        const actor = actorOf(res);
        const result = await flows.trace(actor, String(req.params['id']));
        if (!result.ok) throw problemOf(result);
        res.json(traceBody(result.trace, hasScope(actor, 'read:pii')));
      },
    },
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

function paymentBody(p: PaymentView, unmasked: boolean) {
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

function purchaseBody(p: PurchaseView, unmasked: boolean) {
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

function shownEmail(email: string | null, unmasked: boolean): string | null {
  return email === null || unmasked ? email : maskEmail(email);
}
