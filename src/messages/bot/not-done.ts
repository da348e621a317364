import { moneyText } from '../../domain/money.ts';
import { isAway, type NotDone } from '../../domain/not-done.ts';
import { oneLine } from '../../lib/html.ts';
import { type Message, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import type { Reader } from './local-time.ts';

/** What somebody else's system did not do, that nothing was changed, and what to do now. */
export function notDoneMessage(notDone: NotDone, { locale }: Reader, buttons: Message['buttons'] = []): Message {
  return { blocks: [textBlock(...linesOf(notDone, locale))], buttons };
}

export function notDoneText(notDone: NotDone, locale: Locale): string {
  return linesOf(notDone, locale)
    .join(' ')
    .replace(/^\P{L}+/u, '');
}

function linesOf(notDone: NotDone, locale: Locale): readonly string[] {
  if (notDone.what === 'sheet') {
    const why = text(locale, `run-trouble-${notDone.trouble}`);
    return [
      text(locale, 'not-done-sheet', { why }),
      text(locale, `not-done-sheet.${isAway(notDone) ? 'away' : 'wrong'}`),
    ];
  }
  const { why, provider, amount, payment, words } = notDone;
  const args = {
    provider: text(locale, `provider-${provider}`),
    amount: moneyText(amount),
    payment,
    words: oneLine(words),
  };
  return [text(locale, `refund-refused-${why}`, args), text(locale, `refund-refused-${why}.next`)];
}
