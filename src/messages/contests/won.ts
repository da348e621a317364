import type { Won } from '../../domain/contests/won.ts';
import { oneLine } from '../../lib/html.ts';
import { openAbout } from '../bot/buttons.ts';
import { code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type CardOptions, repeatBlocks } from '../purchase-card.ts';
import { type Locale, text } from '../text.ts';
import { inLocale } from './words.ts';

/** What the contest says to its winners, in its own lines; without that, that somebody will write, and nothing more. */
function nextLines({ next }: Won, locale: Locale): readonly Line[] {
  const own = (next?.[locale] ?? '').split('\n').filter((line) => line.trim() !== '');
  return own.length > 0 ? own.map((line) => [plain(oneLine(line))]) : [[plain(text(locale, 'contest-won-next'))]];
}

/** To a winner himself: what, in which contest, what happens next, and how to see that it was drawn rightly. */
export function wonMessage(won: Won, { locale, mayRepeat = false }: CardOptions): Message {
  const title = inLocale(won.title, locale);
  const check: Line = [plain(`${text(locale, 'contest-won-check')} `), code(`/verify ${won.code}`)];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'contest-won', { prize: inLocale(won.prize, locale) }) },
      textBlock(text(locale, 'contest-won-where', { title, place: won.place })),
      { kind: 'lines', lines: nextLines(won, locale) },
      { kind: 'lines', lines: [check] },
      ...repeatBlocks(locale, mayRepeat),
    ],
    buttons: [[openAbout(text(locale, 'contest-button-verify'), 'verify', won.code)]],
  };
}
