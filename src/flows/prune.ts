import { type Actor, may } from '../domain/permissions.ts';
import { type RetentionClass, retention, retentionClasses } from '../domain/retention.ts';
import { dayMs, plusMs } from '../domain/time.ts';
import { pruneBatch } from '../store/prune.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import type { Result } from './types.ts';

/** Rows of one transaction: others wait for it, so it is short. */
const batchRows = 200;

export type Pruned = Readonly<Partial<Record<RetentionClass, number>>>;

async function pruneClass(deps: FlowDeps, kind: RetentionClass): Promise<number> {
  const before = plusMs(nowOf(deps), -retention[kind] * dayMs);
  for (let total = 0; ; ) {
    const pruned = await deps.commits.submit((tx) => pruneBatch(tx, kind, before, batchRows));
    deps.meters.pruned(kind, pruned);
    total += pruned;
    if (pruned < batchRows || !deps.canStore()) return total;
  }
}

/** Takes away what is older than its class is kept (domain/retention.ts), in small transactions. Can be repeated. */
export async function pruneOld(deps: FlowDeps, actor: Actor): Promise<Result<{ pruned: Pruned }>> {
  if (!may(actor, 'prune')) return { ok: false, reason: 'forbidden' };
  const pruned: Partial<Record<RetentionClass, number>> = {};
  for (const kind of retentionClasses) {
    const count = await pruneClass(deps, kind);
    if (count > 0) pruned[kind] = count;
  }
  if (Object.keys(pruned).length > 0) await auditAction(deps, actor, 'prune', null, JSON.stringify(pruned));
  deps.log.info({ event: 'pruned', ...pruned });
  return { ok: true, pruned };
}
