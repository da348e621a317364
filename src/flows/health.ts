import type { ProviderName } from '../domain/ids.ts';
import { said, value } from '../domain/said.ts';
import type { GradedStop } from '../domain/stops.ts';
import { type Instant, minuteMs, msOf } from '../domain/time.ts';
import type { CheckStatus, DestinationStatus, HealthCheck, HealthView, StopState } from '../domain/views.ts';
import { listDestinationStatus } from '../store/destinations.ts';
import { findCursor } from '../store/sync.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { ageOf } from './doctor/age.ts';
import { noticesCheck } from './notice-routes.ts';

/** Waiting longer than this is worth a look. */
const oldMs = 5 * minuteMs;

function ageText(since: Instant, now: Instant): string {
  const minutes = Math.floor((msOf(now) - msOf(since)) / minuteMs);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function destinationCheck(status: DestinationStatus, now: Instant): HealthCheck {
  const { waiting, dead, oldestAt } = status;
  const english = `${waiting} waiting, ${dead} dead`;
  const counts = said('queue', { waiting, dead });
  if (status.paused) {
    const reason = status.pausedReason;
    const why = reason === null ? said('by-hand') : value(reason);
    const detail = `paused (${reason ?? 'by hand'}), ${english}`;
    return { status: 'fail', detail, said: said('queue-paused', { why, counts }) };
  }
  if (status.breaker === 'open')
    return { status: 'fail', detail: `does not answer, ${english}`, said: said('queue-silent', { counts }) };
  const isOld = oldestAt !== null && msOf(now) - msOf(oldestAt) > oldMs;
  if (isOld) {
    const detail = `oldest has waited ${ageText(oldestAt, now)}, ${english}`;
    return { status: 'warn', detail, said: said('queue-old', { age: ageOf(oldestAt, now), counts }) };
  }
  return { status: dead > 0 ? 'warn' : 'ok', detail: english, said: counts };
}

async function syncCheck(deps: FlowDeps, provider: ProviderName, now: Instant): Promise<HealthCheck> {
  const cursor = await findCursor(deps.store.reader, provider);
  const facts = { kind: 'sync' as const, completeUntil: cursor };
  const problem = deps.sweepHealth.problemOf(provider);
  if (problem !== null)
    return { status: 'fail', detail: `reading fails (${problem})`, said: said('sync-fails', { problem }), facts };
  if (cursor === null) return { status: 'warn', detail: 'history is being loaded', said: said('sync-loading'), facts };
  const isLate = msOf(now) - msOf(cursor) > 2 * deps.policy.sweepEveryMs + minuteMs;
  const words = said('sync', { until: cursor, age: ageOf(cursor, now) });
  const detail = `complete until ${cursor} (${ageText(cursor, now)} ago)`;
  return { status: isLate ? 'warn' : 'ok', detail, said: words, facts };
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

function stoppedCheck(status: CheckStatus, { by, since }: Readonly<{ by: string; since: string }>): HealthCheck {
  return { status, detail: `stopped by ${by} since ${since}`, said: said('stopped', { by, since }) };
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
    ? stoppedCheck('fail', stop)
    : { status: 'ok', detail: 'running', said: said('running') };
  for (const part of deps.gradedStops.list) checks[`stop ${part.scope}`] = stoppedCheck('warn', part);
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
