import { type Check, doubtful, fine, judged } from '../../domain/checks.ts';
import { type Said, said, value } from '../../domain/said.ts';
import type { Timetable } from '../../domain/slots.ts';
import { dayMs, hourMs, type Instant, msOf, plusMs } from '../../domain/time.ts';
import {
  countWork,
  type JobRuns,
  listJobRuns,
  listQueueDoubts,
  type QueueDoubt,
  type WorkCounts,
} from '../../store/doctor.ts';
import { countQuarantined, findNewestReceived } from '../../store/inspect.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { health } from '../health.ts';
import { scheduleOf } from '../schedule/schedule-of.ts';
import { ageOf } from './age.ts';

const weekMs = 7 * dayMs;

const fixes: Readonly<Record<string, Said>> = {
  memory: said('memory-restart'),
  stop: said('stop-resume'),
  notices: said('notices-back'),
  stripe: said('stripe-runs'),
};

/** What `/health` says, with what to do. `memory` and `database` have checks of their own. */
async function stateChecks(deps: FlowDeps): Promise<readonly Check[]> {
  const { checks } = await health(deps);
  return Object.entries(checks)
    .filter(([name]) => name !== 'memory' && name !== 'database')
    .map(([name, { status, detail, said: words }]) => {
      const isDestination = deps.destinations.has(name);
      const fix = status === 'ok' ? null : (fixes[name] ?? said('queue-more'));
      const isProvider = [...deps.sources.keys()].some((provider) => provider === name);
      const shown = isDestination ? 'queue' : isProvider ? 'sync' : name;
      return { name: shown, about: shown === name ? null : name, status, detail: words ?? value(detail), fix };
    });
}

export function doubtCheck({ destination, inDoubt, repeated, oldestDead }: QueueDoubt, now: Instant): Check {
  const dead = oldestDead === null ? '' : said('doubt-oldest', { age: ageOf(oldestDead, now) });
  const detail = said('doubt', { inDoubt, repeated, dead });
  const fix = said('doubt-look');
  return { ...judged('deliveries in doubt', detail, [inDoubt + repeated > 0, 'warn', fix]), about: destination };
}

const quietMs = 3 * dayMs;

export function lastEventCheck(about: string, newest: Instant | null, now: Instant): Check {
  const name = 'last event';
  if (newest === null) return doubtful(name, said('none-yet'), said('event-test'), about);
  const fix = said('event-check');
  const isOld = msOf(now) - msOf(newest) > quietMs;
  return { ...judged(name, said('ago', { age: ageOf(newest, now) }), [isOld, 'warn', fix]), about };
}

export function countChecks(counts: WorkCounts, quarantined: number, now: Instant): readonly Check[] {
  const { deadRereads, waitingRereads, oldestReread, conflicts, otherMode, approvals } = counts;
  const isStuck = oldestReread !== null && msOf(now) - msOf(oldestReread) > hourMs;
  return [
    judged('put aside', value(quarantined), [quarantined > 0, 'warn', said('aside-failed')]),
    judged(
      'reads from the provider',
      said('rereads', { waiting: waitingRereads, dead: deadRereads }),
      [deadRereads > 0, 'warn', said('rereads-dead')],
      [isStuck, 'warn', said('rereads-stuck')],
    ),
    judged('payments in conflict', value(conflicts), [conflicts > 0, 'warn', said('conflict-trace')]),
    judged('events of the other mode', said('other-mode', { count: otherMode }), [
      otherMode > 0,
      'warn',
      said('other-mode-mixed'),
    ]),
    judged('approvals', said('waiting', { count: approvals }), [approvals > 0, 'warn', said('approvals-press')]),
  ];
}

export type Expectation = Readonly<{ job: string; everyMs: number }>;
const stuckMs = 6 * hourMs;

/** `expected`: how often a job should run; others are told of only where they failed. */
export function jobCheck(runs: JobRuns, everyMs: number | null, now: Instant): Check {
  const { job, lastDone, missed, failed, lastDetail, runningSince } = runs;
  const last = lastDone === null ? said('job-never') : said('job-done', { age: ageOf(lastDone, now) });
  const why = failed > 0 && lastDetail ? ` (${lastDetail})` : '';
  const detail = said('job', { last, missed, failed, why });
  const isLate = everyMs !== null && lastDone !== null && msOf(now) - msOf(lastDone) > 2 * everyMs;
  const check = judged(
    'job',
    detail,
    [isLate, 'warn', said('job-late')],
    [runningSince !== null && msOf(now) - msOf(runningSince) > stuckMs, 'warn', said('job-stuck')],
    [failed > 0, 'warn', said('job-failed')],
    [missed > 0, 'warn', said('job-missed')],
  );
  return { ...check, about: job };
}

/** The longest time between two of its slots. */
function usualMs(timetable: Timetable): number {
  if ('everyMs' in timetable) return timetable.everyMs;
  if (timetable.day !== undefined) return 31 * dayMs;
  return timetable.weekday === undefined ? dayMs : weekMs;
}

async function jobChecks(deps: FlowDeps, now: Instant): Promise<readonly Check[]> {
  const runs = await listJobRuns(deps.store.scanner, plusMs(now, -weekMs));
  const every = new Map<string, number>(scheduleOf(deps).map(({ name, timetable }) => [name, usualMs(timetable)]));
  const known = new Set(runs.map(({ job }) => job));
  const never = [...every.keys()].filter((job) => !known.has(job)).map((job) => fine('job', said('job-not-due'), job));
  return [...runs.map((one) => jobCheck(one, every.get(one.job) ?? null, now)), ...never];
}

/** What waits, what failed, and whether the jobs run. */
export async function workChecks(deps: FlowDeps): Promise<readonly Check[]> {
  const now = nowOf(deps);
  const { scanner } = deps.store;
  const counts = await countWork(scanner, now, plusMs(now, -weekMs));
  const doubts = new Map((await listQueueDoubts(scanner)).map((one) => [one.destination, one]));
  const lastEvents = await Promise.all(
    [...deps.sources.keys()].map(async (name) => lastEventCheck(name, await findNewestReceived(scanner, name), now)),
  );
  const none = (destination: string) => ({ destination, inDoubt: 0, repeated: 0, oldestDead: null });
  return [
    ...(await stateChecks(deps)),
    ...[...deps.destinations.keys()].map((name) => doubtCheck(doubts.get(name) ?? none(name), now)),
    ...lastEvents,
    ...countChecks(counts, await countQuarantined(scanner), now),
    ...(await jobChecks(deps, now)),
  ];
}
