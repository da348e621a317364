import { metrics } from '../../domain/metrics/catalogue.ts';
import { type Measures, noMeasures } from '../../domain/metrics/measures.ts';
import type { Currency } from '../../domain/money.ts';
import type { Comparison, Ranking, Report, Step, Sums } from '../../domain/reports/report.ts';
import { isBreakdown } from '../../domain/reports/view.ts';
import { type Chart, chartLimits, type Series } from '../../files/picture.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Block, bold, type Message, plain, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { reportButtons } from './buttons.ts';
import { clockOf, dayMonthText, periodText, shortRangeText, weekdayNumberText, weekdayText } from './dates.ts';
import { valueText } from './names.ts';
import { noteLines } from './notes.ts';
import { amountText, sumText } from './numbers.ts';
import { lineOf, linesOf } from './ranking.ts';
import { answerOf, headlineOf, headTexts } from './report.ts';
import { wholeComparison } from './sums.ts';

/** One currency of which the picture is: the base one where all could be converted, else the one sold in most. */
type Scale = Readonly<{ currency: Currency; isBase: boolean }>;

function scaleOf({ base, inBase, totals, currency }: Report): Scale | null {
  if (base && inBase && currency === null) return { currency: base.currency, isBase: true };
  const most = totals.toSorted((a, b) => b.measures.purchases - a.measures.purchases)[0];
  return most ? { currency: most.currency, isBase: false } : null;
}

function measuresIn({ totals, inBase }: Pick<Sums, 'totals' | 'inBase'>, { currency, isBase }: Scale): Measures {
  if (isBase) return inBase ?? noMeasures;
  return totals.find((total) => total.currency === currency)?.measures ?? noMeasures;
}

function revenueOf(step: Step, scale: Scale, basis: Report['basis']): number {
  return metrics[basis === 'sale' ? 'netOfSales' : 'net'].of(measuresIn(step, scale));
}

/** The picture of a report, of one question: the day by its hours, a longer time by its days, a ranking by its rows. */
export function chartOf(report: Report, reader: Reader): Chart | null {
  const scale = scaleOf(report);
  const ranking = report.rankings[0];
  if (scale === null) return null;
  if (isBreakdown(report.kind)) return ranking && ranking.rows.length > 0 ? rankedChart(report, ranking, reader) : null;
  if (report.steps.length === 0 || report.steps.length > chartLimits.points) return null;
  return report.period.from === report.period.to ? hoursChart(report, scale, reader) : daysChart(report, scale, reader);
}

function titled(report: Report, { locale }: Reader) {
  return { title: answerOf(report, locale), subtitle: periodText(report.period, locale), locale } as const;
}

/** Today's hours against those of the same weekday a week ago; what is to come is left open. */
function hoursChart(report: Report, scale: Scale, reader: Reader): Chart {
  const before = report.comparisons.find(({ kind }) => kind === 'same_weekday');
  const format = { kind: 'currency', currency: scale.currency } as const;
  const count = Math.max(report.steps.length, before?.steps.length ?? 0);
  const named = [report.steps, before?.steps ?? []].find(({ length }) => length === count) ?? [];
  const line = (label: string, steps: readonly Step[]): Series => ({
    label,
    format,
    values: Array.from({ length: count }, (_, n) => (steps[n] ? revenueOf(steps[n], scale, report.basis) : null)),
  });
  return {
    kind: 'lines',
    ...titled(report, reader),
    labels: named.map((step) => hourText(step, reader)),
    unfinished: !report.period.isWhole,
    series: [
      line(weekdayText(report.period.to, reader.locale), report.steps),
      ...(before ? [line(weekdayText(before.to, reader.locale), before.steps)] : []),
    ],
  };
}

function hourText({ hour, date }: Step, { zone }: Reader): string {
  return hour === null ? '' : clockOf(hour, { to: date }, zone);
}

/** Each day; of a week beside the same day of the week before. */
function daysChart(report: Report, scale: Scale, { locale, zone }: Reader): Chart {
  const { steps, basis } = report;
  const format = { kind: 'currency', currency: scale.currency } as const;
  const before = beforeOf(report);
  const values = (of: readonly Step[]) => steps.map((_, n) => (of[n] ? revenueOf(of[n], scale, basis) : null));
  const own = { label: shortRangeText(report.period, locale), format, values: values(steps) };
  const other = before && { label: shortRangeText(before, locale), format, values: values(before.steps) };
  return {
    kind: 'bars',
    ...titled(report, { locale, zone }),
    labels: steps.map(({ date }) =>
      steps.length <= mostPairs ? weekdayNumberText(date, locale) : dayMonthText(date, locale),
    ),
    unfinished: !report.period.isWhole,
    series: [own, ...(other ? [other] : [])],
  };
}

/** More days beside each other would be read by nobody. */
const mostPairs = 7;

function beforeOf({ steps, comparisons }: Report): Comparison | undefined {
  const before = comparisons.find(({ kind }) => kind === 'previous_period');
  return steps.length <= mostPairs && before && before.steps.length > 0 ? before : undefined;
}

/** Each place as one sum where the rates are known, else rows of one currency: bars of different ones cannot be compared. */
function rankedChart(report: Report, ranking: Ranking, { locale, zone }: Reader): Chart {
  const lines = linesOf(ranking).map((row) => ({ row, ...lineOf(ranking, row) }));
  const currency = lines[0]?.worth.currency as Currency;
  const rows = lines.filter(({ worth }) => worth.currency === currency).slice(0, chartLimits.rows);
  const { title, subtitle } = titled(report, { locale, zone });
  return {
    kind: 'ranked',
    title,
    subtitle: `${text(locale, `report-title-${report.kind}`, { period: subtitle })}`,
    locale,
    format: { kind: 'currency', currency },
    rows: rows.map(({ row, worth }) => ({
      label: valueText(ranking.dimension, row.value, locale),
      value: worth.amountMinor,
    })),
  };
}

/** A report as it is sent by itself: all its words, and its picture where there is one. */
export function picturedReport(report: Report, message: Message, reader: Reader): Message {
  const picture = chartOf(report, reader);
  return picture === null ? message : { ...message, picture };
}

/** [Chart]: the picture, with what it shows in words below it. */
export function chartMessage(report: Report, reader: Reader): Message {
  const { locale } = reader;
  const picture = chartOf(report, reader);
  const [complete] = noteLines(report, reader);
  const values = picture === null ? [] : valueLines(report, reader);
  const compared = isBreakdown(report.kind) || report.base ? [] : wholeComparison(report, locale);
  const all: readonly Block[] = [
    {
      kind: 'lines',
      lines: [
        [bold(headlineOf(report, locale))],
        ...[...headTexts(report, reader), ...compared].map((one) => [plain(one)]),
      ],
    },
    ...(picture === null ? [textBlock(text(locale, 'report-chart-nothing'))] : []),
    textBlock(...(isBreakdown(report.kind) ? values : [values.join(' · ')])),
    textBlock(complete ?? null),
  ];
  const blocks = all.filter((block) => block.kind !== 'lines' || block.lines.length > 0);
  return { blocks, ...(picture && { picture }), buttons: reportButtons(report, locale, 'report_chart') };
}

/** The chart's values in words, those that are not nothing. */
function valueLines(report: Report, { locale, zone }: Reader): readonly string[] {
  const ranking = report.rankings[0];
  if (isBreakdown(report.kind) && ranking)
    return linesOf(ranking)
      .slice(0, chartLimits.rows)
      .map((row) => {
        const about = ranking.base ? '≈ ' : '';
        const { worth } = lineOf(ranking, row);
        return `${valueText(ranking.dimension, row.value, locale)} ${about}${amountText(worth, locale)}`;
      });
  const scale = scaleOf(report);
  if (scale === null) return [];
  return report.steps.flatMap((step) => {
    const minor = revenueOf(step, scale, report.basis);
    const label = step.hour === null ? dayMonthText(step.date, locale) : hourText(step, { locale, zone });
    return minor === 0 ? [] : [`${label} ${sumText(minor, scale.currency, locale)}`];
  });
}
