import { type Button, type Message, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { act } from './buttons.ts';

/** Webhooks put aside for one cause. */
export type AsideGroup = Readonly<{ type: string; read: string; discard: string }>;

export function asideButtons(groups: readonly AsideGroup[], locale: Locale): readonly (readonly Button[])[] {
  return groups.map(({ type, read, discard }) => [
    act(text(locale, 'bot-button-read-again', { type }), read, 'success'),
    act(text(locale, 'bot-button-discard-aside'), discard, 'danger'),
  ]);
}

export function discardAsideQuestion(
  type: string,
  count: number,
  ids: Readonly<{ yes: string; no: string }>,
  locale: Locale,
): Message {
  return {
    blocks: [textBlock(text(locale, 'bot-discard-aside-question', { type, count }), text(locale, 'bot-confirm-note'))],
    buttons: [
      [
        act(text(locale, 'bot-button-discard-all', { count }), ids.yes, 'danger'),
        act(text(locale, 'bot-button-cancel'), ids.no),
      ],
    ],
  };
}

export type ReadAgainCounts = Readonly<{ recorded: number; settled: number; failed: number; issues: string | null }>;

/** One line for each end that there was. */
export function readAgainMessage({ recorded, settled, failed, issues }: ReadAgainCounts, locale: Locale): Message {
  return {
    blocks: [
      textBlock(
        recorded > 0 ? text(locale, 'bot-read-recorded', { count: recorded }) : null,
        settled > 0 ? text(locale, 'bot-read-settled', { count: settled }) : null,
        failed > 0 ? text(locale, 'bot-read-failed', { count: failed, issues: issues ?? '' }) : null,
        recorded + settled + failed === 0 ? text(locale, 'bot-read-nothing') : null,
      ),
    ],
    buttons: [],
  };
}
