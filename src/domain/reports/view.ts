import { type BusinessDate, dayMs } from '../time.ts';
import { plusDays, weekdayOf } from '../zone.ts';
import { type ReportKind, reportKinds } from './report.ts';

/** What a report shows, by itself: nothing has to be remembered for its buttons to work for ever. */
export type ReportView = Readonly<{ kind: ReportKind; from: BusinessDate; to: BusinessDate }>;
export type Span = 'day' | 'week' | 'month';

/** `geo:20261101-20261115`, or `daily:20261120`: short enough for a button. */
export function viewToken({ kind, from, to }: ReportView): string {
  const days = [...new Set([from, to])].map((date) => date.replaceAll('-', ''));
  return `${kind}:${days.join('-')}`;
}

/** Null for anything but a view's own token. */
export function parseViewToken(token: string): ReportView | null {
  const [, kind, first = '', second = first] = /^([a-z]+):(\d{8})(?:-(\d{8}))?$/.exec(token) ?? [];
  const known = reportKinds.find((one) => one === kind);
  const [from, to] = [dateOf(first), dateOf(second)];
  return known && from !== null && to !== null && from <= to ? { kind: known, from, to } : null;
}

function dateOf(digits: string): BusinessDate | null {
  const text = `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
  const ms = Date.parse(text);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text) ? (text as BusinessDate) : null;
}

function firstOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 8)}01` as BusinessDate;
}

function lastOfMonth(date: BusinessDate): BusinessDate {
  return plusDays(firstOfMonth(plusDays(firstOfMonth(date), 31)), -1);
}

/** The day, the week from Monday on or the month that a date is in. */
export function spanAround(date: BusinessDate, span: Span): Readonly<{ from: BusinessDate; to: BusinessDate }> {
  if (span === 'day') return { from: date, to: date };
  if (span === 'month') return { from: firstOfMonth(date), to: lastOfMonth(date) };
  const monday = plusDays(date, 1 - weekdayOf(date));
  return { from: monday, to: plusDays(monday, 6) };
}

/** Whether the days are one day, one week or one month, the last perhaps not over yet; null for any other period. */
export function spanOf({ from, to }: Pick<ReportView, 'from' | 'to'>, isOver: boolean): Span | null {
  const fits = (span: Span) => {
    const whole = spanAround(from, span);
    return whole.from === from && (whole.to === to || (!isOver && to < whole.to));
  };
  if (from === to) return 'day';
  return (['week', 'month'] as const).find(fits) ?? null;
}

export function daysIn({ from, to }: Pick<ReportView, 'from' | 'to'>): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;
}

/** The same view of the time before or after: months by the calendar, all else by its length. */
export function shifted(view: ReportView, span: Span | null, direction: -1 | 1): ReportView {
  if (span === 'month') {
    const inside = direction < 0 ? plusDays(view.from, -1) : plusDays(lastOfMonth(view.from), 1);
    return { ...view, ...spanAround(inside, 'month') };
  }
  const days = direction * (span === 'week' ? 7 : daysIn(view));
  const from = plusDays(view.from, days);
  return { ...view, from, to: span === 'week' ? plusDays(from, 6) : plusDays(view.to, days) };
}

const overviews = { day: 'daily', week: 'weekly', month: 'monthly' } as const;

/** The kind that tells all of a period at once. */
export function overviewOf(span: Span | null): ReportKind {
  return span === null ? 'daily' : overviews[span];
}

/** Kinds that are one ranking: of any period, and each of the same sales; teams besides, for those who have rules. */
export const breakdowns = ['geo', 'campaigns', 'creatives'] as const satisfies readonly ReportKind[];

export function isBreakdown(kind: ReportKind): boolean {
  return kind === 'teams' || breakdowns.some((one) => one === kind);
}
