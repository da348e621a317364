import type { GradedStop } from '../../domain/stops.ts';
import type { Instant } from '../../domain/time.ts';
import type { DestinationStatus, StopState } from '../../domain/views.ts';
import { oneLine } from '../../lib/html.ts';
import { destinationText } from '../format.ts';
import { type Block, type Button, type Line, type Message, textBlock } from '../message.ts';
import { dateTimeMoment, timedLine } from '../moment.ts';
import { hasText, type Locale, text } from '../text.ts';
import { act, open } from './buttons.ts';
import { durationText, type Reader } from './local-time.ts';
import { capitalised, destinationLines, linesBlock } from './status.ts';

/** Everything, or a part of it, as one tells it. */
export type Stop = Readonly<{
  scope: string;
  by: string;
  reason: string | null;
  since: Instant;
  until?: Instant | null;
}>;

/** What is stopped, the whole before its parts. */
export function stopsOf(stop: StopState, parts: readonly GradedStop[]): readonly Stop[] {
  return [...(stop.stopped ? [{ ...stop, scope: 'all' }] : []), ...parts];
}

/** `messages to people`, `Slack`: for the middle of a sentence. */
export function scopeText(locale: Locale, scope: string): string {
  const id = `bot-scope-${scope}`;
  return hasText(locale, id) ? text(locale, id) : destinationText(locale, scope);
}

function whyLines({ reason, until }: Stop, { locale, zone }: Reader): readonly (string | Line | null)[] {
  return [
    reason ? text(locale, 'bot-stopped-reason', { reason: oneLine(reason) }) : null,
    until ? timedLine(locale, 'bot-stop-until', dateTimeMoment(until, zone)) : null,
  ];
}

function effectText(locale: Locale, scope: string): string {
  const id = `bot-stop-effect-${scope}`;
  if (scope === 'all') return text(locale, 'bot-stop-effect');
  return hasText(locale, id)
    ? text(locale, id)
    : text(locale, 'bot-stop-effect-place', { what: scopeText(locale, scope) });
}

/** Told after the stop has worked: who, why, until when, what is held. */
export function stoppedMessage(
  stop: Stop,
  held: number,
  rows: readonly DestinationStatus[],
  now: Instant,
  reader: Reader,
): Message {
  const { locale } = reader;
  const by = oneLine(stop.by);
  const title =
    stop.scope === 'all'
      ? text(locale, 'bot-stop-done', { by })
      : text(locale, 'bot-stop-part', { by, what: scopeText(locale, stop.scope) });
  return {
    blocks: [
      { kind: 'heading', text: title },
      textBlock(
        ...whyLines(stop, reader),
        effectText(locale, stop.scope),
        holdsMessages(stop.scope) ? text(locale, 'bot-stop-held', { count: held }) : null,
      ),
      linesBlock(destinationLines(rows, now, reader), ''),
    ],
    buttons: [[open(text(locale, 'bot-button-resume'), 'resume')]],
  };
}

function holdsMessages(scope: string): boolean {
  return scope !== 'sync' && scope !== 'purchases';
}

/** The pinned message of an operations chat: whatever is stopped, until it goes on. */
export function bannerMessage(stops: readonly Stop[], held: number, isPinned: boolean, reader: Reader): Message {
  const { locale, zone } = reader;
  const blocks = stops.map((stop): Block => {
    const since = timedLine(locale, 'bot-banner-since', dateTimeMoment(stop.since, zone), { by: oneLine(stop.by) });
    const what = text(locale, 'bot-banner-title', { what: scopeText(locale, stop.scope) });
    return textBlock(what, since, ...whyLines(stop, reader));
  });
  return {
    blocks: [
      ...blocks,
      textBlock(text(locale, 'bot-stop-held', { count: held }), isPinned ? null : text(locale, 'bot-banner-no-right')),
    ],
    buttons: [[open(text(locale, 'bot-button-resume'), 'resume'), open(text(locale, 'bot-button-queue'), 'queue')]],
    silent: true,
  };
}

/** What the banner turns into. */
export function bannerOverMessage(now: Instant, { locale, zone }: Reader): Message {
  return { blocks: [textBlock(timedLine(locale, 'bot-banner-over', dateTimeMoment(now, zone)))], buttons: [] };
}

/** Several things are stopped: which of them is meant? */
export function whichStopQuestion(
  stops: readonly (Stop & Readonly<{ actionId: string }>)[],
  now: Instant,
  { locale }: Reader,
): Message {
  const lines = stops.map((stop) =>
    text(locale, 'bot-resume-line', {
      what: capitalised(scopeText(locale, stop.scope)),
      by: oneLine(stop.by),
      ago: durationText(stop.since, now, locale),
    }),
  );
  return {
    blocks: [{ kind: 'heading', text: text(locale, 'bot-resume-which') }, textBlock(...lines)],
    buttons: stops.map(({ scope, actionId }) => [act(capitalised(scopeText(locale, scope)), actionId)]),
  };
}

export type ResumeActions = Readonly<{
  drain: string;
  paced: string;
  digest: string;
  discard: string;
  cancel: string;
  /** Only those that would discard some and leave some. */
  older: readonly Readonly<{ hours: number; count: number; actionId: string }>[];
}>;

export type ResumeView = Readonly<{
  scope: string;
  rows: readonly DestinationStatus[];
  messages: number;
  paceMinutes: number;
  ids: ResumeActions;
}>;

/** The ways on, each with what it does to how many. */
export function resumeQuestion(view: ResumeView, now: Instant, reader: Reader): Message {
  const { scope, rows, messages: count, paceMinutes, ids } = view;
  const { locale } = reader;
  const all = rows.reduce((total, row) => total + row.waiting, 0);
  const question =
    scope === 'all'
      ? text(locale, 'bot-resume-question', { count: all })
      : text(locale, 'bot-resume-part', { what: scopeText(locale, scope), count: all });
  const title: Block = { kind: 'heading', text: question };
  const note = textBlock(text(locale, 'bot-confirm-note'));
  const cancel = act(text(locale, 'bot-button-cancel'), ids.cancel);
  const lines = linesBlock(destinationLines(rows, now, reader), '');
  if (count === 0) {
    return {
      blocks: [title, lines, note],
      buttons: [[act(text(locale, 'bot-button-start'), ids.drain, 'success'), cancel]],
    };
  }
  const effects = ['bot-resume-drain', 'bot-resume-paced', 'bot-resume-digest', 'bot-resume-discard'].map((id) =>
    text(locale, id, { count, minutes: paceMinutes }),
  );
  return {
    blocks: [title, lines, textBlock(...effects), note],
    buttons: [
      [
        act(text(locale, 'bot-button-drain', { count }), ids.drain, 'success'),
        act(text(locale, 'bot-button-paced', { minutes: paceMinutes }), ids.paced),
      ],
      [act(text(locale, 'bot-button-digest'), ids.digest)],
      ...olderButtons(ids, locale),
      [act(text(locale, 'bot-button-discard-all', { count }), ids.discard, 'danger'), cancel],
    ],
  };
}

function olderButtons({ older }: ResumeActions, locale: Locale): readonly (readonly Button[])[] {
  return older.map(({ hours, count, actionId }) => [
    act(text(locale, 'bot-button-discard-older', { hours, count }), actionId, 'danger'),
  ]);
}

type Resumed = Readonly<{
  scope: string;
  mode: string;
  held: number;
  count: number;
  minutes: number;
  hours: number | null;
}>;

/** Where nothing was there to merge or to discard, all that was held is sent. */
export function resumedMessage({ scope, mode, held, count, minutes, hours }: Resumed, { locale }: Reader): Message {
  const told =
    count === 0 || mode === 'drain'
      ? text(locale, 'bot-resumed-drain', { count: held })
      : hours === null
        ? text(locale, `bot-resumed-${mode}`, { count, minutes })
        : text(locale, 'bot-resumed-older', { count, hours });
  const part = scope === 'all' ? null : text(locale, 'bot-resumed-part', { what: scopeText(locale, scope) });
  return { blocks: [textBlock(part, part !== null && held === 0 ? null : told)], buttons: [] };
}
