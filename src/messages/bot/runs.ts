import { knownTrouble } from '../../domain/run-troubles.ts';
import { type Button, type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { act } from './buttons.ts';
import type { Reader } from './local-time.ts';

/** Work of many steps as people see it; the faces bring it from the flows. */
export type RunShown = Readonly<{
  id: string;
  kind: string;
  state: string;
  detail: string | null;
  counts: Readonly<{ planned: number; told: number; done: number; skipped: number; undone: number }>;
  progress: Readonly<{ looked: number; drifts: number }> | null;
}>;

const mayCancel = ['looking', 'running'];
const mayUndo = ['done', 'cancelled', 'failed'];

/** How far it is, edited in place; with [Cancel] while it goes, and [Undo] when something was done. */
export function runMessage(run: RunShown, reader: Reader): Message {
  return { blocks: [runBlock(run, reader)], buttons: runButtons(run, reader) };
}

export function runBlock({ state, counts, progress, detail }: RunShown, { locale }: Reader) {
  const { planned, done, skipped, undone } = counts;
  const { looked = 0, drifts = 0 } = progress ?? {};
  const all = planned + done + skipped + undone;
  const why = detail === null ? '' : text(locale, `run-trouble-${knownTrouble(detail)}`);
  const words = { looked, drifts, done, all, left: done, undone, why };
  const waits = detail !== null && ['running', 'undoing'].includes(state);
  return textBlock(
    text(locale, `run-${state}`, words),
    waits ? text(locale, 'run-interrupted', { why }) : null,
    skipped > 0 && state !== 'planned' ? text(locale, 'run-skipped', { count: skipped }) : null,
  );
}

export function runButtons({ id, state, counts }: RunShown, { locale }: Reader): readonly (readonly Button[])[] {
  const about = (label: string, verb: string): Button => ({ label, intent: { kind: 'open', verb, about: id } });
  if (mayCancel.includes(state)) return [[about(text(locale, 'run-button-cancel'), 'cancel_run')]];
  const isUndoable = mayUndo.includes(state) && counts.done > 0;
  return isUndoable ? [[about(text(locale, 'run-button-undo'), 'undo')]] : [];
}

type Choice = Readonly<{ yes: string; no: string }>;

/** The exact effect, once more, before it is done. */
export function confirmMessage(
  lines: readonly (string | null)[],
  yes: string,
  ids: Choice,
  { locale }: Reader,
): Message {
  return {
    blocks: [textBlock(...lines, text(locale, 'bot-confirm-note'))],
    buttons: [[act(yes, ids.yes, 'danger'), act(text(locale, 'bot-button-cancel'), ids.no)]],
  };
}

export function undoQuestion({ counts }: RunShown, ids: Choice, reader: Reader): Message {
  // A run without steps is one change.
  const count = Math.max(1, counts.done);
  const question = text(reader.locale, 'run-undo-question', { count });
  return confirmMessage([question], text(reader.locale, 'run-undo-yes', { count }), ids, reader);
}
