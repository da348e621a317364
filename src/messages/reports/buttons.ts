import type { Report, ReportKind } from '../../domain/reports/report.ts';
import {
  breakdowns,
  isBreakdown,
  overviewOf,
  type ReportView,
  type Span,
  shifted,
  spanAround,
  spanOf,
  viewToken,
} from '../../domain/reports/view.ts';
import type { BusinessDate } from '../../domain/time.ts';
import type { Button } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { dayMonthText, monthText, shortRangeText } from './dates.ts';

/** The same view in another form: the words, or the picture. */
export type ReportVerb = 'report' | 'report_chart';

/** Where one can go from here, in place and in the same form: other times, other views, and the same as a file. */
export function reportButtons(
  report: Report,
  locale: Locale,
  verb: ReportVerb = 'report',
): readonly (readonly Button[])[] {
  const { kind, period } = report;
  const view: ReportView = { kind, from: period.from, to: period.to };
  const isOver = period.isWhole;
  const there: Going = { view, span: spanOf(view, isOver), isOver, locale, verb };
  return [timeRow(there), spanRow(there), ...inPairs([...viewRow(there), ...fileRow(there)])];
}

/** A phone cuts the words of a button that stands beside more than one other. */
function inPairs(buttons: readonly Button[]): readonly (readonly Button[])[] {
  return Array.from({ length: Math.ceil(buttons.length / 2) }, (_, n) => buttons.slice(2 * n, 2 * n + 2));
}

type Going = Readonly<{ view: ReportView; span: Span | null; isOver: boolean; locale: Locale; verb: ReportVerb }>;

function open(verb: string, view: ReportView, label: string): Button {
  return { label, intent: { kind: 'open', verb, about: viewToken(view) } };
}

/** ◀ and ▶ by the period's own length; nothing lies after a period that is not over. */
function timeRow({ view, span, isOver, locale, verb }: Going): readonly Button[] {
  const before = shifted(view, span, -1);
  const after = shifted(view, span, 1);
  const name = ({ from, to }: ReportView) => nameOf(from, to, span, locale);
  return [open(verb, before, `◀ ${name(before)}`), ...(isOver ? [open(verb, after, `${name(after)} ▶`)] : [])];
}

function nameOf(from: BusinessDate, to: BusinessDate, span: Span | null, locale: Locale): string {
  if (span === 'month') return monthText(from, locale);
  return span === 'day' ? dayMonthText(from, locale) : shortRangeText({ from, to }, locale);
}

function spanRow({ view, span: now, locale, verb }: Going): readonly Button[] {
  return (['day', 'week', 'month'] as const)
    .filter((span) => span !== now)
    .map((span) => {
      const kind = isBreakdown(view.kind) ? view.kind : overviewOf(span);
      return open(verb, { kind, ...spanAround(view.to, span) }, text(locale, `report-button-${span}`));
    });
}

function viewRow({ view, span, locale, verb }: Going): readonly Button[] {
  const kinds: readonly ReportKind[] = [overviewOf(span), ...breakdowns];
  return kinds
    .filter((kind) => kind !== view.kind)
    .map((kind) => open(verb, { ...view, kind }, text(locale, `report-button-${kind}`)));
}

function fileRow({ view, locale, verb }: Going): readonly Button[] {
  const other = verb === 'report' ? 'report_chart' : 'report';
  return [
    open(other, view, text(locale, verb === 'report' ? 'report-button-chart' : 'report-button-numbers')),
    open('report_csv', view, 'CSV'),
    open('report_xlsx', view, 'XLSX'),
    open(verb, view, text(locale, 'bot-button-refresh')),
  ];
}
