import { nextAwardTry } from '../../domain/contests/award-schedule.ts';
import { awardsOf, type Contest, type Qualifying } from '../../domain/contests/contest.ts';
import { awardEntries, isIssuer, settleEntries, type TicketEntry } from '../../domain/contests/ledger.ts';
import { isErasedId } from '../../domain/erasure.ts';
import type { MoneyState } from '../../domain/shop/money-back.ts';
import type { Order } from '../../domain/shop/order.ts';
import { listContestsAt } from '../../store/contests/contests.ts';
import { findOwed, oweAward, type SoldOrder, settleOwed } from '../../store/contests/owed-awards.ts';
import { findBinding } from '../../store/contests/referrals.ts';
import { insertEntries, listOrderEntries, loadHeld } from '../../store/contests/tickets.ts';
import { isStoreFailure, type Tx } from '../../store/database.ts';
import { inSavepoint } from '../../store/savepoint.ts';
import { tellTicketsAwarded } from '../access/business.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { ShopHooks } from '../shop/types.ts';

/** Ledger entries say who made them. */
const madeBy = 'job:award';

export function soldOrderOf(order: Order): SoldOrder {
  const { id, telegramId, kind, plan, createdAt, paidAt, paidBy } = order;
  return {
    ...{ orderId: id, telegramId, kind, planCode: plan.code, planTickets: plan.tickets, createdAt, paidAt },
    ...{ provider: paidBy?.provider ?? null, paymentRef: paidBy?.externalId ?? null },
  };
}

/** Judged when the order was placed; a renewal when it was paid. Who pays gets the tickets, of a gift too. */
function qualifyingOf({ orderId, telegramId, kind, planCode, planTickets, createdAt, paidAt }: SoldOrder): Qualifying {
  const isRenewal = kind === 'renewal';
  const judgedAt = isRenewal ? (paidAt ?? createdAt) : createdAt;
  return { orderId, payerId: telegramId, planCode, planTickets, isRenewal, judgedAt };
}

/** The payment; of an order for nothing the order itself. */
function causeOf({ orderId, provider, paymentRef }: SoldOrder): string {
  return provider === null || paymentRef === null ? `order:${orderId}` : `${provider}:${paymentRef}`;
}

async function entriesIn(tx: Tx, deps: FlowDeps, contest: Contest, order: SoldOrder): Promise<readonly TicketEntry[]> {
  const bound = await findBinding(tx, order.telegramId);
  const binding = bound && !isErasedId(bound.referrerId) ? bound : null;
  const people = [order.telegramId, ...(binding ? [binding.referrerId] : [])];
  const isLimited = contest.limits.ticketsPerPerson !== null;
  const held = isLimited ? await loadHeld(tx, contest.code, people) : undefined;
  const awards = awardsOf(contest, qualifyingOf(order), binding, held);
  const about = { contestCode: contest.code, cause: causeOf(order), orderId: order.orderId, at: nowOf(deps) };
  return awardEntries(awards, about);
}

const isAward = ({ reason }: TicketEntry) => reason === 'SELF_PURCHASE' || reason === 'INVITEE_PAYMENT';

/** Each person's tickets to the owner's system; the issuer is nobody. */
async function tellAwards(tx: Tx, deps: FlowDeps, entries: readonly TicketEntry[]): Promise<void> {
  for (const { contestCode, cause, reason, beneficiaryId: telegramId, delta: tickets, orderId } of entries) {
    if (isIssuer(telegramId)) continue;
    const entryId = `${contestCode}:${cause}:${reason}:${telegramId}`;
    await tellTicketsAwarded(tx, deps, { entryId, contestCode, telegramId, orderId, tickets, reason });
  }
}

/** Enters what a paid order brings in every contest it falls into, once. "No contest" is an answer, not a failure. */
async function enterAwards(tx: Tx, deps: FlowDeps, order: SoldOrder): Promise<'awarded' | 'none'> {
  if ((await listOrderEntries(tx, order.orderId)).some(isAward)) return 'awarded';
  const contests = await listContestsAt(tx, qualifyingOf(order).judgedAt);
  let inserted = 0;
  for (const contest of contests) {
    const entries = await entriesIn(tx, deps, contest, order);
    inserted += await insertEntries(tx, entries, { by: madeBy, note: null });
    await tellAwards(tx, deps, entries);
  }
  return inserted > 0 ? 'awarded' : 'none';
}

/** Makes the entries of an order agree with what became of its money. Repeated, it adds nothing. */
async function settleMoney(tx: Tx, deps: FlowDeps, orderId: string, money: MoneyState): Promise<void> {
  // Who was forgotten had his tickets taken out then.
  const known = (await listOrderEntries(tx, orderId)).filter(({ beneficiaryId }) => !isErasedId(beneficiaryId));
  for (const contestCode of new Set(known.map((entry) => entry.contestCode))) {
    const here = known.filter((entry) => entry.contestCode === contestCode);
    const entries = settleEntries(here, money, { contestCode, orderId, at: nowOf(deps) });
    await insertEntries(tx, entries, { by: madeBy, note: null });
  }
}

/** Null where it was done; else why it could not be. A database that fails takes the whole transaction with it. */
async function failureOf(tx: Tx, deps: FlowDeps, orderId: string, work: () => Promise<void>): Promise<string | null> {
  try {
    await inSavepoint(tx, work);
    return null;
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    deps.log.error({ event: 'award_failed', order: orderId, error });
    deps.meters.award('failed');
    return error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  }
}

async function owe(tx: Tx, deps: FlowDeps, order: SoldOrder, error: string, money: MoneyState | null): Promise<void> {
  const now = nowOf(deps);
  const { orderId, telegramId } = order;
  await oweAward(tx, { orderId, telegramId, attempts: 1, lastAt: now, nextAt: nextAwardTry(1, now), error, money });
}

/** In the transaction that holds the payment: the tickets are entered, or they are owed and tried again. */
export async function awardTickets(tx: Tx, deps: FlowDeps, order: SoldOrder): Promise<void> {
  const error = await failureOf(tx, deps, order.orderId, async () => {
    deps.meters.award(await enterAwards(tx, deps, order));
  });
  if (error !== null) await owe(tx, deps, order, error, null);
}

/** In the transaction that holds the refund or dispute. What is still owed of the award comes first. */
export async function settleTickets(tx: Tx, deps: FlowDeps, order: SoldOrder, money: MoneyState): Promise<void> {
  const owed = await findOwed(tx, order.orderId);
  const error = await failureOf(tx, deps, order.orderId, async () => {
    if (owed) await enterAwards(tx, deps, order);
    await settleMoney(tx, deps, order.orderId, money);
    if (owed) await settleOwed(tx, order.orderId, 'done', nowOf(deps));
    deps.meters.award('settled');
  });
  if (error !== null) await owe(tx, deps, order, error, money);
}

/** A try of what is owed, in a transaction of its own. */
export async function payOwed(tx: Tx, deps: FlowDeps, order: SoldOrder, money: MoneyState | null): Promise<void> {
  const outcome = await enterAwards(tx, deps, order);
  if (money !== null) await settleMoney(tx, deps, order.orderId, money);
  await settleOwed(tx, order.orderId, outcome === 'none' ? 'none' : 'done', nowOf(deps));
  deps.meters.award(outcome);
}

/** What the shop calls in its own transactions. */
export const contestHooks = {
  afterPaid: (tx, deps, order) => awardTickets(tx, deps, soldOrderOf(order)),
  afterMoneyBack: (tx, deps, order, state) => settleTickets(tx, deps, soldOrderOf(order), state),
} as const satisfies { [Name in 'afterPaid' | 'afterMoneyBack']: ShopHooks[Name][number] };
