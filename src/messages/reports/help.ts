import { oneLine } from '../../lib/html.ts';
import type { Reader } from '../bot/local-time.ts';
import { type Message, textBlock } from '../message.ts';
import { text } from '../text.ts';

/** What is taken as a report and as a period, for somebody who typed something else. */
export function reportHelp(words: string, { locale }: Reader): Message {
  return {
    blocks: [
      textBlock(text(locale, 'report-not-understood', { words: oneLine(words).slice(0, 60).toWellFormed() })),
      textBlock(
        text(locale, 'report-help'),
        text(locale, 'report-help.kinds'),
        text(locale, 'report-help.periods'),
        text(locale, 'report-help.example'),
      ),
    ],
    buttons: [],
  };
}
