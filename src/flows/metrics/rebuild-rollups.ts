import type { Change } from '../../domain/metrics/changes.ts';
import { sameSettled } from '../../domain/metrics/settled.ts';
import type { Window } from '../../domain/ports.ts';
import { type BusinessDate, hourMs, type Instant, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from '../../domain/zone.ts';
import { wait } from '../../lib/wait.ts';
import { changesOf, type DayCompared } from '../../store/compare-day.ts';
import type { Tx } from '../../store/database.ts';
import {
  clearMarks,
  type DirtyHour,
  findCounting,
  findTurn,
  hasCaughtUp,
  listAllHours,
  listDirtyHours,
  markManyDirty,
  saveCaughtUp,
  saveCounting,
  takeTurn,
} from '../../store/dirty-hours.ts';
import { listSettled, saveSettled } from '../../store/rates.ts';
import { deleteSlices, noteRevised, saveSlices } from '../../store/rollups.ts';
import { findCompleteUntil } from '../../store/sync.ts';
import { type FlowDeps, nowOf } from '../deps.ts';

const daysAtOnce = 20;
/** As many as these days have hours, also where a night in autumn repeats one. */
const marksAtOnce = daysAtOnce * 25;
/** Writes that share a commit; whoever else writes waits for no more. */
const writesAtOnce = 8;
/** Who was slower lets the other come on: two that read the same days at once only hinder each other. */
const yieldMs = 300;
/** A day that changes later than this after its end was told otherwise before. */
const settlesMs = 6 * hourMs;
/** Names what the sums depend on beside the ledger: with another zone or another way of counting all are made anew. */
const countingVersion = 1;

type Deps = Pick<FlowDeps, 'store' | 'commits' | 'policy' | 'clock' | 'sources'>;

/** The business days that an hour of UTC lies in: two where the zone is half an hour off. */
export function datesOfHour({ hour }: DirtyHour, zone: Zone): readonly BusinessDate[] {
  const start = `${hour}:00:00.000Z` as Instant;
  const first = businessDateOf(start, zone);
  const last = businessDateOf(plusMs(start, hourMs - 1), zone);
  return first === last ? [first] : [first, last];
}

/** Of several that sum at once; the turn is the last that it took, or that was taken when it began. */
type Summing = { turn: number };

/**
 * False where another wrote sums since this one began: what was read may be older than what stands now. Marks alone do
 * not tell: those of an hour that was summed and has changed again count from one.
 */
function writeIn(deps: Deps, summing: Summing, write: (tx: Tx, turn: number) => Promise<void>): Promise<boolean> {
  return deps.commits.submit(async (tx) => {
    const turn = await takeTurn(tx, summing.turn);
    if (turn === null) return false;
    await write(tx, turn);
    summing.turn = turn;
    return true;
  });
}

async function writePart(tx: Tx, write: string): Promise<void> {
  const part = changesOf(write);
  for (const grain of ['day', 'hour'] as const) {
    const of = (kind: Change['kind']) =>
      part.filter((change) => change.grain === grain && change.kind === kind).map(({ slice }) => slice);
    await deleteSlices(tx, grain, of('delete'));
    await saveSlices(tx, grain, of('save'));
  }
}

async function writeChanges(deps: Deps, summing: Summing, writes: readonly string[]): Promise<boolean> {
  for (let from = 0; from < writes.length; from += writesAtOnce) {
    const parts = writes.slice(from, from + writesAtOnce);
    const written = await Promise.all(parts.map((part) => writeIn(deps, summing, (tx) => writePart(tx, part))));
    if (written.includes(false)) return false;
  }
  return true;
}

/** A business day's sums as they should be, against what is stored of them. */
type Summed = DayCompared & Readonly<{ date: BusinessDate; window: Window }>;

async function sumDay({ store, policy: { zone } }: Deps, date: BusinessDate): Promise<Summed> {
  const window = { from: startOfDay(date, zone), to: startOfDay(plusDays(date, 1), zone) };
  return { date, window, ...(await store.scan('compareDay', { date, window })) };
}

/** Writes what differs. False where another worker was faster. */
async function writeDay(
  deps: Deps,
  summing: Summing,
  { date, window, writes, settled, revises }: Summed,
): Promise<boolean> {
  const now = nowOf(deps);
  const isSettled = msOf(now) - msOf(window.to) > settlesMs;
  // While history comes in for the first time, days change that nobody was told of as whole.
  const isClosed = isSettled && (await hasCaughtUp(deps.store.reader));
  // Before its sums are written: afterwards nothing tells any more that there were others.
  if (isClosed && revises) await deps.commits.submit((tx) => noteRevised(tx, date, now));
  if (!(await writeChanges(deps, summing, writes))) return false;
  if (!sameSettled(settled, await listSettled(deps.store.reader, date)))
    if (!(await writeIn(deps, summing, (tx) => saveSettled(tx, date, settled)))) return false;
  return true;
}

/** Each day is read while the one before it is written. Null where another worker was faster. */
async function rebuildDays(
  deps: Deps,
  summing: Summing,
  days: readonly BusinessDate[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<BusinessDate> | null> {
  const done = new Set<BusinessDate>();
  const begin = (n: number) => {
    const day = days[n];
    const summed = day && !signal?.aborted ? sumDay(deps, day) : null;
    // Where writing the day before it fails, its own failure is nobody's.
    summed?.catch(() => undefined);
    return summed;
  };
  let coming = begin(0);
  for (let n = 0; coming !== null; n++) {
    const summed = await coming;
    coming = begin(n + 1);
    if (!(await writeDay(deps, summing, summed))) return null;
    done.add(summed.date);
  }
  return done;
}

/** Sums the newest marked days; null where another worker was faster, whose marks may be other ones. */
async function sumMarked(deps: Deps, signal: AbortSignal | undefined): Promise<number | null> {
  const { zone } = deps.policy;
  const summing = { turn: await findTurn(deps.store.reader) };
  const marks = await listDirtyHours(deps.store.reader, marksAtOnce);
  if (marks.length === 0) await noteCaughtUp(deps);
  const dated = marks.map((mark) => ({ mark, dates: datesOfHour(mark, zone) }));
  const newest = [...new Set(dated.flatMap(({ dates }) => dates))].sort().reverse().slice(0, daysAtOnce);
  const done = await rebuildDays(deps, summing, newest, signal);
  if (done === null) return null;
  const cleared = dated.filter(({ dates }) => dates.every((date) => done.has(date))).map(({ mark }) => mark);
  if (cleared.length === 0) return done.size;
  return (await writeIn(deps, summing, (tx, turn) => clearMarks(tx, turn, cleared))) ? done.size : null;
}

/**
 * Brings the sums of the newest marked days up to date with the ledger; returns how many days were summed. Until a day
 * is done its marks stand, and reports read it from the payments.
 */
export async function rebuildRollups(deps: Deps, signal?: AbortSignal): Promise<number> {
  await markAllWhereCountedOtherwise(deps);
  for (;;) {
    const done = await sumMarked(deps, signal);
    if (done !== null) return done;
    await wait(yieldMs);
  }
}

/** Nothing is left to be summed, and all providers were read to their end. */
async function noteCaughtUp(deps: Deps): Promise<void> {
  const { reader } = deps.store;
  if (await hasCaughtUp(reader)) return;
  if ((await findCompleteUntil(reader, deps.sources.keys())) === null) return;
  await deps.commits.submit((tx) => saveCaughtUp(tx, nowOf(deps)));
}

/** All sums are made anew from the ledger: by hand, after another zone was set, or by another way of counting. */
export async function markRollupsAnew(deps: Deps): Promise<void> {
  const hours = await listAllHours(deps.store.scanner);
  await deps.commits.submit((tx) => markManyDirty(tx, hours));
}

async function markAllWhereCountedOtherwise(deps: Deps): Promise<void> {
  const version = `${deps.policy.zone.name} ${countingVersion}`;
  const stands = await findCounting(deps.store.reader);
  if (stands === version) return;
  // What is paid after this was read marks its own hour.
  const hours = stands === null ? [] : await listAllHours(deps.store.scanner);
  await deps.commits.submit(async (tx) => {
    await markManyDirty(tx, hours);
    await saveCounting(tx, version, nowOf(deps));
  });
}
