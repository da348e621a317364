import type { Instant } from '../../domain/time.ts';
import type { DestinationStatus, StopState } from '../../domain/views.ts';
import { type Block, type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { act, open } from './buttons.ts';
import type { Reader } from './local-time.ts';
import { destinationLines, linesBlock } from './status.ts';

type Stopped = Extract<StopState, { stopped: true }>;

/** Told after the stop has worked: who, why, what is held. */
export function stoppedMessage(
  state: Stopped,
  held: number,
  rows: readonly DestinationStatus[],
  now: Instant,
  reader: Reader,
): Message {
  const { locale } = reader;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-stop-done', { by: state.by }) },
      textBlock(
        state.reason ? text(locale, 'bot-stopped-reason', { reason: state.reason }) : null,
        text(locale, 'bot-stop-effect'),
        text(locale, 'bot-stop-held', { count: held }),
      ),
      linesBlock(destinationLines(rows, now, reader), ''),
    ],
    buttons: [[open(text(locale, 'bot-button-resume'), 'resume')]],
  };
}

export type ResumeActions = Readonly<{ drain: string; digest: string; discard: string; cancel: string }>;

/** Rows are the books: they are written whatever is chosen. */
const books: ReadonlySet<string> = new Set(['sheets']);

/** Three ways on, each with what it does to how many. */
export function resumeQuestion(
  rows: readonly DestinationStatus[],
  ids: ResumeActions,
  now: Instant,
  reader: Reader,
): Message {
  const { locale } = reader;
  const sum = (some: readonly DestinationStatus[]) => some.reduce((total, row) => total + row.waiting, 0);
  const count = sum(rows.filter((row) => !books.has(row.name)));
  const title: Block = { kind: 'heading', text: text(locale, 'bot-resume-question', { count: sum(rows) }) };
  const note = textBlock(text(locale, 'bot-confirm-note'));
  const cancel = act(text(locale, 'bot-button-cancel'), ids.cancel);
  if (count === 0) {
    return {
      blocks: [title, linesBlock(destinationLines(rows, now, reader), ''), note],
      buttons: [[act(text(locale, 'bot-button-start'), ids.drain, 'success'), cancel]],
    };
  }
  const effects = ['bot-resume-drain', 'bot-resume-digest', 'bot-resume-discard'].map((id) =>
    text(locale, id, { count }),
  );
  return {
    blocks: [title, linesBlock(destinationLines(rows, now, reader), ''), textBlock(...effects), note],
    buttons: [
      [
        act(text(locale, 'bot-button-drain', { count }), ids.drain, 'success'),
        act(text(locale, 'bot-button-digest'), ids.digest),
      ],
      [act(text(locale, 'bot-button-discard-all', { count }), ids.discard, 'danger'), cancel],
    ],
  };
}

type Resumed = Readonly<{ held: number; count: number }>;

/** Where nothing was there to merge or to discard, all that was held is sent. */
export function resumedMessage(mode: string, { held, count }: Resumed, { locale }: Reader): Message {
  const words =
    count === 0 ? text(locale, 'bot-resumed-drain', { count: held }) : text(locale, `bot-resumed-${mode}`, { count });
  return { blocks: [textBlock(words)], buttons: [] };
}
