import type { ProviderName } from '../domain/ids.ts';
import type { GradedStop } from '../domain/stops.ts';
import { type Instant, minuteMs, msOf } from '../domain/time.ts';
import type { CheckStatus, DestinationStatus, HealthCheck, HealthView, StopState } from '../domain/views.ts';
import { listDestinationStatus } from '../store/destinations.ts';
import { findCursor } from '../store/sync.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { noticesCheck } from './notice-routes.ts';

/** Waiting longer than this is worth a look. */
const oldMs = 5 * minuteMs;

function ageText(since: Instant, now: Instant): string {
  const minutes = Math.floor((msOf(now) - msOf(since)) / minuteMs);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function destinationCheck(status: DestinationStatus, now: Instant): HealthCheck {
  const { waiting, dead, oldestAt } = status;
  const counts = `${waiting} waiting, ${dead} dead`;
  if (status.paused) return { status: 'fail', detail: `paused (${status.pausedReason ?? 'by hand'}), ${counts}` };
  if (status.breaker === 'open') return { status: 'fail', detail: `does not answer, ${counts}` };
  const isOld = oldestAt !== null && msOf(now) - msOf(oldestAt) > oldMs;
  if (isOld) return { status: 'warn', detail: `oldest has waited ${ageText(oldestAt, now)}, ${counts}` };
  return { status: dead > 0 ? 'warn' : 'ok', detail: counts };
}

async function syncCheck(deps: FlowDeps, provider: ProviderName, now: Instant): Promise<HealthCheck> {
  const cursor = await findCursor(deps.store.reader, provider);
  const facts = { kind: 'sync' as const, completeUntil: cursor };
  const problem = deps.sweepHealth.problemOf(provider);
  if (problem !== null) return { status: 'fail', detail: `reading fails (${problem})`, facts };
  if (cursor === null) return { status: 'warn', detail: 'history is being loaded', facts };
  const isLate = msOf(now) - msOf(cursor) > 2 * deps.policy.sweepEveryMs + minuteMs;
  return { status: isLate ? 'warn' : 'ok', detail: `complete until ${cursor} (${ageText(cursor, now)} ago)`, facts };
}

function worst(checks: readonly HealthCheck[]): CheckStatus {
  if (checks.some((check) => check.status === 'fail')) return 'fail';
  return checks.some((check) => check.status === 'warn') ? 'warn' : 'ok';
}

function memoryCheck(): HealthCheck {
  const usedMb = Math.round(process.memoryUsage().rss / 1_048_576);
  return {
    status: usedMb > 1_024 ? 'warn' : 'ok',
    detail: `${usedMb} MB`,
    facts: { kind: 'memory', megabytes: usedMb },
  };
}

/** The state of every part, for operators. Reads only. */
export async function health(deps: FlowDeps): Promise<HealthView> {
  const now = nowOf(deps);
  const checks: Record<string, HealthCheck> = {};
  const statuses = await listDestinationStatus(deps.store.reader, [...deps.destinations.keys()]);
  checks['database'] = { status: 'ok', detail: deps.store.kind, facts: { kind: 'database', engine: deps.store.kind } };
  checks['memory'] = memoryCheck();
  const stop = deps.stopLatch.state;
  checks['stop'] = stop.stopped
    ? { status: 'fail', detail: `stopped by ${stop.by} since ${stop.since}` }
    : { status: 'ok', detail: 'running' };
  for (const { scope, by, since } of deps.gradedStops.list)
    checks[`stop ${scope}`] = { status: 'warn', detail: `stopped by ${by} since ${since}` };
  for (const name of deps.sources.keys()) checks[name] = await syncCheck(deps, name, now);
  const notices = await noticesCheck(deps.store.reader, deps);
  if (notices) checks['notices'] = notices;
  for (const status of statuses) checks[status.name] = destinationCheck(status, now);
  return { status: worst(Object.values(checks)), checks };
}

export function status({ stopLatch, gradedStops }: FlowDeps): {
  state: 'running' | 'stopped';
  stop: StopState;
  parts: readonly GradedStop[];
} {
  const stop = stopLatch.state;
  return { state: stop.stopped ? 'stopped' : 'running', stop, parts: gradedStops.list };
}
