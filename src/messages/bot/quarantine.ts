import { type Button, type Message, textBlock } from '../message.ts';
import { hasText, type Locale, text } from '../text.ts';
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

const erased = 'its text was erased';
const unknownProvider = 'its provider is not configured';

/**
 * Why a webhook could not be understood, for a person. Stored is `field: cause` by whoever reads its provider; what else
 * stands there was said by a program to programmers and is left to the log and the command line.
 */
export function issuesSentence(issues: string, locale: Locale): string {
  if (issues.startsWith(erased)) return text(locale, 'bot-issue-erased');
  if (issues.startsWith(unknownProvider)) return text(locale, 'bot-issue-provider');
  const named = issues.split('; ').flatMap((issue) => {
    const [, field, cause] = /^([\w.]{1,80}): (.+)$/.exec(issue) ?? [];
    return field === undefined ? [] : [fieldText(field, cause ?? '', locale)];
  });
  return named.length > 0 ? named.join('; ') : text(locale, 'bot-issue-other');
}

function fieldText(field: string, cause: string, locale: Locale): string {
  const id = `bot-issue-${cause}`;
  return text(locale, hasText(locale, id) ? id : 'bot-issue-field', { field });
}

/** One line for each end that there was. */
export function readAgainMessage({ recorded, settled, failed, issues }: ReadAgainCounts, locale: Locale): Message {
  return {
    blocks: [
      textBlock(
        recorded > 0 ? text(locale, 'bot-read-recorded', { count: recorded }) : null,
        settled > 0 ? text(locale, 'bot-read-settled', { count: settled }) : null,
        failed > 0
          ? text(locale, 'bot-read-failed', { count: failed, issues: issuesSentence(issues ?? '', locale) })
          : null,
        recorded + settled + failed === 0 ? text(locale, 'bot-read-nothing') : null,
      ),
    ],
    buttons: [],
  };
}
