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
import { dayMonthText, monthText } from './dates.ts';

/** Where one can go from here, in place: other times, other views, and the same as picture and file. */
export function reportButtons(report: Report, locale: Locale): readonly (readonly Button[])[] {
  const { kind, period } = report;
  const view: ReportView = { kind, from: period.from, to: period.to };
  return [
    timeRow(view, period.isWhole, locale),
    spanRow(view, period.isWhole, locale),
    viewRow(view, period.isWhole, locale),
    fileRow(view, locale),
  ];
}

function goTo(view: ReportView, label: string): Button {
  return { label, intent: { kind: 'open', verb: 'report', about: viewToken(view) } };
}

/** ◀ and ▶ by the period's own length; nothing lies after a period that is not over. */
function timeRow(view: ReportView, isOver: boolean, locale: Locale): readonly Button[] {
  const span = spanOf(view, isOver);
  const before = shifted(view, span, -1);
  const after = shifted(view, span, 1);
  const name = ({ from, to }: ReportView) => nameOf(from, to, span, locale);
  return [goTo(before, `◀ ${name(before)}`), ...(isOver ? [goTo(after, `${name(after)} ▶`)] : [])];
}

function nameOf(from: BusinessDate, to: BusinessDate, span: Span | null, locale: Locale): string {
  if (span === 'month') return monthText(from, locale);
  return span === 'day' ? dayMonthText(from, locale) : `${dayMonthText(from, locale)} – ${dayMonthText(to, locale)}`;
}

function spanRow(view: ReportView, isOver: boolean, locale: Locale): readonly Button[] {
  const now = spanOf(view, isOver);
  const isOverview = !isBreakdown(view.kind);
  return (['day', 'week', 'month'] as const)
    .filter((span) => span !== now)
    .map((span) => {
      const kind = isOverview ? overviewOf(span) : view.kind;
      return goTo({ kind, ...spanAround(view.to, span) }, text(locale, `report-button-${span}`));
    });
}

function viewRow(view: ReportView, isOver: boolean, locale: Locale): readonly Button[] {
  const kinds: readonly ReportKind[] = [overviewOf(spanOf(view, isOver)), ...breakdowns];
  return kinds
    .filter((kind) => kind !== view.kind)
    .map((kind) => goTo({ ...view, kind }, text(locale, `report-button-${kind}`)));
}

function fileRow(view: ReportView, locale: Locale): readonly Button[] {
  const about = viewToken(view);
  return [
    ...(['chart', 'csv', 'xlsx'] as const).map(
      (file): Button => ({
        label: text(locale, `report-button-${file}`),
        intent: { kind: 'open', verb: `report_${file}`, about },
      }),
    ),
    goTo(view, text(locale, 'bot-button-refresh')),
  ];
}
