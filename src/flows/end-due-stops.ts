import type { Actor } from '../domain/permissions.ts';
import { stampOf } from '../domain/stops.ts';
import type { Instant } from '../domain/time.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';
import { resumeSystem } from './stop-system.ts';

const clock: Actor = { kind: 'job', name: 'clock' };

type Due = Readonly<{ scope: string; by: string; seen: Instant }>;

function listDue({ stopLatch, gradedStops }: FlowDeps, now: Instant): readonly Due[] {
  const { state } = stopLatch;
  const isOver = (until: Instant | null | undefined) => typeof until === 'string' && until <= now;
  return [
    ...(state.stopped && isOver(state.until) ? [{ scope: 'all', by: state.by, seen: stampOf(state) }] : []),
    ...gradedStops.list
      .filter(({ until }) => isOver(until))
      .map(({ scope, by, since }) => ({ scope, by, seen: since })),
  ];
}

/** Stops that were asked for until a time end by themselves, and the chats are told. */
export async function endDueStops(deps: FlowDeps): Promise<void> {
  for (const { scope, by, seen } of listDue(deps, nowOf(deps))) {
    const result = await resumeSystem(deps, clock, 'drain', { scope, seen });
    if (!result.ok) continue;
    const now = nowOf(deps);
    await deps.commits.submit((tx) =>
      enqueueNotice(tx, deps, { kind: 'stop_ended', scope, by, held: result.held }, `${scope}:${seen}`, now),
    );
    deps.wake();
  }
}
