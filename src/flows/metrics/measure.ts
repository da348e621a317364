import { type Dimension, hourlyDimensions } from '../../domain/metrics/dimensions.ts';
import { addMeasures } from '../../domain/metrics/measures.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import { type UtcHour, utcHourOf } from '../../domain/metrics/touched-hours.ts';
import type { Window } from '../../domain/ports.ts';
import { type BusinessDate, earlier, hourMs, type Instant, instantOf, later, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from '../../domain/zone.ts';
import type { Reader } from '../../store/database.ts';
import { findTurn, listDirtyBetween, listSummedSince } from '../../store/dirty-hours.ts';
import { type BucketRange, sumRollups } from '../../store/rollups.ts';
import type { Bucketing, Only } from '../../store/tally-ledger.ts';
import type { FlowDeps } from '../deps.ts';
import { datesOfHour } from './rebuild-rollups.ts';

type Deps = Pick<FlowDeps, 'store' | 'policy'>;

/** How fine: one sum over the window, or one a business day or an hour of it. */
export type Grain = 'whole' | 'day' | 'hour';

export type Question = Readonly<{
  window: Window;
  /** `hour` only for hourly dimensions. */
  grain?: Grain;
  dimensions: readonly Dimension[];
}> &
  /** Part of the sales: read from the payments. */
  Only;

/** The window as whole business days, with what is left before and after them. */
type Parts = Readonly<{ days: readonly BusinessDate[]; rests: readonly Window[] }>;

function dayWindow(date: BusinessDate, zone: Zone): Window {
  return { from: startOfDay(date, zone), to: startOfDay(plusDays(date, 1), zone) };
}

function partsOf({ from, to }: Window, zone: Zone): Parts {
  const days: BusinessDate[] = [];
  const rests: Window[] = [];
  let date = businessDateOf(from, zone);
  for (let start = startOfDay(date, zone); start < to; ) {
    const next = plusDays(date, 1);
    const end = startOfDay(next, zone);
    if (start >= from && end <= to) days.push(date);
    else rests.push({ from: later(start, from), to: earlier(end, to) });
    date = next;
    start = end;
  }
  return { days, rests };
}

function hoursOf({ from, to }: Window): readonly [UtcHour, UtcHour] {
  return [utcHourOf(from), utcHourOf(instantOf(msOf(to) - 1))];
}

/** Hours of UTC in which something changed that the stored sums do not hold yet. */
async function dirtyHours(db: Reader, window: Window): Promise<ReadonlySet<UtcHour>> {
  const marks = await listDirtyBetween(db, ...hoursOf(window));
  return new Set(marks.map(({ hour }) => hour));
}

/** Hours that were marked since the turn, those among them that were summed already. */
async function changedSince(db: Reader, turn: number, window: Window): Promise<readonly UtcHour[]> {
  const marked = await dirtyHours(db, window);
  return [...marked, ...(await listSummedSince(db, turn, ...hoursOf(window)))];
}

function datesOf(hours: ReadonlySet<UtcHour>, zone: Zone): ReadonlySet<BusinessDate> {
  return new Set([...hours].flatMap((hour) => datesOfHour({ hour, marks: 1 }, zone)));
}

/** Days in a row, as ranges. */
function rangesOf(days: readonly BusinessDate[]): readonly Readonly<{ from: BusinessDate; to: BusinessDate }>[] {
  const ranges: { from: BusinessDate; to: BusinessDate }[] = [];
  for (const date of days) {
    const last = ranges.at(-1);
    if (last && plusDays(last.to, 1) === date) last.to = date;
    else ranges.push({ from: date, to: date });
  }
  return ranges;
}

function merged(slices: readonly Slice[]): readonly Slice[] {
  const sums = new Map<string, Slice>();
  for (const slice of slices) {
    const key = `${slice.dimension}\n${slice.bucket}\n${slice.value}\n${slice.currency}`;
    const known = sums.get(key);
    sums.set(key, known ? { ...known, measures: addMeasures(known.measures, slice.measures) } : slice);
  }
  return [...sums.values()];
}

function bucketing(grain: Grain, { from }: Window, zone: Zone): Bucketing {
  if (grain === 'whole') return { name: '' };
  const date = businessDateOf(from, zone);
  return grain === 'day' ? { name: date } : { hoursFrom: startOfDay(date, zone) };
}

/** From the payments themselves. */
function tally({ store, policy }: Deps, question: Question, part: Window, window: Window): Promise<readonly Slice[]> {
  const { grain = 'whole', dimensions, campaign, filter } = question;
  return store.scan('tallyLedger', {
    window,
    bucketing: bucketing(grain, part, policy.zone),
    dimensions,
    campaign,
    filter,
  });
}

function bucketRange(grain: Grain, range: Readonly<{ from: BusinessDate; to: BusinessDate }>, zone: Zone): BucketRange {
  if (grain !== 'hour') return range;
  const lastMoment = instantOf(msOf(startOfDay(plusDays(range.to, 1), zone)) - 1);
  return { from: startOfDay(range.from, zone), to: lastMoment };
}

async function readClean(
  { store: { scanner }, policy: { zone } }: Deps,
  { grain = 'whole', dimensions }: Question,
  days: readonly BusinessDate[],
): Promise<readonly Slice[]> {
  const slices: Slice[] = [];
  for (const range of rangesOf(days)) {
    for (const dimension of dimensions) {
      const buckets = bucketRange(grain, range, zone);
      const stored = grain === 'hour' ? 'hour' : 'day';
      slices.push(...(await sumRollups(scanner, stored, dimension, buckets, { byBucket: grain !== 'whole' })));
    }
  }
  return slices;
}

/** Part of one day, by what tells it: hours in a row whose sums are stored and up to date, or the payments. */
type Piece = Readonly<{ from: Instant; to: Instant; isStored: boolean }>;

/** The hours of the day that lie in the part, told from stored sums where nothing in them changed. */
function piecesOf(part: Window, dirty: ReadonlySet<UtcHour>, zone: Zone): readonly Piece[] {
  const dayStartMs = msOf(startOfDay(businessDateOf(part.from, zone), zone));
  const hourOf = (at: Instant) => instantOf(dayStartMs + Math.floor((msOf(at) - dayStartMs) / hourMs) * hourMs);
  const pieces: { from: Instant; to: Instant; isStored: boolean }[] = [];
  for (let from = part.from; from < part.to; ) {
    const start = hourOf(from);
    const end = plusMs(start, hourMs);
    const to = end < part.to ? end : part.to;
    // An hour of a zone that is half an hour off lies in two hours of UTC.
    const isDirty = dirty.has(utcHourOf(start)) || dirty.has(utcHourOf(plusMs(end, -1)));
    const isStored = from === start && to === end && !isDirty;
    const last = pieces.at(-1);
    if (last?.isStored === isStored) last.to = to;
    else pieces.push({ from, to, isStored });
    from = to;
  }
  return pieces;
}

function isHourly(dimension: Dimension): dimension is (typeof hourlyDimensions)[number] {
  return (hourlyDimensions as readonly Dimension[]).includes(dimension);
}

async function readHours(
  { store: { scanner }, policy: { zone } }: Deps,
  { grain = 'whole', dimensions }: Question,
  { from, to }: Window,
): Promise<readonly Slice[]> {
  const buckets = { from, to: plusMs(to, -1) };
  const slices: Slice[] = [];
  for (const dimension of dimensions)
    slices.push(...(await sumRollups(scanner, 'hour', dimension, buckets, { byBucket: grain === 'hour' })));
  const date = businessDateOf(from, zone);
  return grain === 'day' ? slices.map((slice) => ({ ...slice, bucket: date })) : slices;
}

/** A day that is not told by its stored sum: begun, or with something changed in it. */
async function readPart(
  deps: Deps,
  question: Question,
  part: Window,
  dirty: ReadonlySet<UtcHour>,
): Promise<readonly Slice[]> {
  const { zone } = deps.policy;
  const read = (window: Window) => tally(deps, question, part, window);
  if (!question.dimensions.every(isHourly)) return read(part);
  const slices: Slice[] = [];
  for (const piece of piecesOf(part, dirty, zone))
    slices.push(...(await (piece.isStored ? readHours(deps, question, piece) : read(piece))));
  return slices;
}

/** Part of the sales is read from the payments, whatever is stored. */
async function measurePart(deps: Deps, question: Question): Promise<readonly Slice[]> {
  const { window, grain = 'whole' } = question;
  const { zone } = deps.policy;
  const { days, rests } = partsOf(window, zone);
  const whole = grain === 'whole' ? wholeDays(days, zone) : days.map((date) => dayWindow(date, zone));
  const slices: Slice[] = [];
  for (const part of [...rests, ...whole]) slices.push(...(await tally(deps, question, part, part)));
  return merged(slices);
}

/**
 * What was sold in a window by some dimensions: closed days and hours from their stored sums, those in which something
 * changed from the payments themselves. So it is never behind the ledger, and both ways give the same numbers.
 */
export async function measure(deps: Deps, question: Question): Promise<readonly Slice[]> {
  const { window, campaign, filter } = question;
  const { store, policy } = deps;
  const { zone } = policy;
  if (campaign !== undefined || filter) return measurePart(deps, question);
  const { days, rests } = partsOf(window, zone);
  for (;;) {
    const turn = await findTurn(store.reader);
    const dirty = await dirtyHours(store.reader, window);
    const dirtyDates = datesOf(dirty, zone);
    const clean = days.filter((date) => !dirtyDates.has(date));
    const changed = days.filter((date) => dirtyDates.has(date)).map((date) => dayWindow(date, zone));
    const slices = [...(await readClean(deps, question, clean))];
    for (const part of [...rests, ...changed]) slices.push(...(await readPart(deps, question, part, dirty)));
    // An hour that was marked while it was read may be in one part of the answer only, or half written: all is read again.
    const since = await changedSince(store.reader, turn, window);
    if (since.every((hour) => dirty.has(hour))) return merged(slices);
  }
}

function wholeDays(days: readonly BusinessDate[], zone: Zone): readonly Window[] {
  return rangesOf(days).map(({ from, to }) => ({
    from: startOfDay(from, zone),
    to: startOfDay(plusDays(to, 1), zone),
  }));
}

/** Instants of a business date range, both dates included. */
export function windowOfDates(from: BusinessDate, to: BusinessDate, zone: Zone): Window {
  return { from: startOfDay(from, zone), to: startOfDay(plusDays(to, 1), zone) as Instant };
}
