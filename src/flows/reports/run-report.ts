import type { Dimension } from '../../domain/metrics/dimensions.ts';
import { isEmpty, sameMeasures } from '../../domain/metrics/measures.ts';
import { RateBook } from '../../domain/metrics/rates.ts';
import type { Slice } from '../../domain/metrics/tally.ts';
import { type Actor, may } from '../../domain/permissions.ts';
import { isWhole } from '../../domain/reports/only.ts';
import {
  basisOfKind,
  breakdownOf,
  comparisonsOf,
  daysOf,
  type PlannedComparison,
  periodOf,
  type Span,
  windowOf,
} from '../../domain/reports/plan.ts';
import { type RankWish, rank } from '../../domain/reports/rank.ts';
import type {
  Comparison,
  CustomerCounts,
  Ranking,
  Report,
  ReportPeriod,
  Step,
  Total,
} from '../../domain/reports/report.ts';
import {
  convertedOf,
  extremesOf,
  meanOf,
  purchasesOf,
  stepsOf,
  type Telling,
  totalsOf,
} from '../../domain/reports/sums.ts';
import { type BusinessDate, hourMs, type Instant, minuteMs, msOf, plusMs } from '../../domain/time.ts';
import { businessDateOf, daysBetween, plusDays, startOfDay, type Zone } from '../../domain/zone.ts';
import { afterTurn } from '../../lib/wait.ts';
import { listRates } from '../../store/rates.ts';
import { findFirstDay } from '../../store/recent-sales.ts';
import { countCustomers, listRevised } from '../../store/rollups.ts';
import { type FlowDeps, nowOf } from '../deps.ts';
import type { Result } from '../types.ts';
import { findCompleteUntil, historySince } from './completeness.ts';
import { type Part, readSlices, readTotals } from './read-sums.ts';
import type { ReportWish } from './types.ts';

type Deps = Pick<FlowDeps, 'sources' | 'store' | 'policy' | 'clock'>;

/** Who paid is counted person by person: over a longer time that takes too long. */
const customersDays = 92;
/** A report that comes later than this after its slot says so. */
const lateMs = 10 * minuteMs;
/** Payments that come in while a report is read may be in one of its parts only: then it is read again. */
const readings = 3;

/** Days of a longer period, hours of one day, also those that are not stored because nothing happened. */
function bucketsOf({ from, to, upTo }: Readonly<{ from: BusinessDate; to: BusinessDate; upTo: Instant }>, zone: Zone) {
  if (from !== to) return Array.from({ length: daysBetween(from, to) + 1 }, (_, n) => plusDays(from, n));
  const start = startOfDay(from, zone);
  const count = Math.ceil((msOf(upTo) - msOf(start)) / hourMs);
  return Array.from({ length: count }, (_, n) => plusMs(start, n * hourMs));
}

/** What a report is of, and when it is made. */
export type Asked = Readonly<{ period: ReportPeriod; now: Instant }>;

/** One report being made: what all its parts need. */
type Making = Readonly<{ deps: Deps; part: Part; telling: Telling; zone: Zone }>;

async function stepsIn({ deps, part, telling, zone }: Making, span: Omit<Span, 'kind'>): Promise<StepsRead> {
  const grain = span.from === span.to ? 'hour' : 'day';
  const slices = await readTotals(deps, windowOf(span, zone), grain, part);
  return { slices, steps: stepsOf(slices, bucketsOf(span, zone), telling) };
}
type StepsRead = Readonly<{ slices: readonly Slice[]; steps: readonly Step[] }>;

function summed({ slices }: StepsRead, telling: Telling) {
  const totals = totalsOf(slices);
  const converted = convertedOf(slices, telling);
  const inBase = converted.missing.length > 0 ? null : converted.measures;
  return { sums: { totals, purchases: purchasesOf(totals, telling.currency), inBase }, converted };
}

async function compare(making: Making, { kind, spans }: PlannedComparison): Promise<Comparison> {
  const read = await Promise.all(spans.map((span) => stepsIn(making, span)));
  const [newest, oldest] = [spans[0], spans.at(-1)] as [Span, Span];
  const sums = read.map((one) => summed(one, making.telling).sums);
  const period = { kind, from: oldest.from, to: newest.to, upTo: newest.upTo };
  if (spans.length > 1) return { ...period, ...meanOf(sums), steps: [] };
  return { ...period, ...(sums[0] as (typeof sums)[number]), steps: read[0]?.steps ?? [] };
}

/** Each person once; null where they would have to be told apart by what they bought. */
async function countEverybody({ deps, part, zone }: Making, period: ReportPeriod): Promise<number | null> {
  if (!isWhole(part.filter) || part.currency !== null || part.campaign !== null) return null;
  if (daysBetween(period.from, period.to) >= customersDays) return null;
  return countCustomers(deps.store.scanner, windowOf(period, zone));
}

function customersOf(all: number | null, totals: readonly Total[], newSince: BusinessDate | null) {
  if (all === null) return null;
  const isNew = totals.reduce((sum, { measures }) => sum + measures.newCustomers, 0);
  const customers: CustomerCounts = { all, new: isNew, returning: Math.max(0, all - isNew), newSince };
  return customers;
}

function sameTotals(a: readonly Total[], b: readonly Total[]): boolean {
  return (
    a.length === b.length &&
    a.every((one) =>
      b.some(({ currency, measures }) => currency === one.currency && sameMeasures(measures, one.measures)),
    )
  );
}

/** The period's steps and breakdowns, read until they are of the same ledger. */
async function readPeriod(making: Making, period: ReportPeriod, wish: ReportWish) {
  const { by } = breakdownOf(wish.kind, making.part.campaign);
  const window = windowOf(period, making.zone);
  for (let reading = 1; ; reading++) {
    const [slices, read] = await Promise.all([
      readSlices(making.deps, window, ['total', ...by], making.part),
      stepsIn(making, period),
    ]);
    const whole = totalsOf(slices.filter(({ dimension }) => dimension === 'total'));
    if (reading === readings || sameTotals(whole, totalsOf(read.slices))) return { slices, read };
  }
}

/** Each has a turn of its own: a month's creatives alone are thousands of rows. */
async function rankingsOf(
  slices: readonly Slice[],
  before: readonly Slice[] | null,
  by: readonly Dimension[],
  wish: Omit<RankWish, 'dimension'>,
): Promise<readonly Ranking[]> {
  const rankings: Ranking[] = [];
  for (const dimension of by) {
    await afterTurn();
    rankings.push(rank(slices, before, { dimension, ...wish }));
  }
  return rankings;
}

async function makeReport(making: Making, wish: ReportWish, { period, now }: Asked): Promise<Report> {
  const { deps, part, telling, zone } = making;
  const { by, top } = breakdownOf(wish.kind, part.campaign);
  const planned = comparisonsOf(wish.kind, period, zone, wish.since);
  // Asked before the sums are read: what comes in meanwhile is in none of them for certain.
  const completeUntil = await findCompleteUntil(deps, period.upTo);
  const first = planned[0]?.spans[0];
  const [{ slices, read }, before, comparisons, everybody] = await Promise.all([
    readPeriod(making, period, wish),
    first ? readSlices(deps, windowOf(first, zone), by, part) : null,
    Promise.all(planned.map((one) => compare(making, one))),
    countEverybody(making, period),
  ]);
  const { sums, converted } = summed(read, telling);
  const isBaseAlone = slices.every(({ currency, measures }) => currency === telling.book.base || isEmpty(measures));
  const ranked = { top: wish.top ?? top, book: telling.book, date: period.to };
  const wholeDays = period.from === period.to ? [] : period.isWhole ? read.steps : read.steps.slice(0, -1);
  // A day before there was a business is nobody's weakest day.
  const firstDay = wholeDays.length > 0 ? await findFirstDay(deps.store.reader) : null;
  return {
    kind: wish.kind,
    period,
    basis: basisOfKind(wish.kind),
    ...part,
    ...sums,
    customers: customersOf(everybody, sums.totals, historySince(deps)),
    base: isBaseAlone ? null : converted,
    comparisons,
    rankings: await rankingsOf(slices, before, by, ranked),
    steps: read.steps,
    ...extremesOf(wholeDays.filter(({ date }) => firstDay !== null && date >= firstDay)),
    completeUntil,
    historySince: historySince(deps),
    revised: (await listRevised(deps.store.reader, period.from, period.to)).map(({ date }) => date),
    late: wish.dueAt !== undefined && msOf(now) - msOf(wish.dueAt) > lateMs ? wish.dueAt : null,
  };
}

/** The period that was asked for, as it stands now; null where its words cannot be told. */
export function periodAsked(deps: Deps, { kind, period }: Pick<ReportWish, 'kind' | 'period'>): Asked | null {
  const { zone } = deps.policy;
  const now = nowOf(deps);
  const days = daysOf(kind, period, businessDateOf(now, zone));
  return days && { period: periodOf(days, now, zone), now };
}

/** The report of a period that was told before. */
export async function reportOver(deps: Deps, wish: ReportWish, asked: Asked): Promise<Report> {
  const { zone, baseCurrency } = deps.policy;
  const book = new RateBook(baseCurrency, await listRates(deps.store.reader, baseCurrency, asked.period.to));
  const { currency = null, filter = null, campaign = null } = wish;
  const part = { currency, filter: isWhole(filter) ? null : filter, campaign };
  return makeReport({ deps, part, zone, telling: { book, zone, currency } }, wish, asked);
}

/** The numbers of one kind of report over a period: what every face of it shows. */
export async function runReport(deps: Deps, actor: Actor, wish: ReportWish): Promise<Result<{ report: Report }>> {
  if (!may(actor, 'see_reports')) return { ok: false, reason: 'forbidden' };
  const asked = periodAsked(deps, wish);
  if (asked === null) return { ok: false, reason: 'bad_period' };
  return { ok: true, report: await reportOver(deps, wish, asked) };
}
