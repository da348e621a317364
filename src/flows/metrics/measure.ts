import type { Dimension } from '../../domain/metrics/dimensions.ts';
import { addMeasures } from '../../domain/metrics/measures.ts';
import { type BucketOf, hoursFrom, type Slice } from '../../domain/metrics/tally.ts';
import { utcHourOf } from '../../domain/metrics/touched-hours.ts';
import type { Window } from '../../domain/ports.ts';
import { type BusinessDate, type Instant, instantOf, msOf } from '../../domain/time.ts';
import { businessDateOf, plusDays, startOfDay, type Zone } from '../../domain/zone.ts';
import type { Reader } from '../../store/database.ts';
import { listDirtyBetween } from '../../store/dirty-hours.ts';
import { type BucketRange, sumRollups } from '../../store/rollups.ts';
import type { FlowDeps } from '../deps.ts';
import { datesOfHour } from './rebuild-rollups.ts';
import { type Only, tallyWindow } from './tally-window.ts';

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
  for (let date = businessDateOf(from, zone); ; date = plusDays(date, 1)) {
    const day = dayWindow(date, zone);
    if (day.from >= to) break;
    if (day.from >= from && day.to <= to) days.push(date);
    else rests.push({ from: day.from > from ? day.from : from, to: day.to < to ? day.to : to });
  }
  return { days, rests };
}

async function dirtyDays(db: Reader, { from, to }: Window, zone: Zone): Promise<ReadonlySet<BusinessDate>> {
  const last = utcHourOf(instantOf(msOf(to) - 1));
  const marks = await listDirtyBetween(db, utcHourOf(from), last);
  return new Set(marks.flatMap((mark) => datesOfHour(mark, zone)));
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

function bucketing(grain: Grain, { from }: Window, zone: Zone): BucketOf {
  if (grain === 'whole') return () => '';
  const date = businessDateOf(from, zone);
  return grain === 'day' ? () => date : hoursFrom(startOfDay(date, zone));
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

/**
 * What was sold in a window by some dimensions: closed days from their stored sums, days in which something changed and
 * parts of days from the payments themselves. So it is never behind the ledger, and both ways give the same numbers.
 */
export async function measure(deps: Deps, question: Question): Promise<readonly Slice[]> {
  const { window, grain = 'whole', dimensions, campaign, filter } = question;
  const { store, policy } = deps;
  const { zone } = policy;
  const read = (part: Window) => tallyWindow(store.scanner, part, bucketing(grain, part, zone), dimensions, question);
  const { days, rests } = partsOf(window, zone);
  const slices: Slice[] = [];
  for (const rest of rests) slices.push(...(await read(rest)));
  if (campaign !== undefined || filter) {
    for (const part of grain === 'whole' ? wholeDays(days, zone) : days.map((date) => dayWindow(date, zone)))
      slices.push(...(await read(part)));
    return merged(slices);
  }
  for (;;) {
    const dirty = await dirtyDays(store.reader, window, zone);
    const clean = await readClean(
      deps,
      question,
      days.filter((date) => !dirty.has(date)),
    );
    // A day that was marked while it was read may have been half written: it is read again, from the payments.
    const since = await dirtyDays(store.reader, window, zone);
    if ([...since].some((date) => !dirty.has(date))) continue;
    slices.push(...clean);
    for (const date of days) if (dirty.has(date)) slices.push(...(await read(dayWindow(date, zone))));
    return merged(slices);
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
