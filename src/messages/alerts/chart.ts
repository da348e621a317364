import type { Incident } from '../../domain/alerts/incident.ts';
import { type Currency, moneyText } from '../../domain/money.ts';
import type { Instant } from '../../domain/time.ts';
import type { Picture, ValueFormat } from '../../files/picture.ts';
import { clockText, dateTimeText, type Reader } from '../bot/local-time.ts';
import { type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { percentText, titleOf } from './words.ts';

export type ChartShown = Readonly<{
  incident: Incident;
  unit: 'money' | 'count' | 'share';
  currency: Currency;
  hours: readonly Readonly<{
    at: Instant;
    actual: number | null;
    before: readonly (number | null)[];
    isFound: boolean;
  }>[];
}>;

function known(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function formatOf({ unit, currency }: ChartShown): ValueFormat {
  if (unit === 'money') return { kind: 'currency', currency };
  return unit === 'share' ? { kind: 'percent' } : { kind: 'count' };
}

/** The hours that were found, in numbers: the picture's words for those who cannot see it. */
function comparison(shown: ChartShown): Readonly<{ actual: string; usual: string }> {
  const found = shown.hours.filter(({ isFound }) => isFound);
  const told = (values: readonly number[]) => {
    if (shown.unit === 'share') return percentText((mean(values) ?? 0) * 100);
    const sum = values.reduce((all, value) => all + value, 0);
    return shown.unit === 'count'
      ? String(Math.round(sum))
      : moneyText({ amountMinor: Math.round(sum), currency: shown.currency });
  };
  const usual = found.map(({ before }) => mean(known(before)));
  return { actual: told(known(found.map(({ actual }) => actual))), usual: told(known(usual)) };
}

/** What came hour by hour, beside what came in the same hours of the weeks before. */
export function chartMessage(shown: ChartShown, { locale, zone }: Reader): Message {
  const { hours, incident } = shown;
  const first = hours[0]?.at ?? incident.since;
  const last = hours.at(-1)?.at ?? incident.since;
  const subtitle = `${dateTimeText(first, zone)} – ${dateTimeText(last, zone)}`;
  const picture: Picture = {
    kind: 'band',
    locale,
    title: titleOf(incident, locale).replace(/^\P{L}+/u, ''),
    subtitle,
    labels: hours.map(({ at }) => clockText(at, zone)),
    actual: {
      label: text(locale, 'alert-chart-actual'),
      format: formatOf(shown),
      values: hours.map(({ actual }) => actual),
    },
    expected: {
      label: text(locale, 'alert-chart-usual'),
      low: hours.map(({ before }) => (known(before).length === 0 ? null : Math.min(...known(before)))),
      high: hours.map(({ before }) => (known(before).length === 0 ? null : Math.max(...known(before)))),
    },
    anomalies: {
      label: text(locale, 'alert-chart-found'),
      at: hours.flatMap(({ isFound }, index) => (isFound ? [index] : [])),
    },
  };
  return {
    blocks: [textBlock(titleOf(incident, locale), subtitle, text(locale, 'alert-chart-words', comparison(shown)))],
    picture,
    buttons: [],
  };
}
