import type { Contest } from '../../src/domain/contests/contest.ts';
import type { MoneyState } from '../../src/domain/shop/money-back.ts';
import { dayMs, type Instant, instantOf, plusMs } from '../../src/domain/time.ts';
import { awardTickets, settleTickets } from '../../src/flows/contests/award.ts';
import type { FlowDeps } from '../../src/flows/deps.ts';
import type { SoldOrder } from '../../src/store/contests/owed-awards.ts';

export const contestNow = instantOf(Date.UTC(2026, 10, 20, 12));

export function contestOf(now: Instant, change: Partial<Contest> = {}): Contest {
  return {
    code: 'autumn',
    title: { ru: 'Осенний розыгрыш', en: 'Autumn draw' },
    startsAt: plusMs(now, -dayMs),
    endsAt: plusMs(now, 10 * dayMs),
    zone: 'Europe/Berlin',
    attributionWindowDays: 30,
    holdDays: 3,
    rules: { selfPurchase: true, inviteePayment: true, renewals: false },
    ticketsByPlan: {},
    prizes: [
      { place: 1, title: { ru: 'Велосипед', en: 'A bicycle' } },
      { place: 2, title: 'A book' },
    ],
    texts: null,
    limits: { ticketsPerPerson: null },
    publishTo: null,
    active: true,
    ...change,
  };
}

/** A paid order as the shop keeps it. */
export function soldOf(n: number, payer: string, at: Instant, change: Partial<SoldOrder> = {}): SoldOrder {
  return {
    orderId: `ord_${n}`,
    telegramId: payer,
    kind: 'purchase',
    planCode: 'month',
    planTickets: 5,
    createdAt: at,
    paidAt: at,
    provider: 'stripe',
    paymentRef: `pi_${n}`,
    ...change,
  };
}

export async function insertSold(deps: Pick<FlowDeps, 'commits'>, order: SoldOrder): Promise<void> {
  await deps.commits.submit(async (tx) => {
    await tx
      .insertInto('orders')
      .values({
        id: order.orderId,
        plan_code: order.planCode,
        plan: JSON.stringify({ code: order.planCode, tickets: order.planTickets }),
        telegram_id: order.telegramId,
        recipient_id: order.telegramId,
        kind: order.kind as 'purchase',
        status: order.paidAt === null ? 'waiting' : 'paid',
        amount_minor: 1_000,
        currency: 'USD',
        taken_off_minor: 0,
        promo_code: null,
        method: 'stripe',
        contact: null,
        locale: 'en',
        gift_code: null,
        created_at: order.createdAt,
        expires_at: plusMs(order.createdAt, 3_600_000),
        paid_at: order.paidAt,
        provider: order.provider,
        payment_ref: order.paymentRef,
        reminded_at: null,
        ended_at: null,
      })
      .execute();
  });
}

/** The order is paid and its tickets are awarded, in one transaction each. */
export async function pay(deps: FlowDeps, order: SoldOrder): Promise<void> {
  await insertSold(deps, order);
  await deps.commits.submit((tx) => awardTickets(tx, deps, order));
}

export async function moneyBack(deps: FlowDeps, order: SoldOrder, state: Omit<MoneyState, 'at'>): Promise<void> {
  const at = instantOf(deps.clock.nowMs());
  await deps.commits.submit((tx) => settleTickets(tx, deps, order, { ...state, at }));
}
