import { poison } from '../../domain/decide-delivery.ts';
import type { Instant } from '../../domain/time.ts';
import type { DestinationStatus, FailureGroup, QuarantineView } from '../../domain/views.ts';
import { destinationText } from '../format.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { outcomeText } from '../outcome-text.ts';
import { text } from '../text.ts';
import { act, open } from './buttons.ts';
import { dateTimeText, type Reader } from './local-time.ts';
import { issuesSentence } from './quarantine.ts';
import { capitalised, destinationLines, linesBlock } from './status.ts';

/** Actions offered for one destination; what is not offered has no button. */
export type QueueActions = Readonly<{ destination: string; clear?: string; pause?: string; resume?: string }>;

export function queueMessage(
  rows: readonly DestinationStatus[],
  actions: readonly QueueActions[],
  now: Instant,
  { isStopped, reader }: Readonly<{ isStopped: boolean; reader: Reader }>,
): Message {
  const { locale } = reader;
  const count = rows.reduce((sum, row) => sum + row.waiting, 0);
  const blocks: Block[] = [
    { kind: 'heading', text: text(locale, 'bot-queue-title', { count }) },
    ...(isStopped ? [textBlock(text(locale, 'bot-queue-stopped'))] : []),
    linesBlock(destinationLines(rows, now, reader), text(locale, 'bot-queue-none')),
  ];
  const buttons = actions.map((action) => queueButtons(action, locale)).filter((row) => row.length > 0);
  return { blocks, buttons: [...buttons, [open(text(locale, 'bot-button-refresh'), 'refresh_queue')]] };
}

function queueButtons(
  { destination, clear, pause, resume }: QueueActions,
  locale: Reader['locale'],
): readonly Button[] {
  const name = destinationText(locale, destination);
  return [
    ...(pause ? [act(text(locale, 'bot-button-pause', { name }), pause)] : []),
    ...(resume ? [act(text(locale, 'bot-button-go-on', { name }), resume, 'success')] : []),
    ...(clear ? [act(text(locale, 'bot-button-clear', { name }), clear, 'danger')] : []),
  ];
}

export type Choice = Readonly<{ yes: string; no: string }>;

export function clearQuestion(name: string, count: number, choice: Choice, reader: Reader): Message {
  return question('bot-clear-question', 'bot-button-clear-yes', { name, count }, choice, reader);
}

export function discardQuestion(name: string, count: number, choice: Choice, reader: Reader): Message {
  return question('bot-discard-question', 'bot-button-discard-all', { name, count }, choice, reader);
}

/** The exact effect before it is done. */
function question(
  effect: string,
  yes: string,
  { name, count }: Readonly<{ name: string; count: number }>,
  choice: Choice,
  { locale }: Reader,
): Message {
  const place = destinationText(locale, name);
  return {
    blocks: [textBlock(text(locale, effect, { name: place, count }), text(locale, 'bot-confirm-note'))],
    buttons: [
      [act(text(locale, yes, { count }), choice.yes, 'danger'), act(text(locale, 'bot-button-cancel'), choice.no)],
    ],
  };
}

export function clearedMessage(name: string, count: number, undoAction: string, { locale }: Reader): Message {
  return {
    blocks: [textBlock(text(locale, 'bot-cleared', { name: destinationText(locale, name), count }))],
    buttons: count === 0 ? [] : [[act(text(locale, 'bot-button-undo'), undoAction)]],
  };
}

export type FailureActions = Readonly<{ replay: string; discard: string }>;

/** `first`: the number of the page's first group; all of `total` are counted in the title. */
export type FailurePage = Readonly<{ page: number; pages: number; first: number; total: number }>;

/** Dead deliveries by cause, then webhooks that were put aside. `actions[i]` belongs to `groups[i]`. */
export function failuresMessage(
  groups: readonly FailureGroup[],
  quarantined: readonly QuarantineView[],
  actions: readonly FailureActions[],
  at: FailurePage,
  reader: Reader,
): Message {
  const { locale } = reader;
  if (at.total === 0 && quarantined.length === 0)
    return { blocks: [textBlock(text(locale, 'bot-failed-none'))], buttons: [] };
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-failed-title', { count: at.total }) },
      ...groups.map((group, index) => groupBlock(group, at.first + index, reader)),
      ...quarantineBlocks(quarantined, reader),
    ],
    buttons: [
      ...actions.map(({ replay, discard }, index) => [
        act(text(locale, 'bot-button-replay-all', { n: at.first + index }), replay, 'success'),
        act(text(locale, 'bot-button-discard', { n: at.first + index }), discard, 'danger'),
      ]),
      ...pageRow(at, locale),
    ],
  };
}

/** `◀ Back · 2/3 · Next ▶`; at an edge there is no way on. The one in the middle brings the page up to date. */
function pageRow({ page, pages }: FailurePage, locale: Reader['locale']): readonly (readonly Button[])[] {
  if (pages < 2) return [];
  const to = (label: string, target: number): Button => ({
    label,
    intent: { kind: 'open', verb: 'failed', about: `p${target}` },
  });
  const back = page > 1 ? [to(text(locale, 'bot-button-back'), page - 1)] : [];
  const on = page < pages ? [to(text(locale, 'bot-button-on'), page + 1)] : [];
  return [[...back, to(`${page}/${pages}`, page), ...on]];
}

function groupBlock(group: FailureGroup, n: number, { locale, zone }: Reader): Block {
  const title = text(locale, 'bot-failed-group', {
    n,
    name: capitalised(destinationText(locale, group.destination)),
    count: group.count,
    code: group.code,
  });
  const newest = text(locale, 'bot-failed-newest', { time: dateTimeText(group.newestAt, zone) });
  const detail = group.detail && group.detail !== group.code ? [[plain(outcomeText(group.detail, locale))]] : [];
  const why = group.code === poison ? [[plain(text(locale, 'bot-failed-poison'))]] : [];
  const [sample] = group.sampleIds;
  const example: readonly Line[] =
    sample === undefined ? [] : [[plain(`${text(locale, 'bot-failed-example')} `), code(`/replay ${sample}`)]];
  return { kind: 'lines', lines: [[bold(title)], [plain(newest)], ...why, ...detail, ...example] };
}

function quarantineBlocks(rows: readonly QuarantineView[], { locale, zone }: Reader): readonly Block[] {
  if (rows.length === 0) return [];
  const lines = rows.map(
    ({ externalId, type, receivedAt, issues }): Line => [
      plain(`${dateTimeText(receivedAt, zone)} ${type} · `),
      code(externalId),
      plain(` · ${issuesSentence(issues, locale)}`),
    ],
  );
  return [
    { kind: 'heading', text: text(locale, 'bot-quarantine-title', { count: rows.length }) },
    { kind: 'lines', lines },
  ];
}
