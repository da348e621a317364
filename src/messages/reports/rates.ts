import type { Currency } from '../../domain/money.ts';
import type { BusinessDate } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import type { Reader } from '../bot/local-time.ts';
import { bold, type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { dateText } from './dates.ts';
import { rateText } from './numbers.ts';
import { type LineProblem, problemLines } from './problems.ts';

type RateRow = Readonly<{ currency: Currency; date: BusinessDate; rate: string }>;
const mostRows = 20;

/** The newest rate of each currency, and how to say another. `rates`: the newest first. */
export function ratesMessage(base: Currency, rates: readonly RateRow[], { locale }: Reader): Message {
  const newest = rates.filter((rate, index) => rates.findIndex((one) => one.currency === rate.currency) === index);
  const rows = newest.slice(0, mostRows).map((one) => [one.currency, rateText(one.rate), dateText(one.date, locale)]);
  const title = newest.length === 0 ? 'report-rates-none' : 'report-rates-title';
  return {
    blocks: [
      { kind: 'lines', lines: [[bold(text(locale, title, { base }))]] },
      ...(rows.length > 0
        ? [{ kind: 'table', header: ['', base, text(locale, 'report-rates-since')], rows } as const]
        : []),
      textBlock(
        text(locale, 'report-rates-help'),
        text(locale, 'report-rates-help.day'),
        text(locale, 'report-rates-help.file'),
      ),
    ],
    buttons: [],
  };
}

/** All were saved, or none and why. */
export function ratesSavedMessage(
  { saved, problems }: Readonly<{ saved: number; problems: readonly LineProblem[] }>,
  { locale }: Reader,
): Message {
  const words = saved > 0 ? text(locale, 'report-rates-saved', { count: saved }) : text(locale, 'report-not-saved');
  return { blocks: [textBlock(oneLine(words)), ...problemLines(problems, 0, locale)], buttons: [] };
}
