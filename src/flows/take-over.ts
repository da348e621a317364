import type { Death } from '../domain/decide-delivery.ts';
import { inTransaction } from '../store/database.ts';
import { type Reclaimed, reclaimDead } from '../store/reclaim.ts';
import { abandonSlots } from '../store/slots.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/**
 * What a dead worker held goes on, or is given up visibly: at every start, and on PostgreSQL all the time. `death`: how
 * the worker ended, as far as it is known.
 */
export async function takeOver(deps: FlowDeps, death: Death = 'silent'): Promise<Reclaimed> {
  const now = nowOf(deps);
  const keyed = new Set([...deps.destinations.values()].filter((one) => one.keyed).map((one) => one.name as string));
  const reclaimed = await inTransaction(deps.store, async (tx) => {
    // On a file of ours nobody else can be at work when we start.
    if (deps.store.kind === 'sqlite') await abandonSlots(tx);
    const taken = await reclaimDead(tx, deps.store.kind, keyed, death, now);
    for (const { id, destination, code } of taken.dead) {
      const notice = { kind: 'delivery_dead' as const, destination, delivery: id, code };
      await enqueueNotice(tx, deps, notice, `${destination}:${code}`, now);
    }
    return taken;
  });
  const { released, inDoubt, dead } = reclaimed;
  if (released + inDoubt > 0)
    deps.log.warn({ event: 'work_taken_over', released, in_doubt: inDoubt, dead: dead.length });
  return reclaimed;
}
