import { hourMs, type Instant, instantOf, msOf } from '../time.ts';
import type { Anomaly, AnomalySettings, SliceSeries } from './anomaly.ts';
import { type Columns, columnsOf } from './columns.ts';
import { judgeHour, type SlicedModel } from './judge-hour.ts';
import { learnSlice } from './slice-model.ts';
import type { Statistics } from './statistics.ts';

const dayHours = 24;

/** An hour that was judged, with what was anomalous at its end. */
export type JudgedHour = Readonly<{ hourStart: Instant; anomalies: readonly Anomaly[] }>;
/** The hours to judge, `[from, until)`. */
export type Period = Readonly<{ from: Instant; until: Instant }>;

type Sliced = Readonly<{ slice: SliceSeries['slice']; columns: Columns }>;

function* inColumns(series: readonly SliceSeries[]): Generator<undefined, readonly Sliced[]> {
  const sliced: Sliced[] = [];
  for (const one of series) {
    sliced.push({ slice: one.slice, columns: columnsOf(one) });
    yield;
  }
  return sliced;
}

function* learnDay(
  sliced: readonly Sliced[],
  dayStart: number,
  statistics: Statistics,
): Generator<undefined, readonly SlicedModel[]> {
  const models: SlicedModel[] = [];
  for (const { slice, columns } of sliced) {
    const model = learnSlice(columns, dayStart, statistics);
    if (model) models.push({ slice, model });
    yield;
  }
  return models;
}

/**
 * Judges hour after hour as it would have been judged at the time: each hour sees only what came before it, and the
 * newest hour of a live check is the last hour of a backtest. All series cover the same hours, and reach back eight
 * weeks and two days before the first judged hour (two weeks at least; what is younger judges nothing).
 *
 * Yields `undefined` after each piece of work of about a millisecond, so that the caller may let others run, and each
 * judged hour. Hours that end after `until` are not judged: pass the bound of completeness there.
 */
export function* judgeHours(
  series: readonly SliceSeries[],
  { from, until }: Period,
  settings: AnomalySettings,
  statistics: Statistics,
): Generator<JudgedHour | undefined, void> {
  const sliced = yield* inColumns(series);
  const { startMs, length } = sliced[0]?.columns ?? { startMs: 0, length: 0 };
  const first = Math.max(0, Math.ceil((msOf(from) - startMs) / hourMs));
  const end = Math.min(length, Math.floor((msOf(until) - startMs) / hourMs));
  const dayOffset = Math.round(startMs / hourMs) % dayHours;
  let models: readonly SlicedModel[] = [];
  for (let hour = first; hour < end; hour += 1) {
    const hourOfDay = (hour + dayOffset) % dayHours;
    if (hour === first || hourOfDay === 0) models = yield* learnDay(sliced, hour - hourOfDay, statistics);
    yield { hourStart: instantOf(startMs + hour * hourMs), anomalies: judgeHour(models, hour + 1, settings) };
  }
}

/** An anomaly from the first hour that told it to the last. */
export type Firing = Readonly<{ first: Anomaly; worst: Anomaly; from: Instant; until: Instant; hours: number }>;

function directionOf({ kind }: Anomaly): string {
  return kind.slice(kind.indexOf('_'));
}

function isSame(a: Anomaly, b: Anomaly): boolean {
  return (
    a.slice.dimension === b.slice.dimension && a.slice.value === b.slice.value && directionOf(a) === directionOf(b)
  );
}

function grown(firing: Firing, anomaly: Anomaly, until: Instant): Firing {
  const worst = anomaly.p < firing.worst.p ? anomaly : firing.worst;
  return { ...firing, worst, until, hours: firing.hours + 1 };
}

/**
 * What would have fired: one firing for as long as the same slice is told in the same direction with pauses shorter than
 * the cooldown. Yields `undefined` between pieces of work, as {@link judgeHours} does, and ends with the firings.
 */
export function* backtest(
  series: readonly SliceSeries[],
  period: Period,
  settings: AnomalySettings,
  statistics: Statistics,
  cooldownHours = 6,
): Generator<undefined, readonly Firing[]> {
  const firings: Firing[] = [];
  for (const judged of judgeHours(series, period, settings, statistics)) {
    yield;
    const end = judged && instantOf(msOf(judged.hourStart) + hourMs);
    for (const anomaly of judged?.anomalies ?? []) {
      if (!end) continue;
      const open = firings.findLastIndex(
        ({ first, until }) => isSame(first, anomaly) && msOf(end) - msOf(until) <= cooldownHours * hourMs,
      );
      const running = firings[open];
      if (running) firings[open] = grown(running, anomaly, end);
      else firings.push({ first: anomaly, worst: anomaly, from: end, until: end, hours: 1 });
    }
  }
  return firings;
}
