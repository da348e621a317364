import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { type Block, type Button, bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { dateTimeMoment } from '../moment.ts';
import { hasText, type Locale, text } from '../text.ts';
import { auditWords } from './audit-words.ts';
import type { Reader } from './local-time.ts';

export type AuditLine = Readonly<{
  seq: number;
  at: Instant;
  actor: string;
  action: string;
  subject: string | null;
  detail: string | null;
}>;

/** Where each button leads: a handle of its own for each view. */
export type AuditWays = Readonly<{
  older: string | null;
  newest: string | null;
  byPerson: string;
  byAction: string;
  all: string | null;
}>;

const way = (label: string, about: string): Button => ({ label, intent: { kind: 'open', verb: 'audit', about } });

function actionText(locale: Locale, action: string): string {
  const id = `bot-audited-${action}`;
  return hasText(locale, id) ? text(locale, id) : action;
}

function rowLines(row: AuditLine, reader: Reader): readonly Line[] {
  const { locale, zone } = reader;
  const ids = [row.subject, row.detail]
    .filter((part) => part !== null && part !== '')
    .map((part) => auditWords(part as string, reader));
  return [
    [
      plain(`${text(locale, 'bot-audit-number', { seq: String(row.seq) })} · `),
      dateTimeMoment(row.at, zone),
      plain(' · '),
      bold(oneLine(row.actor)),
    ],
    [plain([actionText(locale, row.action), ...ids].join(' · '))],
  ];
}

/** The newest first, a page at a time. */
export function auditMessage(
  rows: readonly AuditLine[],
  filter: Readonly<{ actor?: string; action?: string }>,
  ways: AuditWays,
  reader: Reader,
): Message {
  const { locale } = reader;
  const blocks: Block[] = rows.map((row) => ({ kind: 'lines', lines: rowLines(row, reader) }));
  const move = [
    ...(ways.newest ? [way(text(locale, 'bot-button-audit-newest'), ways.newest)] : []),
    ...(ways.older ? [way(text(locale, 'bot-button-audit-older'), ways.older)] : []),
  ];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-audit-title') },
      textBlock(
        filter.actor === undefined ? null : text(locale, 'bot-audit-person', { name: oneLine(filter.actor) }),
        filter.action === undefined
          ? null
          : text(locale, 'bot-audit-action', { name: actionText(locale, filter.action) }),
        rows.length === 0 ? text(locale, 'bot-audit-none') : null,
      ),
      ...blocks,
    ],
    buttons: [
      ...(move.length > 0 ? [move] : []),
      [
        way(text(locale, 'bot-button-audit-person'), ways.byPerson),
        way(text(locale, 'bot-button-audit-action'), ways.byAction),
      ],
      ...(ways.all ? [[way(text(locale, 'bot-button-audit-all'), ways.all)]] : []),
    ],
  };
}

export type Signature = Readonly<{ by: string; seq: number; about: string | null }>;

/** Who did it and its number in the record, below what was done. */
export function signedMessage(message: Message, { by, seq, about }: Signature, locale: Locale): Message {
  const line = textBlock(text(locale, 'bot-audit-signed', { by: oneLine(by), seq: String(seq) }));
  const buttons = about === null ? [] : [[way(text(locale, 'bot-button-audit-record'), about)]];
  return { ...message, blocks: [...message.blocks, line], buttons: [...message.buttons, ...buttons] };
}

/** Whose deeds, or which. */
export function auditChoice(
  by: 'person' | 'action',
  choices: readonly Readonly<{ name: string; about: string }>[],
  all: string,
  locale: Locale,
): Message {
  const label = (name: string) => (by === 'action' ? actionText(locale, name) : oneLine(name));
  return {
    blocks: [textBlock(text(locale, `bot-audit-choose-${by}`))],
    buttons: [
      ...choices.map(({ name, about }) => [way(label(name), about)]),
      [way(text(locale, 'bot-button-audit-all'), all)],
    ],
  };
}
