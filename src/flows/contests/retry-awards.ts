import { nextAwardTry } from '../../domain/contests/award-schedule.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import {
  countOwed,
  findSoldOrder,
  listDueAwards,
  listOwed,
  type OwedAward,
  oweAward,
} from '../../store/contests/owed-awards.ts';
import { isStoreFailure } from '../../store/database.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { payOwed } from './award.ts';

const triesAtOnce = 20;
const mostShown = 200;

/** One round over what is owed and due; how much of it was done. Each in a transaction of its own. */
export async function retryAwards(deps: FlowDeps): Promise<number> {
  const due = await listDueAwards(deps.store.reader, nowOf(deps), triesAtOnce);
  let done = 0;
  for (const owed of due) {
    if (await retryOne(deps, owed)) done += 1;
  }
  return done;
}

async function retryOne(deps: FlowDeps, owed: OwedAward): Promise<boolean> {
  try {
    await deps.commits.submit(async (tx) => {
      const order = await findSoldOrder(tx, owed.orderId);
      if (!order) throw new Error('the order is not there');
      await payOwed(tx, deps, order, owed.money);
    });
    deps.meters.awardRetry('done');
    return true;
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    await noteFailure(deps, owed, error);
    return false;
  }
}

async function noteFailure(deps: FlowDeps, owed: OwedAward, error: unknown): Promise<void> {
  const now = nowOf(deps);
  const attempts = owed.attempts + 1;
  const told = error instanceof Error ? error.message.slice(0, 300) : 'unknown';
  const next = { attempts, lastAt: now, nextAt: nextAwardTry(attempts, now), error: told, money: null };
  await deps.commits.submit((tx) => oweAward(tx, { ...owed, ...next }));
  deps.meters.awardRetry('failed');
  deps.log.warn({ event: 'award_retry_failed', order: owed.orderId, attempt: attempts, error });
}

export type AwardRetryStats = Readonly<{ queueSize: number; items: readonly OwedAward[] }>;

/** What is owed, the next to be tried first. */
export async function awardRetryStats(deps: FlowDeps, actor: Actor): Promise<Result<AwardRetryStats>> {
  if (!may(actor, 'see_contests')) return { ok: false, reason: 'forbidden' };
  const { reader } = deps.store;
  return { ok: true, queueSize: await countOwed(reader), items: await listOwed(reader, mostShown) };
}
