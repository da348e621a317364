import { type Check, doubtful, fine, judged } from '../../domain/checks.ts';
import type { Timetable } from '../../domain/slots.ts';
import { dayMs, hourMs, type Instant, minuteMs, msOf, plusMs } from '../../domain/time.ts';
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

const weekMs = 7 * dayMs;

export function ageText(since: Instant, now: Instant): string {
  const minutes = Math.max(0, Math.floor((msOf(now) - msOf(since)) / minuteMs));
  if (minutes < 60) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} d`;
}

const fixes: Readonly<Record<string, string>> = {
  memory: 'restart payops; raise its memory limit where it comes back',
  stop: '/resume in the chat, or: npm run payops -- resume --mode drain',
  notices:
    'bring the bot back into the operations chat (or set TELEGRAM_CHAT_ID) and resume Telegram in /queue; an owner who presses Start in the bot is told at once',
  stripe: 'see whether the server runs and Stripe answers',
};

/** What `/health` says, with what to do. `memory` and `database` have checks of their own. */
async function stateChecks(deps: FlowDeps): Promise<readonly Check[]> {
  const { checks } = await health(deps);
  return Object.entries(checks)
    .filter(([name]) => name !== 'memory' && name !== 'database')
    .map(([name, { status, detail }]) => {
      const isDestination = deps.destinations.has(name);
      const fix = status === 'ok' ? null : (fixes[name] ?? '/queue and /failed in the chat tell more');
      const isProvider = [...deps.sources.keys()].some((provider) => provider === name);
      const shown = isDestination ? 'queue' : isProvider ? 'sync' : name;
      return { name: shown, about: shown === name ? null : name, status, detail, fix };
    });
}

export function doubtCheck({ destination, inDoubt, repeated, oldestDead }: QueueDoubt, now: Instant): Check {
  const dead = oldestDead === null ? '' : `, oldest given up ${ageText(oldestDead, now)} ago`;
  const detail = `${inDoubt} in doubt, ${repeated} given up after their repeat${dead}`;
  const fix = 'look into the chat whether they arrived, then /failed: send again or discard';
  return { ...judged('deliveries in doubt', detail, [inDoubt + repeated > 0, 'warn', fix]), about: destination };
}

const quietMs = 3 * dayMs;

export function lastEventCheck(about: string, newest: Instant | null, now: Instant): Check {
  const name = 'last event';
  if (newest === null) return doubtful(name, 'none yet', 'send a test payment, or run a sweep', about);
  const fix = 'where there were sales since: check the webhook address at the provider, and /sync';
  const isOld = msOf(now) - msOf(newest) > quietMs;
  return { ...judged(name, `${ageText(newest, now)} ago`, [isOld, 'warn', fix]), about };
}

export function countChecks(counts: WorkCounts, quarantined: number, now: Instant): readonly Check[] {
  const { deadRereads, waitingRereads, oldestReread, conflicts, otherMode, approvals } = counts;
  const isStuck = oldestReread !== null && msOf(now) - msOf(oldestReread) > hourMs;
  return [
    judged('put aside', `${quarantined}`, [
      quarantined > 0,
      'warn',
      '/failed shows why: read them again after an update, or discard them',
    ]),
    judged(
      'reads from the provider',
      `${waitingRereads} waiting, ${deadRereads} given up`,
      [deadRereads > 0, 'warn', 'the provider does not know these objects: npm run payops -- resync for that time'],
      [isStuck, 'warn', 'see whether the server runs and the provider answers'],
    ),
    judged('payments in conflict', `${conflicts}`, [
      conflicts > 0,
      'warn',
      'two captured amounts were told: /trace <payment> shows both; compare with the provider',
    ]),
    judged('events of the other mode', `${otherMode} in a week`, [
      otherMode > 0,
      'warn',
      'test and live are mixed: take the webhook endpoint of the other mode away, or use its key',
    ]),
    judged('approvals', `${approvals} waiting`, [approvals > 0, 'warn', 'another admin presses yes or no in the chat']),
  ];
}

export type Expectation = Readonly<{ job: string; everyMs: number }>;
const stuckMs = 6 * hourMs;

/** `expected`: how often a job should run; others are told of only where they failed. */
export function jobCheck(runs: JobRuns, everyMs: number | null, now: Instant): Check {
  const { job, lastDone, missed, failed, lastDetail, runningSince } = runs;
  const last = lastDone === null ? 'never done yet' : `done ${ageText(lastDone, now)} ago`;
  const detail = `${last}; in a week ${missed} missed, ${failed} failed${failed > 0 && lastDetail ? ` (${lastDetail})` : ''}`;
  const isLate = everyMs !== null && lastDone !== null && msOf(now) - msOf(lastDone) > 2 * everyMs;
  const check = judged(
    'job',
    detail,
    [isLate, 'warn', 'see whether the server runs; its log says why the job does not'],
    [
      runningSince !== null && msOf(now) - msOf(runningSince) > stuckMs,
      'warn',
      'it began and did not end: restart payops',
    ],
    [failed > 0, 'warn', 'its log says why: look for slot_failed'],
    [missed > 0, 'warn', 'nobody was there when it was due: keep the server running'],
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
  const never = [...every.keys()]
    .filter((job) => !known.has(job))
    .map((job) => fine('job', 'has not been due yet', job));
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
