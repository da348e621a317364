import { type Access, type AccessStep, isOutlived, nextAccessStep } from '../../domain/access/access.ts';
import { dayMs, plusMs } from '../../domain/time.ts';
import { changeAccess, findAccess, listAccesses, listAccessesDue } from '../../store/access/accesses.ts';
import type { Tx } from '../../store/database.ts';
import { findOrder } from '../../store/shop/orders.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { giveKey } from './grant.ts';
import { oweAccessMessage, oweAccessNews } from './owe.ts';
import { leave } from './withdraw.ts';

const atOnce = 50;

/** One round over the accesses whose time is to be looked at, each in a transaction of its own. Returns how many. */
export async function tendAccess(deps: FlowDeps): Promise<number> {
  if (deps.stopLatch.isStopped) return 0;
  const due = await listAccessesDue(deps.store.reader, nowOf(deps), atOnce);
  for (const { orderId } of due) await deps.commits.submit((tx) => tendOne(tx, deps, orderId));
  if (due.length > 0) deps.wake();
  return due.length;
}

/** As it is now: somebody may have been faster, or the money gone back. */
async function tendOne(tx: Tx, deps: FlowDeps, orderId: string): Promise<void> {
  const access = await findAccess(tx, orderId);
  const now = nowOf(deps);
  if (!access || access.lookAt === null || access.lookAt > now) return;
  if (access.state === 'owed') return tryKey(tx, deps, access);
  const graceMs = deps.policy.values.access_grace * dayMs;
  const outlived = isOutlived(access, await listAccesses(tx, access));
  await take(tx, deps, access, nextAccessStep(access, { now, graceMs, outlived }), graceMs);
}

async function tryKey(tx: Tx, deps: FlowDeps, access: Access): Promise<void> {
  const order = access.type === 'keys' ? await findOrder(tx, access.orderId) : null;
  if (order) await giveKey(tx, deps, access, order);
  else await changeAccess(tx, access.orderId, { lookAt: null });
}

async function take(tx: Tx, deps: FlowDeps, access: Access, step: AccessStep, graceMs: number): Promise<void> {
  const { orderId, until } = access;
  const now = nowOf(deps);
  switch (step.do) {
    case 'rest':
      return changeAccess(tx, orderId, { lookAt: null });
    case 'wait':
      return changeAccess(tx, orderId, { lookAt: step.at });
    case 'remind':
      await changeAccess(tx, orderId, { toldDays: step.days });
      return oweAccessNews(tx, deps, access, { what: 'soon', days: step.days });
    case 'pass':
      return changeAccess(tx, orderId, { state: 'ended', endedAt: now, lookAt: null });
    case 'grace':
      await changeAccess(tx, orderId, { state: 'grace', lookAt: plusMs(until ?? now, graceMs) });
      return oweAccessNews(tx, deps, access, { what: 'grace', days: 0 });
    case 'end':
      await changeAccess(tx, orderId, { state: 'ended', endedAt: now, lookAt: null });
      await oweAccessMessage(tx, deps, access);
      await oweAccessNews(tx, deps, access, { what: 'ended', days: 0 });
      return leave(tx, deps, access, 'time');
  }
}
