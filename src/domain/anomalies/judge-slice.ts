import { type AnomalySettings, type Direction, type Metric, metrics } from './anomaly.ts';
import { type Look, lookAtPurchases, lookAtRevenue, lookAtSuccess, windowsAt } from './looks.ts';
import type { SliceModel } from './slice-model.ts';

/** Windows of one end overlap, so that nine of them count as fewer independent looks (by simulation). */
const independentWindows = 3;
/** How the certainty that an hour may use up is shared among the metrics. */
const share: Readonly<Record<Metric, number>> = { purchases: 0.6, revenue: 0.15, success: 0.25 };
const dayHours = 24;
/** So many expected sales show whether a drop is over. */
const enoughToSeeTheEnd = 50;

/** One metric of one slice at one hour, in its most telling window; null look: nothing to tell. */
export type Candidate = Readonly<{
  metric: Metric;
  direction: Direction;
  look: Look | null;
  /** Corrected for the windows, directions and metrics looked at. */
  p: number;
}>;

/**
 * Whether the latest part of the window (a quarter at most) is still low, nearer to the window than to the expected: a drop that is over
 * needs nobody.
 */
function goesOn(
  { columns, forecast, success }: SliceModel,
  end: number,
  look: Look,
  settings: AnomalySettings,
): boolean {
  const ofSuccess = look.metric === 'success';
  const least = settings.minDropPercent[look.metric];
  const low = Math.min(1 - least / 200, 1 + look.changePercent / 200);
  const expectedAt = (hour: number) =>
    ofSuccess ? (columns.attempts[hour] ?? 0) : (forecast.sales[hour - forecast.from] ?? 0);
  let whole = 0;
  for (let hour = end - look.hours; hour < end; hour += 1) whole += expectedAt(hour);
  const enough = Math.max(settings.minVolume, Math.min(enoughToSeeTheEnd, whole / 4));
  let [expected, actual, hour] = [0, 0, end];
  while (expected < enough && hour > Math.max(0, end - dayHours)) {
    hour -= 1;
    expected += expectedAt(hour);
    actual += (ofSuccess ? columns.succeeded : columns.purchases)[hour] ?? 0;
  }
  return actual <= expected * low * (ofSuccess ? (success?.rate ?? 1) : 1);
}

function isTold({ metric, changePercent }: Look, direction: Direction, settings: AnomalySettings): boolean {
  const least = settings.minDropPercent[metric];
  return direction === 'fell' ? changePercent <= -least : changePercent >= least;
}

function mostTelling(looks: readonly Look[], direction: Direction): Readonly<{ look: Look; tail: number }> | null {
  const judged = looks.map((look) => ({ look, tail: look.tail(direction) }));
  return judged.toSorted((a, b) => a.tail - b.tail)[0] ?? null;
}

/**
 * A candidate for each metric and direction that has the volume to be judged at the hours that end before `end` (an
 * index), as a part of `whole` where that is given. One whose change is too small to be told, or is over, has p = 1: it was looked at, and counts against false
 * discoveries.
 */
export function judgeSlice(
  model: SliceModel,
  end: number,
  settings: AnomalySettings,
  whole: SliceModel | null = null,
): readonly Candidate[] {
  const { minVolume } = settings;
  const directions: readonly Direction[] = settings.direction === 'both' ? ['fell', 'rose'] : [settings.direction];
  const looks = windowsAt(model, end, minVolume, whole).flatMap((window) => [
    lookAtPurchases(model, window),
    lookAtRevenue(model, window, minVolume),
    lookAtSuccess(model, window, minVolume),
  ]);
  return metrics.flatMap((metric) => {
    const own = looks.filter((look) => look !== null).filter((look) => look.metric === metric);
    if (own.length === 0) return [];
    return directions.map((direction) => {
      const told = own.filter((look) => isTold(look, direction, settings));
      const best = mostTelling(told, direction);
      const p = Math.min(1, (best?.tail ?? 1) * ((independentWindows * directions.length) / share[metric]));
      const isOver = best !== null && p < 0.1 && direction === 'fell' && !goesOn(model, end, best.look, settings);
      return best && !isOver ? { metric, direction, look: best.look, p } : { metric, direction, look: null, p: 1 };
    });
  });
}
