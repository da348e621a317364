import type { Backup } from '../../domain/backups.ts';
import { type Block, type Message, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { act } from './buttons.ts';
import { dateTimeText, type Reader } from './local-time.ts';
import { confirmMessage } from './runs.ts';

const shownBackups = 5;
const megabyte = 1_048_576;

/** The newest backups and whether each can be relied on; `make` is there where one may be made here. */
export function backupsMessage(backups: readonly Backup[], make: string, { locale, zone }: Reader): Message {
  const lines = backups.slice(0, shownBackups).map((backup) =>
    text(locale, backup.problem === null ? 'care-backup-good' : 'care-backup-bad', {
      at: dateTimeText(backup.createdAt, zone),
      size: Math.max(1, Math.round(backup.bytes / megabyte)),
    }),
  );
  const list: Block = lines.length > 0 ? textBlock(...lines) : textBlock(text(locale, 'care-backup-none'));
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'care-backups') },
      list,
      textBlock(text(locale, 'care-backup-help')),
    ],
    buttons: [[act(text(locale, 'care-button-backup'), make)]],
  };
}

export type Counts = Readonly<{ payments: number; purchases: number; rows: number; webhooks: number }>;
type Choice = Readonly<{ yes: string; no: string }>;

/** What would be forgotten of the person, with counts, before it is. */
export function eraseQuestion(counts: Counts, ids: Choice, reader: Reader): Message {
  const { locale } = reader;
  const lines = [text(locale, 'care-erase-question', { ...counts }), text(locale, 'care-erase-effect')];
  return confirmMessage(lines, text(locale, 'care-button-erase'), ids, reader);
}

export function erasedMessage(counts: Counts, locale: Locale): Message {
  return {
    blocks: [textBlock(text(locale, 'care-erased', { ...counts }), text(locale, 'care-erased-rest'))],
    buttons: [],
  };
}
