import type { GradedStop } from '../../domain/stops.ts';
import type { Instant } from '../../domain/time.ts';
import type { CheckFacts, CheckStatus, DestinationStatus, HealthView, StopState } from '../../domain/views.ts';
import { destinationText } from '../format.ts';
import { type Block, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { hasText, text } from '../text.ts';
import { open } from './buttons.ts';
import { clockText, dateTimeText, durationText, type Reader } from './local-time.ts';

type Status = Readonly<{
  state: 'running' | 'stopped' | 'starting';
  stop: StopState;
  health: HealthView;
  destinations: readonly DestinationStatus[];
  parts?: readonly GradedStop[];
}>;
const marks: Readonly<Record<CheckStatus, string>> = { ok: '✅', warn: '🟡', fail: '🔴' };

/** `/status`: the first line says whether all is well; what is wrong stands before what is right. */
export function statusMessage(status: Status, now: Instant, reader: Reader): Message {
  const { locale } = reader;
  return {
    blocks: [
      {
        kind: 'lines',
        lines: [
          [bold(statusHeadline(status, locale))],
          ...stopLines(status.stop, now, reader),
          ...partLines(status, now, reader),
        ],
      },
      { kind: 'lines', lines: checkLines(status, reader) },
      linesBlock(destinationLines(status.destinations, now, reader), text(locale, 'bot-queue-none')),
    ],
    buttons: [
      [open(text(locale, 'bot-button-refresh'), 'refresh_status'), open(text(locale, 'bot-button-queue'), 'queue')],
      [open(text(locale, 'doctor-button'), 'checks')],
    ],
  };
}

/** Destinations have lines of their own, and the headline tells a stop. */
function checkLines({ health, destinations }: Status, reader: Reader): readonly Line[] {
  const order: readonly CheckStatus[] = ['fail', 'warn', 'ok'];
  const told = new Set(['stop', ...destinations.map(({ name }) => name)]);
  return Object.entries(health.checks)
    .filter(([name]) => !told.has(name) && !name.startsWith('stop '))
    .toSorted(([, a], [, b]) => order.indexOf(a.status) - order.indexOf(b.status))
    .map(([name, { status, facts, detail }]): Line => {
      const said = facts ? factsText(facts, reader) : detail;
      return [
        plain(`${marks[status]} `),
        bold(capitalised(checkText(name, reader.locale))),
        plain(said === '' ? '' : ` · ${said}`),
      ];
    });
}

function checkText(name: string, locale: Reader['locale']): string {
  const id = `bot-check-${name}`;
  return hasText(locale, id) ? text(locale, id) : destinationText(locale, name);
}

function factsText(facts: CheckFacts, { locale, zone }: Reader): string {
  switch (facts.kind) {
    case 'database':
      return facts.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL';
    case 'memory':
      return text(locale, 'bot-check-megabytes', { count: facts.megabytes });
    case 'notices':
      return text(locale, `bot-check-notices-${facts.told}`);
    case 'sync':
      return facts.completeUntil === null
        ? text(locale, 'bot-check-history')
        : text(locale, 'bot-check-complete', { time: clockText(facts.completeUntil, zone) });
  }
}

function statusHeadline({ state, health }: Status, locale: Reader['locale']): string {
  const checks = Object.entries(health.checks).filter(([name]) => !/^stop( |$)/.test(name));
  const bad = checks.filter(([, { status }]) => status !== 'ok').length;
  const mark = state === 'stopped' ? '🛑' : bad > 0 ? '🟡' : '🟢';
  // Nobody who has stopped everything is told that all is well.
  const words = bad > 0 || state === 'running' ? [text(locale, 'bot-status-problems', { count: bad })] : [];
  return [`${mark} ${text(locale, `bot-status-${state}`)}`, ...words].join(' · ');
}

function stopLines(stop: StopState, now: Instant, { locale, zone }: Reader): readonly Line[] {
  if (!stop.stopped) return [];
  const since = text(locale, 'bot-stopped-since', {
    by: stop.by,
    time: dateTimeText(stop.since, zone),
    ago: durationText(stop.since, now, locale),
  });
  const reason = stop.reason ? [[plain(text(locale, 'bot-stopped-reason', { reason: stop.reason }))]] : [];
  return [[plain(since)], ...reason];
}

function partLines({ parts = [] }: Status, now: Instant, { locale }: Reader): readonly Line[] {
  return parts.map(({ scope, by, since }) => {
    const id = `bot-scope-${scope}`;
    const what = capitalised(hasText(locale, id) ? text(locale, id) : destinationText(locale, scope));
    return [plain(`🛑 ${text(locale, 'bot-resume-line', { what, by, ago: durationText(since, now, locale) })}`)];
  });
}

/** What waits where: one line each, shared by /queue, /stop and /resume. */
export function destinationLines(
  rows: readonly DestinationStatus[],
  now: Instant,
  { locale }: Reader,
): readonly Line[] {
  return rows.map((row) => {
    const facts = [
      text(locale, 'bot-queue-waiting', { count: row.waiting }),
      row.oldestAt ? text(locale, 'bot-queue-oldest', { age: durationText(row.oldestAt, now, locale) }) : '',
      row.deliveredLately ? text(locale, 'bot-queue-rate', { count: row.deliveredLately }) : '',
      row.paused ? text(locale, 'bot-queue-paused') : '',
      row.breaker === 'open' ? text(locale, 'bot-queue-breaker') : '',
      row.dead > 0 ? text(locale, 'bot-queue-dead', { count: row.dead }) : '',
    ];
    const mark = row.paused || row.breaker === 'open' ? '🟡' : row.dead > 0 ? '🔴' : '🟢';
    const said = facts.filter((fact) => fact !== '').join(' · ');
    const why = row.paused && row.pausedReason ? ` (${row.pausedReason})` : '';
    return [plain(`${mark} `), bold(capitalised(destinationText(locale, row.name))), plain(` · ${said}${why}`)];
  });
}

/** For names that begin a line. */
export function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

export function linesBlock(lines: readonly Line[], otherwise: string): Block {
  return lines.length > 0 ? { kind: 'lines', lines } : textBlock(otherwise);
}
