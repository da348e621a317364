import { stampOf } from '../domain/stops.ts';
import { findStopAndResume, type StoredResume, type StoredStop } from '../store/system.ts';
import type { FlowDeps } from './deps.ts';
import { followGradedStops } from './graded-stops.ts';

type Seen = Readonly<{ stop: StoredStop | null; resumed: StoredResume | null }>;

function isSame(one: object | null, other: object | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Follows a stop or resume that another process wrote into the database: the command line, a replica. Only what is new
 * there counts, so a stop of our own that the database could not take yet is not undone by what stood in it before.
 * Resolves with what it did.
 */
export function createStopFollower(deps: FlowDeps): () => Promise<'stopped' | 'resumed' | null> {
  let seen: Seen | null = null;
  return async () => {
    await followGradedStops(deps);
    const before = seen;
    const found = await findStopAndResume(deps.store.reader);
    seen = found;
    const { stop, resumed } = found;
    const { state } = deps.stopLatch;
    if (!state.stopped && stop && !isSame(stop, before?.stop ?? null)) {
      deps.stopLatch.restore(stop);
      deps.log.warn({ event: 'system_stopped', by: stop.by });
      return 'stopped';
    }
    if (stop?.again && !isSame(stop, before?.stop ?? null)) deps.stopLatch.restore(stop);
    if (!before || !resumed || isSame(resumed, before.resumed)) return null;
    if (!state.stopped || stop || resumed.at <= stampOf(state)) return null;
    deps.stopLatch.resume();
    deps.log.warn({ event: 'system_resumed', by: resumed.by });
    deps.wake();
    return 'resumed';
  };
}
