import { stands } from '../../domain/access/access.ts';
import type { Actor } from '../../domain/permissions.ts';
import type { OrderId } from '../../domain/shop/order.ts';
import { minuteMs } from '../../domain/time.ts';
import { createQuota } from '../../lib/quota.ts';
import { findAccess, isOurLink, listAccessesTo } from '../../store/access/accesses.ts';
import type { Tx } from '../../store/database.ts';
import { auditIn } from '../audit.ts';
import type { FlowDeps } from '../deps.ts';
import { buyerOf } from '../shop/place-order.ts';
import { oweAtTheDoor } from './owe.ts';
import type { JoinAsked } from './types.ts';

/** Nobody fills the record by asking again and again. */
const auditedAMinute = 30;

export function createTakeJoinRequest(deps: FlowDeps): (asked: JoinAsked) => Promise<void> {
  const quota = createQuota({ perWindow: auditedAMinute, windowMs: minuteMs, maxKeys: 1 });
  const audit = async (tx: Tx, { chatId, telegramId }: JoinAsked) => {
    const nowMs = deps.clock.nowMs();
    if (!quota.hasRoom('all', nowMs)) return;
    quota.use('all', nowMs);
    await auditIn(tx, deps, { kind: 'stranger', telegramId }, 'join_declined', chatId, 'has not paid');
  };
  return async (asked) => {
    const { chatId, telegramId, link, isOwnLink } = asked;
    await deps.commits.submit(async (tx) => {
      const isPaid = (await listAccessesTo(tx, chatId, telegramId)).some(stands);
      const isOurs = isOwnLink || (link !== null && (await isOurLink(tx, link)));
      if (!isPaid && !isOurs) return;
      if (!isPaid) await audit(tx, asked);
      await oweAtTheDoor(tx, deps, 'join', { place: chatId, subjectId: telegramId });
    });
    deps.wake();
  };
}

export async function letIn(deps: FlowDeps, actor: Actor, orderId: OrderId): Promise<boolean> {
  const isOwed = await deps.commits.submit(async (tx) => {
    const access = await findAccess(tx, orderId);
    if (!access || access.telegramId !== buyerOf(actor) || !stands(access) || access.place === null) return false;
    await oweAtTheDoor(tx, deps, 'join', { place: access.place, subjectId: access.telegramId });
    return true;
  });
  if (isOwed) deps.wake();
  return isOwed;
}
