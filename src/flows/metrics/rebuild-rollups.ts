import { dimensions, hourlyDimensions } from '../../domain/metrics/dimensions.ts';
import { isEmpty, sameMeasures } from '../../domain/metrics/measures.ts';
import { hoursFrom, type Slice, Tally } from '../../domain/metrics/tally.ts';
import { type BusinessDate, hourMs, type Instant, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from '../../domain/zone.ts';
import {
  clearMarks,
  type DirtyHour,
  findCounting,
  holdsMarks,
  listDirtyHours,
  markAllDirty,
  saveCounting,
} from '../../store/dirty-hours.ts';
import type { Grain } from '../../store/rollups.ts';
import { deleteSlices, noteRevised, readDay, saveSlices } from '../../store/rollups.ts';
import { findCompleteUntil } from '../../store/sync.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import { tallyInto } from './tally-window.ts';

const marksAtOnce = 2_000;
const daysAtOnce = 20;
/** One commit's share: the event loop is held for some milliseconds. */
const rowsAtOnce = 300;
/** A day that changes later than this after its end was told otherwise before. */
const settlesMs = 6 * hourMs;
/** Names what the sums depend on beside the ledger: with another zone or another way of counting all are made anew. */
const countingVersion = 1;

type Deps = Pick<FlowDeps, 'store' | 'commits' | 'policy' | 'clock' | 'sources'>;
type Change = Readonly<{ grain: Grain; kind: 'save' | 'delete'; slice: Slice }>;

/** The business days that an hour of UTC lies in: two where the zone is half an hour off. */
export function datesOfHour({ hour }: DirtyHour, zone: Zone): readonly BusinessDate[] {
  const start = `${hour}:00:00.000Z` as Instant;
  const first = businessDateOf(start, zone);
  const last = businessDateOf(plusMs(start, hourMs - 1), zone);
  return first === last ? [first] : [first, last];
}

function keyOf({ dimension, bucket, value, currency }: Slice): string {
  return `${dimension}\n${bucket}\n${value}\n${currency}`;
}

/** What is to be written so that what stands there becomes what should. */
export function changesBetween(grain: Grain, stands: readonly Slice[], should: readonly Slice[]): readonly Change[] {
  const before = new Map(stands.map((slice) => [keyOf(slice), slice]));
  const changes: Change[] = [];
  for (const slice of should) {
    const known = before.get(keyOf(slice));
    before.delete(keyOf(slice));
    if (isEmpty(slice.measures) ? known === undefined : known && sameMeasures(known.measures, slice.measures)) continue;
    changes.push({ grain, kind: 'save', slice });
  }
  return [...changes, ...[...before.values()].map((slice) => ({ grain, kind: 'delete' as const, slice }))];
}

async function writePart(deps: Deps, part: readonly Change[], seen: readonly DirtyHour[]): Promise<boolean> {
  return deps.commits.submit(async (tx) => {
    // Another worker may have summed it meanwhile from newer rows.
    if (!(await holdsMarks(tx, seen))) return false;
    for (const grain of ['day', 'hour'] as const) {
      const of = (kind: Change['kind']) =>
        part.filter((change) => change.grain === grain && change.kind === kind).map(({ slice }) => slice);
      await deleteSlices(tx, grain, of('delete'));
      await saveSlices(tx, grain, of('save'));
    }
    return true;
  });
}

function toldOtherwise(changes: readonly Change[], stood: readonly Slice[]): boolean {
  const isTotal = ({ slice, grain }: Change) => grain === 'day' && slice.dimension === 'total';
  return stood.some(({ dimension }) => dimension === 'total') && changes.some(isTotal);
}

/** Sums one business day anew from the ledger and writes what differs. False where another worker was faster. */
async function rebuildDay(deps: Deps, date: BusinessDate, seen: readonly DirtyHour[]): Promise<boolean> {
  const { scanner } = deps.store;
  const { zone } = deps.policy;
  const window = { from: startOfDay(date, zone), to: startOfDay(plusDays(date, 1), zone) };
  const day = new Tally(() => date, dimensions);
  const hour = new Tally(hoursFrom(window.from), hourlyDimensions);
  await tallyInto(scanner, window, [day, hour]);
  const stands = await readDay(scanner, date, window, dimensions);
  const changes = [
    ...changesBetween('day', stands.day, day.slices()),
    ...changesBetween('hour', stands.hour, hour.slices()),
  ];
  for (let from = 0; from < changes.length; from += rowsAtOnce) {
    if (!(await writePart(deps, changes.slice(from, from + rowsAtOnce), seen))) return false;
  }
  const now = nowOf(deps);
  const isSettled = msOf(now) - msOf(window.to) > settlesMs;
  const isClosed = isSettled && (await findCompleteUntil(deps.store.reader, deps.sources.keys())) !== null;
  if (isClosed && toldOtherwise(changes, stands.day)) await deps.commits.submit((tx) => noteRevised(tx, date, now));
  return true;
}

/**
 * Brings the sums of the newest marked days up to date with the ledger; returns how many days were summed. Until a day
 * is done its marks stand, and reports read it from the payments.
 */
export async function rebuildRollups(deps: Deps, signal?: AbortSignal): Promise<number> {
  await markAllWhereCountedOtherwise(deps);
  const { zone } = deps.policy;
  const marks = await listDirtyHours(deps.store.reader, marksAtOnce);
  const byDate = new Map<BusinessDate, DirtyHour[]>();
  for (const mark of marks) {
    for (const date of datesOfHour(mark, zone)) byDate.set(date, [...(byDate.get(date) ?? []), mark]);
  }
  const dates = [...byDate.keys()].sort().reverse().slice(0, daysAtOnce);
  const done = new Set<BusinessDate>();
  for (const date of dates) {
    if (signal?.aborted) break;
    if (await rebuildDay(deps, date, byDate.get(date) ?? [])) done.add(date);
  }
  const cleared = marks.filter((mark) => datesOfHour(mark, zone).every((date) => done.has(date)));
  if (cleared.length > 0) await deps.commits.submit((tx) => clearMarks(tx, cleared));
  return done.size;
}

/** All sums are made anew from the ledger: by hand, after another zone was set, or by another way of counting. */
export async function markRollupsAnew(deps: Deps): Promise<void> {
  await deps.commits.submit((tx) => markAllDirty(tx));
}

async function markAllWhereCountedOtherwise(deps: Deps): Promise<void> {
  const version = `${deps.policy.zone.name} ${countingVersion}`;
  const stands = await findCounting(deps.store.reader);
  if (stands === version) return;
  await deps.commits.submit(async (tx) => {
    if (stands !== null) await markAllDirty(tx);
    await saveCounting(tx, version, nowOf(deps));
  });
}
