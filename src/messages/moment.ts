import type { Instant } from '../domain/time.ts';
import { clockText, dateTimeText, momentText } from './bot/local-time.ts';
import { utcMinuteText } from './format.ts';
import type { Line, Span } from './message.ts';
import { type Locale, type TextArgs, text } from './text.ts';

/** A moment that each reader sees by his own clock, where the channel can; `text` is by the business's. */
export type Moment = Extract<Span, { style: 'moment' }>;

/** `14:05`. */
export function clockMoment(at: Instant, zone: string): Moment {
  return { style: 'moment', text: clockText(at, zone), at, shows: 't' };
}

/** `20.11.2026 14:05`. */
export function dateTimeMoment(at: Instant, zone: string): Moment {
  return { style: 'moment', text: dateTimeText(at, zone), at, shows: 'dt' };
}

/** `20.11.2026`. */
export function dateMoment(at: Instant, zone: string): Moment {
  return { style: 'moment', text: dateTimeText(at, zone).slice(0, 10), at, shows: 'd' };
}

/** `14:05 (+01:00)`, with the day where it is another than that of `base`: also read where no clock is the reader's own. */
export function namedMoment(at: Instant, base: Instant, zone: string): Moment {
  const isSameDay = dateTimeText(at, zone).slice(0, 10) === dateTimeText(base, zone).slice(0, 10);
  const moment = isSameDay ? clockMoment(at, zone) : dateTimeMoment(at, zone);
  return { ...moment, text: `${moment.text} (${zone})` };
}

/** `2026-11-20 13:05 UTC`, for those who know nothing of the business's zone. */
export function utcMoment(at: Instant): Moment {
  return { style: 'moment', text: utcMinuteText(at), at, shows: 'dt' };
}

/** `14:05:07`, with the day where it is another than that of `base`. */
export function exactMoment(at: Instant, base: Instant, zone: string): Moment {
  const words = momentText(at, base, zone);
  return { style: 'moment', text: words, at, shows: words.includes(' ') ? 'dT' : 'T' };
}

const mark = '\u0001';

/** The words for a key as a line in which `$time` is a moment. */
export function timedLine(locale: Locale, id: string, time: Moment, args: TextArgs = {}): Line {
  const clean = Object.entries(args).map(([name, arg]) => [
    name,
    typeof arg === 'string' ? arg.replaceAll(mark, '') : arg,
  ]);
  const [before = '', ...after] = text(locale, id, { ...Object.fromEntries(clean), time: mark }).split(mark);
  const spans: readonly Span[] = [
    { style: 'plain', text: before },
    ...after.flatMap((words): Span[] => [time, { style: 'plain', text: words }]),
  ];
  return spans.filter((span) => span.text !== '');
}
