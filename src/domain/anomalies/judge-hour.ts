import { hourMs, instantOf } from '../time.ts';
import type { Anomaly, AnomalySettings, FirstStep, Level, Slice } from './anomaly.ts';
import { sumOver } from './columns.ts';
import { benjaminiHochberg } from './false-discovery.ts';
import { type Candidate, judgeSlice } from './judge-slice.ts';
import type { Look } from './looks.ts';
import type { SliceModel } from './slice-model.ts';

const hoursPerMonth = 720;
/** False alarms of neighbouring hours come together and are one: so much more may be spent on an hour (by simulation). */
const hoursPerFalseAlarm = 5;
const shareOfTotal = 2 / 3;

export type SlicedModel = Readonly<{ slice: Slice; model: SliceModel }>;
type Found = SlicedModel & Readonly<{ candidate: Candidate; look: Look; q: number }>;

/** What an hour may use up of the false alarms that the owner puts up with. */
function hourlyShare({ falseAlarmsPerMonth }: AnomalySettings): number {
  return (falseAlarmsPerMonth * hoursPerFalseAlarm) / hoursPerMonth;
}

function isTotal({ dimension }: Slice): boolean {
  return dimension === 'total';
}

/** Those of one family (the total, or all slices) that hold at this false-discovery rate. */
function discoveries(
  models: readonly SlicedModel[],
  end: number,
  settings: AnomalySettings,
  rate: number,
  whole: SliceModel | null = null,
): readonly Found[] {
  const candidates = models.flatMap((sliced) =>
    judgeSlice(sliced.model, end, settings, whole).map((candidate) => ({ ...sliced, candidate })),
  );
  const q = benjaminiHochberg(candidates.map(({ candidate }) => candidate.p));
  return candidates.flatMap(({ candidate, ...sliced }, index) => {
    const own = q[index] ?? 1;
    return candidate.look && own <= rate ? [{ ...sliced, candidate, look: candidate.look, q: own }] : [];
  });
}

function levelOf({ slice, look, candidate, q }: Found): Level {
  if (candidate.direction === 'rose') return 'info';
  const isDeep = look.changePercent <= -80 || (look.changePercent <= -50 && q < 1e-8);
  if (isTotal(slice)) return isDeep ? 'critical' : 'warning';
  return isDeep ? 'warning' : 'info';
}

/** Whether fewer people tried at all: then the cause lies before the payment page. */
function triedLess({ model, look }: Found, end: number): boolean {
  if (!model.success || look.metric !== 'purchases') return false;
  const attempts = sumOver(model.columns.attempts, end, look.hours);
  return attempts < (look.value / model.success.rate) * (1 + look.changePercent / 200);
}

function firstStepOf(found: Found, end: number): FirstStep {
  const { candidate, slice } = found;
  if (candidate.direction === 'rose') return 'confirm_promotion';
  switch (candidate.metric) {
    case 'success':
      return 'check_provider';
    case 'revenue':
      return 'check_prices';
    case 'purchases':
      if (!isTotal(slice)) return 'check_slice';
      return triedLess(found, end) ? 'check_traffic' : 'check_provider';
  }
}

function kindOf({ candidate: { metric, direction } }: Found): Anomaly['kind'] {
  return `${metric}_${direction}`;
}

/** One anomaly for a slice: the metric nearest to the cause leads (success before purchases before revenue). */
function anomalyOf(found: readonly Found[], end: number): readonly Anomaly[] {
  const [lead, ...others] = found;
  if (!lead) return [];
  const { slice, look, candidate, q, model } = lead;
  const { startMs } = model.columns;
  const from = instantOf(startMs + (end - look.hours) * hourMs);
  return [
    {
      kind: kindOf(lead),
      slice,
      window: { from, to: instantOf(startMs + end * hourMs), hours: look.hours },
      expected: look.interval(),
      actual: look.actual,
      changePercent: look.changePercent,
      p: candidate.p,
      q,
      level: levelOf(lead),
      firstStep: firstStepOf(lead, end),
      also: others.map(kindOf),
    },
  ];
}

/**
 * What is anomalous about the hours that end before the hour `end` (an index into all columns). Slices that moved as
 * the total did are left to the explanation of the total's anomaly: one alarm for one cause.
 */
export function judgeHour(models: readonly SlicedModel[], end: number, settings: AnomalySettings): readonly Anomaly[] {
  const hourly = hourlyShare(settings);
  const [whole, parts] = [models.filter(({ slice }) => isTotal(slice)), models.filter(({ slice }) => !isTotal(slice))];
  const ofTotal = discoveries(whole, end, settings, hourly * shareOfTotal);
  const moved = new Set(ofTotal.map(({ candidate }) => candidate.direction));
  const ofParts = discoveries(parts, end, settings, hourly * (1 - shareOfTotal), whole[0]?.model).filter(
    ({ candidate }) => !moved.has(candidate.direction),
  );
  const bySlice = Map.groupBy([...ofTotal, ...ofParts], ({ slice }) => slice);
  return [...bySlice.values()].flatMap((found) => anomalyOf(found, end));
}
