import { type Access, stands } from '../../domain/access/access.ts';
import type { MoneyState } from '../../domain/shop/money-back.ts';
import type { Order } from '../../domain/shop/order.ts';
import { changeAccess, findAccess, listAccessesTo } from '../../store/access/accesses.ts';
import type { Tx } from '../../store/database.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { accessData } from './business.ts';
import { fulfil, recountEnds, settleMissing } from './grant.ts';
import { oweAccessMessage, oweAtTheDoor, owePlanEvent } from './owe.ts';

/** The money went back: what it paid for goes, too; it came back after all: it is given again, for the time that is left. */
export async function followMoney(tx: Tx, deps: FlowDeps, order: Order, state: MoneyState): Promise<void> {
  const access = await findAccess(tx, order.id);
  if (!access) return;
  if (state.isTakenBack) await withdraw(tx, deps, access, order, state);
  else await giveAgain(tx, deps, access, order, state);
}

async function withdraw(tx: Tx, deps: FlowDeps, access: Access, order: Order, { cause }: MoneyState): Promise<void> {
  if (access.state === 'withdrawn') return;
  const now = nowOf(deps);
  await changeAccess(tx, access.orderId, { state: 'withdrawn', endedAt: now, lookAt: null });
  await settleMissing(tx, order, 'refunded', now);
  await recountEnds(tx, access);
  await oweAccessMessage(tx, deps, access);
  // What had ended by itself was told then.
  if (stands(access)) await leave(tx, deps, access, cause);
}

async function giveAgain(tx: Tx, deps: FlowDeps, access: Access, order: Order, { cause }: MoneyState): Promise<void> {
  if (access.state !== 'withdrawn') return;
  const now = nowOf(deps);
  await changeAccess(tx, access.orderId, { state: 'owed', endedAt: null, inviteLink: null, toldDays: null });
  await recountEnds(tx, access);
  const again = await findAccess(tx, access.orderId);
  const isOver = again !== null && again.until !== null && again.until <= now;
  if (!isOver) return fulfil(tx, deps, order, cause);
  await changeAccess(tx, access.orderId, { state: 'ended', endedAt: now, lookAt: null });
  await oweAccessMessage(tx, deps, access);
}

/** Out of the chat, unless something else that was paid for lets him stay; the plan's own system is told. */
export async function leave(tx: Tx, deps: FlowDeps, access: Access, cause: string): Promise<void> {
  const { place, telegramId, orderId, planCode } = access;
  if (access.type === 'webhook') {
    const told = { type: 'access_ended', subjectId: `end:${orderId}:${cause}`, data: accessData(access) } as const;
    await owePlanEvent(tx, deps, planCode, told);
  }
  if (place === null || (await listAccessesTo(tx, place, telegramId)).some(stands)) return;
  const kind = deps.policy.values.access_removal ? 'removal' : 'link_end';
  await oweAtTheDoor(tx, deps, kind, { place, subjectId: telegramId });
}
