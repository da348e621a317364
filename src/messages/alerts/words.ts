import type { AlertFinding, Cause } from '../../domain/alerts/finding.ts';
import type { Incident } from '../../domain/alerts/incident.ts';
import type { Matcher } from '../../domain/alerts/silence.ts';
import type { Level, Slice } from '../../domain/anomalies/anomaly.ts';
import { type Currency, moneyText } from '../../domain/money.ts';
import { dayMs, hourMs, minuteMs } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { methodText } from '../format.ts';
import { hasText, type Locale, text } from '../text.ts';

/** What a locked phone shows of a line. */
export const lineWidth = 34;

const levelMarks: Readonly<Record<Level, string>> = { critical: '🔴', warning: '🟠', info: '🔵' };

/** Who looks at it knows at once whether anything is to be done. */
export function markOf({ state, level, finding }: Pick<Incident, 'state' | 'level' | 'finding'>): string {
  if (finding.rule === 'new_country') return '🌍';
  if (finding.rule === 'daily_target' || finding.rule === 'monthly_target') return '🎯';
  if (state === 'resolved') return '🟢';
  if (state === 'silenced') return '🔕';
  return state === 'acked' ? '🟡' : levelMarks[level];
}

/** `−52 %`, with a true minus. */
export function percentText(percent: number): string {
  const rounded = Math.round(percent);
  return `${rounded < 0 ? '−' : ''}${Math.abs(rounded)}\u00a0%`;
}

export function spanText(ms: number, locale: Locale): string {
  if (ms < 2 * hourMs) return text(locale, 'bot-minutes', { count: Math.max(1, Math.round(ms / minuteMs)) });
  if (ms < 2 * dayMs) return text(locale, 'bot-hours', { count: Math.round(ms / hourMs) });
  return text(locale, 'bot-days', { count: Math.round(ms / dayMs) });
}

/** Signed where it is a change. */
export function changeText(changeMinor: number, currency: Currency): string {
  const size = moneyText({ amountMinor: Math.abs(Math.round(changeMinor)), currency });
  return `${changeMinor < 0 ? '−' : '+'}${size}`;
}

export function valueText({ dimension, value }: Slice, locale: Locale): string {
  if (value === '') return text(locale, 'alert-value-none');
  if (dimension === 'provider' && hasText(locale, `provider-${value}`)) return text(locale, `provider-${value}`);
  return dimension === 'method' ? methodText(locale, value) : oneLine(value);
}

/** `campaign Brand`; empty for everything. */
export function sliceText(slice: Slice, locale: Locale): string {
  if (slice.dimension === 'total') return '';
  return `${text(locale, `alert-by-${slice.dimension}`)} ${valueText(slice, locale)}`;
}

export function amountText(finding: AlertFinding, value: number, locale: Locale): string {
  switch (finding.unit) {
    case 'money': {
      const { currency } = finding;
      return currency === null ? String(value) : moneyText({ amountMinor: Math.round(value), currency });
    }
    case 'count':
      return String(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
    case 'share':
      return percentText(value * 100);
    case 'time':
      return spanText(value, locale);
  }
}

/** `Sales −52 %`: what happened in as few words as there are. */
function subjectText(finding: AlertFinding, locale: Locale): string {
  const { rule, actual, expected, changePercent, slice } = finding;
  return text(locale, `alert-title-${rule}`, {
    change: percentText(changePercent ?? 0),
    actual: amountText(finding, actual, locale),
    usual: amountText(finding, expected?.value ?? 0, locale),
    part: percentText(expected && expected.value > 0 ? (actual / expected.value) * 100 : 0),
    value: valueText(slice, locale),
  });
}

/** Fits a locked phone whole; a value that does not is cut here and stands whole below. */
export function titleOf(incident: Pick<Incident, 'state' | 'level' | 'finding'>, locale: Locale): string {
  const { finding } = incident;
  const subject = `${markOf(incident)} ${subjectText(finding, locale)}`;
  if (finding.slice.dimension === 'total' || finding.rule === 'new_country') return subject;
  const room = lineWidth - [...subject].length - 3;
  const value = [...valueText(finding.slice, locale)];
  if (room < 4) return subject;
  return `${subject} · ${value.length <= room ? value.join('') : `${value.slice(0, room - 1).join('')}…`}`;
}

/** `campaign Brand: −180.00 USD (69 %)`. */
export function causeText({ dimension, value, changeMinor, share }: Cause, currency: Currency, locale: Locale): string {
  const words = { change: changeText(changeMinor, currency), part: percentText(share * 100) };
  return text(locale, 'alert-cause', { what: sliceText({ dimension, value }, locale), ...words });
}

function matcherText({ rule, slice, level }: Matcher, locale: Locale): string {
  const parts = [
    rule === undefined ? '' : text(locale, `alert-rule-${rule}`),
    slice === undefined ? '' : sliceText(slice, locale),
    level === undefined ? '' : text(locale, `alert-level-${level}`),
  ].filter((part) => part !== '');
  return parts.length === 0 ? text(locale, 'alert-everything') : parts.join(' · ');
}

const matchersShown = 3;

export function matchersText(matchers: readonly Matcher[], locale: Locale): string {
  const shown = matchers.slice(0, matchersShown).map((one) => matcherText(one, locale));
  const more = matchers.length - shown.length;
  return [...shown, ...(more > 0 ? [text(locale, 'alert-more', { count: more })] : [])].join(', ');
}
