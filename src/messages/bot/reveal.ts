import { type Contacts, type RevealReason, revealReasons } from '../../domain/reveal.ts';
import type { Instant } from '../../domain/time.ts';
import { code, type Line, type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { act } from './buttons.ts';
import { clockText, type Reader } from './local-time.ts';

/** Asks why, before anything is shown. What the answer becomes may not be forwarded. */
export function revealQuestion(
  name: string,
  ids: Readonly<Record<RevealReason, string>> & Readonly<{ cancel: string }>,
  locale: Locale,
): Message {
  const reasons = revealReasons.map((reason) => [act(text(locale, `bot-reveal-${reason}`), ids[reason])]);
  return {
    blocks: [textBlock(text(locale, 'bot-reveal-question', { name }), text(locale, 'bot-reveal-note'))],
    buttons: [...reasons, [act(text(locale, 'bot-button-cancel'), ids.cancel)]],
    protected: true,
  };
}

export function revealedMessage(contacts: Contacts, hideAt: Instant, { locale, zone }: Reader): Message {
  const until = text(locale, 'bot-revealed-until', { time: clockText(hideAt, zone) });
  const lines = [...contacts.emails, ...contacts.phones.map((digits) => `+${digits}`)].map((one): Line => [code(one)]);
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-revealed', { name: contacts.name }) },
      { kind: 'lines', lines: lines.length > 0 ? lines : [[plain(text(locale, 'bot-revealed-nothing'))]] },
      textBlock(until),
    ],
    buttons: [],
  };
}

/** The same message a minute later: `masked` has the addresses as everybody may see them. */
export function hiddenMessage(masked: Contacts, locale: Locale): Message {
  return {
    blocks: [
      textBlock(text(locale, 'bot-hidden', { name: masked.name }), [...masked.emails, ...masked.phones].join(' · ')),
    ],
    buttons: [],
  };
}
