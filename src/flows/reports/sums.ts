import { type Actor, may } from '../../domain/permissions.ts';
import { countDirtyHours } from '../../store/dirty-hours.ts';
import { countStoredDays } from '../../store/rollups.ts';
import { auditIn } from '../audit.ts';
import type { FlowDeps } from '../deps.ts';
import { markRollupsAnew, rebuildRollups } from '../metrics/rebuild-rollups.ts';
import type { Result } from '../types.ts';
import type { SumsStatus } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;

export async function sumsStatus({ store }: FlowDeps, actor: Actor): Promise<Result<{ status: SumsStatus }>> {
  if (!may(actor, 'see_status')) return forbidden;
  const { hours, from, to } = await countDirtyHours(store.reader);
  return { ok: true, status: { dirtyHours: hours, from, to, storedDays: await countStoredDays(store.scanner) } };
}

/** Until it is through, reports read the payments themselves: slower, and no less right. */
export async function rebuildSums(deps: FlowDeps, actor: Actor): Promise<Result<{ days: number }>> {
  if (!may(actor, 'rebuild_sums')) return forbidden;
  await markRollupsAnew(deps);
  await deps.commits.submit((tx) => auditIn(tx, deps, actor, 'rebuild_sums', null, null));
  for (let days = 0; ; ) {
    const done = await rebuildRollups(deps);
    if (done === 0) return { ok: true, days };
    days += done;
  }
}
