import type { Contest } from '../../domain/contests/contest.ts';
import type { ContestNotice } from '../../domain/contests/notices.ts';
import { priorities, type Route } from '../../domain/deliveries.ts';
import type { Tx } from '../../store/database.ts';
import { enqueueDeliveries, isOwedAlready } from '../../store/enqueue.ts';
import { type FlowDeps, nowOf } from '../deps.ts';

/** Where a contest is public; without a chat of its own where the team is told. */
function placesOf({ publishTo }: Contest, { policy }: FlowDeps): readonly Route[] {
  return publishTo === null ? policy.routes.notices : [{ destination: 'telegram', address: publishTo }];
}

/** Where anybody finds what a contest publishes. */
export const pageOf = ({ shop }: FlowDeps, code: string, name: 'entries.txt' | 'proof.json') =>
  `${shop.publicUrl}/contests/${code}/${name}`;

/** Which contest it is about, as what is told of it says. */
export const about = ({ code, title, zone }: Contest) => ({ code, title, zone });

/** By these a publication is found again: said once, whatever happens meanwhile. */
export const publications = {
  opened: (code: string, round: number) => `contest:${code}:opened:${round}`,
  entries: (code: string, hash: string) => `contest:${code}:entries:${hash.slice(0, 24)}`,
  proof: (code: string, hash: string) => `contest:${code}:proof:${hash.slice(0, 24)}`,
} as const;

export async function publish(
  tx: Tx,
  deps: FlowDeps,
  contest: Contest,
  subjectId: string,
  notice: ContestNotice,
): Promise<void> {
  if (await isOwedAlready(tx, subjectId)) return;
  const now = nowOf(deps);
  const deliveries = placesOf(contest, deps).map((route) => ({
    route,
    kind: 'notice' as const,
    subjectId,
    priority: priorities.alert,
    dueAt: now,
    notice,
  }));
  await enqueueDeliveries(tx, deliveries, { now, newId: deps.newId });
}
