import { metrics, moneyOf } from '../../domain/metrics/catalogue.ts';
import type { Measures } from '../../domain/metrics/measures.ts';
import type { Currency } from '../../domain/money.ts';
import type { Ranking, Report, Step } from '../../domain/reports/report.ts';
import { isBreakdown, viewToken } from '../../domain/reports/view.ts';
import type { Attachment, Cell, Column, Table } from '../../files/table.ts';
import type { Reader } from '../bot/local-time.ts';
import { bold, type Message, plain } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { clockOf, periodText } from './dates.ts';
import { dimensionText, valueText } from './names.ts';
import { headlineOf } from './report.ts';

/** What every row has, in its currency; money back both ways, so that each report's own can be found again. */
const measured = [
  ['gross', 'money'],
  ['net', 'money'],
  ['netOfSales', 'money'],
  ['refunded', 'money'],
  ['disputed', 'money'],
  ['purchases', 'count'],
  ['payments', 'count'],
  ['newCustomers', 'count'],
  ['averageOrder', 'money'],
  ['successRate', 'percent'],
  ['refundRate', 'percent'],
  ['disputeRate', 'percent'],
] as const satisfies readonly (readonly [keyof typeof metrics, Column['kind']])[];

function measuredColumns(locale: Locale): readonly Column[] {
  return [
    { title: text(locale, 'report-file-currency'), kind: 'text' },
    ...measured.map(([name, kind]): Column => ({ title: text(locale, `metric-${name}`), kind })),
  ];
}

function measuredCells(measures: Measures, currency: Currency): readonly Cell[] {
  return [
    currency,
    ...measured.map(([name, kind]) =>
      kind === 'money' ? moneyOf(name, measures, currency) : metrics[name].of(measures),
    ),
  ];
}

/** A ranking's rows, or each day (of one day each hour) in each currency. */
export function reportTable(report: Report, { locale, zone }: Reader): Table {
  const ranking = report.rankings[0];
  return isBreakdown(report.kind) && ranking ? rankingTable(ranking, locale) : stepsTable(report, { locale, zone });
}

function rankingTable({ dimension, rows }: Ranking, locale: Locale): Table {
  return {
    columns: [
      { title: text(locale, 'report-file-place'), kind: 'count' },
      { title: dimensionText(dimension, locale), kind: 'text' },
      ...measuredColumns(locale),
    ],
    rows: rows.map(({ place, value, currency, measures }) => [
      place,
      valueText(dimension, value, locale),
      ...measuredCells(measures, currency),
    ]),
  };
}

function stepsTable({ steps, period }: Report, { locale, zone }: Reader): Table {
  const isOneDay = period.from === period.to;
  const hour = ({ hour: at, date }: Step) => (at === null ? '' : clockOf(at, { to: date }, zone));
  return {
    columns: [
      { title: text(locale, 'report-file-date'), kind: 'date' },
      ...(isOneDay ? [{ title: text(locale, 'report-file-hour'), kind: 'text' } as const] : []),
      ...measuredColumns(locale),
    ],
    rows: steps.flatMap((step) =>
      step.totals.map(({ currency, measures }) => [
        step.date,
        ...(isOneDay ? [hour(step)] : []),
        ...measuredCells(measures, currency),
      ]),
    ),
  };
}

/** `geo-20261101-20261115.csv`. */
export function reportFile(report: Report, format: Attachment['format'], reader: Reader): Attachment {
  const { from, to } = report.period;
  const name = viewToken({ kind: report.kind, from, to }).replace(':', '-');
  return { name: `${name}.${format}`, format, table: reportTable(report, reader) };
}

/** The file with what it is of. */
export function reportFileMessage(report: Report, format: Attachment['format'], reader: Reader): Message {
  const { locale } = reader;
  const title = text(locale, `report-title-${report.kind}`, { period: periodText(report.period, locale) });
  return {
    blocks: [{ kind: 'lines', lines: [[bold(headlineOf(report, locale))], [plain(title)]] }],
    attachments: [reportFile(report, format, reader)],
    buttons: [],
  };
}
