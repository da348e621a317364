import type { Days } from '../../domain/period-words.ts';
import { type Block, bold, type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { act } from './buttons.ts';
import { type Reader, shortDayText } from './local-time.ts';

type Counts = Readonly<{ events: number; newPayments: number; changedPayments: number }>;

function countsBlock(counts: Counts, { locale }: Reader, isDry: boolean): Block {
  const kind = isDry ? 'would' : 'did';
  return textBlock(
    text(locale, 'bot-sync-read', { count: counts.events }),
    text(locale, `bot-sync-${kind}-add`, { count: counts.newPayments }),
    text(locale, `bot-sync-${kind}-change`, { count: counts.changedPayments }),
  );
}

function titled(title: string, ...blocks: readonly Block[]): Message {
  return { blocks: [{ kind: 'lines', lines: [[bold(title)]] }, ...blocks], buttons: [] };
}

export function syncingMessage(counts: Counts | null, reader: Reader): Message {
  const title = text(reader.locale, 'bot-sync-running');
  return counts === null ? titled(title) : titled(title, countsBlock(counts, reader, false));
}

export function syncedMessage(counts: Counts, reader: Reader): Message {
  return titled(text(reader.locale, 'bot-sync-done'), countsBlock(counts, reader, false));
}

function daysText({ from, to }: Days, { locale }: Reader): string {
  return from === to ? shortDayText(from, locale) : `${shortDayText(from, locale)} – ${shortDayText(to, locale)}`;
}

export type ResyncState = Readonly<{ days: Days; isDry: boolean; counts: Counts | null; cancelHandle: string }>;

/** Under way, dry or real, with a way to end it. */
export function resyncingMessage({ days, isDry, counts, cancelHandle }: ResyncState, reader: Reader): Message {
  const { locale } = reader;
  const title = text(locale, isDry ? 'bot-resync-looking' : 'bot-resync-running', { days: daysText(days, reader) });
  const cancel = { kind: 'open', verb: 'end_resync', about: cancelHandle } as const;
  return {
    ...titled(title, ...(counts ? [countsBlock(counts, reader, isDry)] : [])),
    buttons: [[{ label: text(locale, 'bot-button-cancel'), intent: cancel }]],
  };
}

/** The exact effect before it is done; where there would be none, there is nothing to press. */
export function resyncQuestion(
  days: Days,
  counts: Counts,
  ids: Readonly<{ yes: string; no: string }>,
  reader: Reader,
): Message {
  const { locale } = reader;
  const title = text(locale, 'bot-resync-looked', { days: daysText(days, reader) });
  const block = countsBlock(counts, reader, true);
  if (counts.newPayments + counts.changedPayments === 0)
    return titled(title, block, textBlock(text(locale, 'bot-resync-nothing')));
  return {
    ...titled(title, block, textBlock(text(locale, 'bot-resync-quiet'), text(locale, 'bot-confirm-note'))),
    buttons: [
      [act(text(locale, 'bot-button-resync'), ids.yes, 'danger'), act(text(locale, 'bot-button-cancel'), ids.no)],
    ],
  };
}

/** `isWhole`: nobody ended it early. */
export function resyncedMessage(days: Days, counts: Counts, isWhole: boolean, reader: Reader): Message {
  const { locale } = reader;
  const title = text(locale, isWhole ? 'bot-resync-done' : 'bot-resync-ended', { days: daysText(days, reader) });
  return titled(title, countsBlock(counts, reader, false));
}
