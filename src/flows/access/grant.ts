import { type Access, endsOf, stands } from '../../domain/access/access.ts';
import type { Order } from '../../domain/shop/order.ts';
import type { Fulfilment } from '../../domain/shop/plan.ts';
import { type Instant, minuteMs, plusMs } from '../../domain/time.ts';
import {
  changeAccess,
  findAccess,
  insertAccessOnce,
  listAccesses,
  listAccessesTo,
  takeKey,
} from '../../store/access/accesses.ts';
import type { Tx } from '../../store/database.ts';
import { findMovedTo } from '../../store/destinations.ts';
import { findDecisionOf, insertDecision, settleDecision } from '../../store/shop/decisions.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { enqueueNotice } from '../record-event.ts';
import { accessData } from './business.ts';
import { oweAccessMessage, oweAtTheDoor, oweBusinessEvent, owePlanEvent } from './owe.ts';

/** A stock that was filled up is looked at so often. */
const keysAgainMs = minuteMs;

function placeOf(tx: Tx, fulfilment: Fulfilment): Promise<string | null> {
  if (fulfilment.type !== 'invite_link') return Promise.resolve(null);
  return findMovedTo(tx, 'access', fulfilment.chatId);
}

/**
 * What a paid order gives to whom it is for, in the transaction that made it paid: once, however often it is asked for.
 * `since`: paid, or taken where it was a gift.
 */
export async function grantAccess(tx: Tx, deps: FlowDeps, order: Order, since: Instant): Promise<void> {
  const { id: orderId, plan, recipientId: telegramId } = order;
  if (telegramId === null) return;
  const access: Access = {
    ...{ orderId, planCode: plan.code, telegramId, since, type: plan.fulfilment.type, periodDays: plan.periodDays },
    ...{ place: await placeOf(tx, plan.fulfilment), state: 'owed' },
    ...{ inviteLink: null, grantedAt: null, until: null, toldDays: null, endedAt: null, lookAt: null },
  };
  if (!(await insertAccessOnce(tx, access))) return;
  await recountEnds(tx, access);
  await fulfil(tx, deps, order, 'paid');
}

/** Ends are never patched: all of one person's by one plan are counted anew from what stands. */
export async function recountEnds(tx: Tx, of: Pick<Access, 'telegramId' | 'planCode'>): Promise<void> {
  const accesses = await listAccesses(tx, of);
  const ends = endsOf(accesses);
  for (const { orderId, until, state, since } of accesses) {
    const end = ends.get(orderId);
    if (end === undefined || end === until) continue;
    const isTimed = state === 'granted' || state === 'grace';
    const anew = { state: 'granted', lookAt: end === null ? null : since } as const;
    await changeAccess(tx, orderId, { until: end, ...(isTimed ? anew : {}) });
  }
}

/** Begins the delivery of what was bought; `cause` tells a second one, after a dispute that was won, from the first. */
export async function fulfil(tx: Tx, deps: FlowDeps, order: Order, cause: string): Promise<void> {
  const access = await findAccess(tx, order.id);
  if (access?.state !== 'owed') return;
  switch (access.type) {
    case 'text':
      return markGranted(tx, deps, access);
    case 'keys':
      return giveKey(tx, deps, access, order);
    case 'invite_link':
      return invite(tx, deps, access);
    case 'webhook': {
      const data = { ...accessData(access), cause };
      const told = { type: 'access_granted', subjectId: `grant:${order.id}:${cause}`, data } as const;
      return owePlanEvent(tx, deps, access.planCode, told);
    }
  }
}

/** It is there: the person is told, and so are the owner's systems. */
export async function markGranted(tx: Tx, deps: FlowDeps, access: Access): Promise<void> {
  const now = nowOf(deps);
  const { orderId, until } = access;
  await changeAccess(tx, orderId, { state: 'granted', grantedAt: now, lookAt: until === null ? null : now });
  await oweAccessMessage(tx, deps, access);
  const data = { ...accessData(access), grantedAt: now };
  await oweBusinessEvent(tx, deps, 'access_granted', `${orderId}:${now}`, data);
}

/** Who is in already keeps his link. */
async function invite(tx: Tx, deps: FlowDeps, access: Access): Promise<void> {
  const { place, telegramId, orderId } = access;
  if (place === null) throw new Error(`access ${orderId} is to a chat and names none`);
  const others = await listAccessesTo(tx, place, telegramId);
  const link = others.find((other) => other.state !== 'owed' && stands(other) && other.inviteLink)?.inviteLink;
  if (!link) return oweAtTheDoor(tx, deps, 'invite', { place, subjectId: orderId });
  await changeAccess(tx, orderId, { inviteLink: link });
  await markGranted(tx, deps, access);
}

/** Without a key the order stays owed: a person is asked for a decision, and keys that come later are given by themselves. */
export async function giveKey(tx: Tx, deps: FlowDeps, access: Access, order: Order): Promise<void> {
  const now = nowOf(deps);
  const { orderId, planCode } = access;
  if ((await takeKey(tx, planCode, orderId, now)) !== null) {
    await settleMissing(tx, order, 'accepted', now);
    return markGranted(tx, deps, access);
  }
  await changeAccess(tx, orderId, { lookAt: plusMs(now, keysAgainMs) });
  await askForDecision(tx, deps, order);
  await enqueueNotice(tx, deps, { kind: 'key_missing', plan: planCode, order: orderId }, orderId, now);
}

/** A free order has no money to decide about. */
async function askForDecision(tx: Tx, deps: FlowDeps, { id: orderId, paidBy, amount, telegramId }: Order) {
  if (paidBy === null) return;
  const payment = { provider: paidBy.provider, paymentRef: paidBy.externalId };
  const about = { orderId, ...payment, problem: 'no_key' as const, amount, telegramId };
  await insertDecision(tx, { id: deps.newId('dec'), ...about, madeAt: nowOf(deps) });
}

/** The key came, or the money went back: nothing is left to decide. */
export async function settleMissing(
  tx: Tx,
  { paidBy }: Pick<Order, 'paidBy'>,
  state: 'accepted' | 'refunded',
  now: Instant,
): Promise<void> {
  const decision = paidBy && (await findDecisionOf(tx, paidBy.provider, paidBy.externalId));
  if (decision?.state !== 'waiting' || decision.problem !== 'no_key') return;
  await settleDecision(tx, decision.id, { state, by: state === 'refunded' ? decision.provider : 'payops', now });
}
