import type { AlertFinding } from '../../domain/alerts/finding.ts';
import { isRuleName } from '../../domain/alerts/rule.ts';
import type { Level } from '../../domain/anomalies/anomaly.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Button, type Line, type Message, plain, textBlock } from '../message.ts';
import { dateTimeMoment, namedMoment, timedLine } from '../moment.ts';
import { text } from '../text.ts';
import { percentText, sliceText, titleOf } from './words.ts';

export type CheckShown = Readonly<{
  at: Instant;
  state: 'held' | 'waiting' | 'late' | 'judged';
  completeUntil: Instant | null;
  judgedUntil: Instant | null;
  slices: number;
  findings: readonly AlertFinding[];
}>;

function about(label: string, verb: string, value = '0'): Button {
  return { label, intent: { kind: 'open', verb, about: value } };
}

/** What the last check saw, whether or not anybody was told of it. */
export function checkMessage(check: CheckShown | null, { locale, zone }: Reader): Message {
  const buttons = [
    [
      about(text(locale, 'alert-button-backtest'), 'alert_backtest'),
      about(text(locale, 'alert-button-open'), 'alerts'),
    ],
  ];
  const heading = { kind: 'heading', text: text(locale, 'alert-check-title') } as const;
  if (!check) return { blocks: [heading, textBlock(text(locale, 'alert-check-none'))], buttons };
  const { at, state, completeUntil, judgedUntil, slices, findings } = check;
  const found = findings.map((finding) => titleOf({ state: 'firing', level: finding.level, finding }, locale));
  return {
    blocks: [
      heading,
      textBlock(...(found.length === 0 ? [text(locale, `alert-state-${state}`)] : found)),
      textBlock(
        timedLine(locale, 'alert-check-at', namedMoment(at, at, zone)),
        completeUntil === null ? null : timedLine(locale, 'alert-check-complete', namedMoment(completeUntil, at, zone)),
        judgedUntil === null
          ? text(locale, 'alert-check-young')
          : timedLine(locale, 'alert-check-judged', namedMoment(judgedUntil, at, zone), { count: slices }),
      ),
    ],
    buttons,
  };
}

export type BacktestShown = Readonly<{
  days: number;
  slices: number;
  firstSale: Instant | null;
  count: number;
  firings: readonly Readonly<{
    rule: string;
    dimension: string;
    value: string;
    level: Level;
    from: Instant;
    hours: number;
    changePercent: number;
  }>[];
}>;

const firingsShown = 15;
const marks: Readonly<Record<Level, string>> = { critical: '🔴', warning: '🟠', info: '🔵' };

/** What would have fired, before anybody relies on it. */
export function backtestMessage(result: BacktestShown, { locale, zone }: Reader): Message {
  const { days, count, firings, slices, firstSale } = result;
  const lines = firings
    .slice(0, firingsShown)
    .map(({ rule, dimension, value, level, from, hours, changePercent }): Line => {
      const what = isRuleName(rule) ? text(locale, `alert-rule-${rule}`) : rule;
      const where = sliceText({ dimension, value }, locale);
      const parts = [what, percentText(changePercent), where, text(locale, 'alert-hours', { count: hours })];
      const words = parts.filter((part) => part !== '').join(' · ');
      return [plain(`${marks[level]} `), dateTimeMoment(from, zone), plain(` ${words}`)];
    });
  const more = count - lines.length;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'alert-backtest-title', { days }) },
      textBlock(
        firstSale === null ? text(locale, 'alert-check-young') : text(locale, 'alert-backtest-count', { count, days }),
        ...lines,
        more > 0 ? text(locale, 'alert-more', { count: more }) : null,
      ),
      textBlock(
        firstSale === null
          ? null
          : timedLine(locale, 'alert-backtest-of', dateTimeMoment(firstSale, zone), { count: slices }),
        text(locale, 'alert-backtest-help'),
      ),
    ],
    buttons: [[about(text(locale, 'alert-button-check'), 'anomalies')]],
  };
}

export function backtestRunning({ locale }: Reader): Message {
  return { blocks: [textBlock(text(locale, 'alert-backtest-running'))], buttons: [] };
}
