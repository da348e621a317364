import type { Money } from '../../domain/money.ts';
import type { BusinessDate } from '../../domain/time.ts';
import { act } from '../bot/buttons.ts';
import type { Reader } from '../bot/local-time.ts';
import { bold, type Line, type Message, plain, textBlock } from '../message.ts';
import { text } from '../text.ts';
import { shortRangeText } from './dates.ts';
import { amountText } from './numbers.ts';
import { type LineProblem, problemLines } from './problems.ts';

/** What a file of ad spend holds, and what it changes or did. */
export type SpendFile = Readonly<{
  saved: boolean;
  problems: readonly LineProblem[];
  moreProblems: number;
  campaigns: number;
  from: BusinessDate | null;
  to: BusinessDate | null;
  totals: readonly Money[];
  added: number;
  changed: number;
  same: number;
}>;

export type SpendActions = Readonly<{ save: string; cancel: string }>;

/** How a file of ad spend is sent. */
export function spendHelp({ locale }: Reader): Message {
  return {
    blocks: [
      textBlock(
        text(locale, 'report-spend-help'),
        text(locale, 'report-spend-help.columns'),
        text(locale, 'report-spend-help.again'),
      ),
    ],
    buttons: [],
  };
}

/** Before it is saved, with the question; after it, with what became of it; with what cannot be read, nothing is saved. */
export function spendMessage(file: SpendFile, actions: SpendActions | null, { locale }: Reader): Message {
  const { problems, moreProblems, added, changed, same, from, to } = file;
  if (problems.length > 0 || from === null || to === null) {
    const words = textBlock(text(locale, 'report-not-saved'));
    return { blocks: [words, ...problemLines(problems, moreProblems, locale)], buttons: [] };
  }
  const amounts = file.totals.map((one) => amountText(one, locale)).join(' + ');
  const lines: Line[] = [
    [bold(text(locale, file.saved ? 'report-spend-saved' : 'report-spend-preview', { amounts }))],
    [plain(text(locale, 'report-spend-of', { count: file.campaigns, days: shortRangeText({ from, to }, locale) }))],
    [plain(text(locale, 'report-spend-change', { added, changed, same }))],
  ];
  const buttons = actions
    ? [
        [
          act(text(locale, 'report-button-save'), actions.save, 'primary'),
          act(text(locale, 'bot-button-cancel'), actions.cancel),
        ],
      ]
    : [];
  return { blocks: [{ kind: 'lines', lines }], buttons };
}
