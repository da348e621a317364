import type { Finding, FindingKind, KindSummary } from '../../domain/findings.ts';
import type { Money } from '../../domain/money.ts';
import { moneyText } from '../../domain/money.ts';
import type { RunTrouble } from '../../domain/run-troubles.ts';
import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { amountsText } from '../format.ts';
import { type Block, type Button, bold, code, type Line, type Message, plain, textBlock } from '../message.ts';
import { clockMoment, timedLine } from '../moment.ts';
import { type Locale, text } from '../text.ts';
import { act, open } from './buttons.ts';
import type { Reader } from './local-time.ts';
import { confirmMessage } from './runs.ts';

export type ScanShown = Readonly<{
  at: Instant;
  kinds: readonly KindSummary[];
  findings: readonly Finding[];
  sheetRows: number | null;
  sheetTrouble: RunTrouble | null;
  isCut: boolean;
}>;
export const findingsShown = 8;

function about(label: string, verb: string, value: string): Button {
  return { label, intent: { kind: 'open', verb, about: value } };
}

/** What was found, by kind, with counts and money; `clean` is there where this person may clean and rows may go. */
export function scanMessage(scan: ScanShown, clean: string | null, { locale, zone }: Reader): Message {
  const { kinds } = scan;
  const lines = kinds.flatMap(({ kind, count, amounts }): Line[] => [
    [bold(text(locale, `dedup-kind-${kind}`, { count }))],
    ...(amounts.length > 0 ? [[plain(text(locale, 'dedup-money', { amounts: amountsText(amounts) }))]] : []),
  ]);
  const show = kinds.map(({ kind }) => [
    about(text(locale, 'dedup-button-show', { name: text(locale, `dedup-short-${kind}`) }), 'findings', `${kind}~0`),
  ]);
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'dedup-title') },
      kinds.length === 0 ? textBlock(nothingText(scan, locale)) : { kind: 'lines', lines },
      textBlock(
        scan.sheetTrouble ? unseenText(scan.sheetTrouble, locale) : null,
        scan.isCut ? text(locale, 'dedup-cut') : null,
        timedLine(locale, 'dedup-looked', clockMoment(scan.at, zone)),
      ),
    ],
    buttons: [...show, ...(clean ? [[act(text(locale, 'dedup-button-clean'), clean)]] : [])],
  };
}

function nothingText({ sheetRows, sheetTrouble }: ScanShown, locale: Locale): string {
  if (sheetTrouble) return text(locale, 'dedup-none-payments');
  return sheetRows === null ? text(locale, 'dedup-none-ledger') : text(locale, 'dedup-none', { rows: sheetRows });
}

function unseenText(trouble: RunTrouble, locale: Locale): string {
  return text(locale, 'dedup-sheet-unseen', { why: text(locale, `run-trouble-${trouble}`) });
}

/** One page of a kind: each with its reason and what it stands on. `mends[i]` belongs to the i-th shown. */
export function findingsMessage(
  { findings }: ScanShown,
  kind: FindingKind,
  from: number,
  mends: readonly (string | null)[],
  { locale }: Reader,
): Message {
  const own = findings.filter((finding) => finding.kind === kind);
  const shown = own.slice(from, from + findingsShown);
  const to = from + shown.length;
  const page = text(locale, 'dedup-page', { from: Math.min(from + 1, to), to, count: own.length });
  const blocks = shown.map(({ reason, evidence, amount }, index): Block => {
    const money = amount ? ` · ${moneyText(amount)}` : '';
    const lines = evidence.map((line): Line => [code(oneLine(line))]);
    const reasons = reason.split('+').map((one) => text(locale, `dedup-reason-${one}`));
    const title = `${from + index + 1}.${money} ${reasons.join(' ')}`;
    return { kind: 'lines', lines: [[plain(title)], ...lines] };
  });
  const label = kind === 'two_customers' ? 'dedup-button-merge' : 'dedup-button-refund';
  const rows = mends.flatMap((id, index) =>
    id === null ? [] : [[act(text(locale, label, { n: from + index + 1 }), id, 'danger')]],
  );
  const more = to < own.length ? [about(text(locale, 'dedup-button-more'), 'findings', `${kind}~${to}`)] : [];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, `dedup-kind-${kind}`, { count: own.length }) },
      ...blocks,
      textBlock(page),
    ],
    buttons: [...rows, [...more, about(text(locale, 'dedup-button-back'), 'dedup', '0')]],
  };
}

type Choice = Readonly<{ yes: string; no: string }>;

export function cleanQuestion(rows: number, withNotes: number, ids: Choice, reader: Reader): Message {
  const { locale } = reader;
  const notes = withNotes > 0 ? text(locale, 'dedup-clean-notes', { count: withNotes }) : null;
  const question = text(locale, 'dedup-clean-question', { count: rows });
  return confirmMessage([question, notes], text(locale, 'dedup-clean-yes', { count: rows }), ids, reader);
}

export function refundQuestion(payment: string, amount: Money, isLarge: boolean, ids: Choice, reader: Reader): Message {
  const { locale } = reader;
  const words = { payment, amount: moneyText(amount) };
  const large = isLarge ? text(locale, 'dedup-refund-large') : null;
  return confirmMessage(
    [text(locale, 'dedup-refund-question', words), large],
    text(locale, 'dedup-refund-yes', words),
    ids,
    reader,
  );
}

export function againButtons(again: string, { locale }: Reader): Message['buttons'] {
  return [
    [act(text(locale, 'dedup-button-again'), again, 'primary'), open(text(locale, 'dedup-button-back'), 'dedup')],
  ];
}

export type MergeShown = Readonly<{ a: string; b: string }>;

export function mergeQuestion(keys: MergeShown, ids: Choice, reader: Reader): Message {
  const { locale } = reader;
  const question = text(locale, 'dedup-merge-question', keys);
  return confirmMessage([question], text(locale, 'dedup-merge-yes'), ids, reader);
}

export function mergedMessage(keys: MergeShown, runId: string, { locale }: Reader): Message {
  return {
    blocks: [textBlock(text(locale, 'dedup-merged', keys))],
    buttons: [[about(text(locale, 'run-button-undo'), 'undo', runId)]],
  };
}
