import { expect } from 'vitest';
import type { CallbackAnswer, SeenMessage, TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { drawn } from './bot-app.ts';
import { eventually } from './eventually.ts';
import { patience } from './patience.ts';

export type BuyerChat = Readonly<{
  id: number;
  /** Writes, and waits for a message after it that says so. */
  say: (words: string, answer: string | RegExp) => Promise<SeenMessage>;
  /** Presses the button with this label in the newest message that has one, and counts as a tap. */
  tap: (label: string | RegExp) => Promise<CallbackAnswer | null>;
  /** The newest message of the bot, once it says so. */
  sees: (words: string | RegExp, withinMs?: number) => Promise<SeenMessage>;
  messages: () => readonly SeenMessage[];
  taps: () => number;
  /** The address behind a button of the newest message; following it is a tap, too. */
  follow: (label: string | RegExp) => string;
}>;

/** A person's private chat with the bot of a running app. */
export function openChat(
  telegram: TelegramStandIn,
  person: Readonly<{ id: number; firstName?: string; languageCode?: string }>,
): BuyerChat {
  const { id } = person;
  const chat = { firstName: `Buyer ${id}`, languageCode: 'en', ...person };
  try {
    telegram.addPrivateChat(chat);
  } catch {
    // He is there already.
  }
  let taps = 0;
  const messages = () => telegram.messages(id).filter(({ from }) => from.isBot);
  const isSo = (message: SeenMessage | undefined, words: string | RegExp) => expect(drawn(message)).toMatch(words);
  const buttonOf = (label: string | RegExp) => {
    for (const message of messages().toReversed()) {
      const button = message.buttons
        .flat()
        .find(({ text }) => (typeof label === 'string' ? text === label : label.test(text)));
      if (button) return { message, button };
    }
    throw new Error(`no button ${label} in\n${messages().map(drawn).join('\n---\n')}`);
  };
  return {
    id,
    messages,
    taps: () => taps,
    say: async (words, answer) => {
      const { messageId } = telegram.sendText({ chatId: id, from: id, text: words });
      return eventually(() => {
        const newest = messages().findLast((one) => one.messageId > messageId);
        isSo(newest, answer);
        return newest as SeenMessage;
      }, 10_000 * patience);
    },
    tap: async (label) => {
      taps += 1;
      const { message, button } = buttonOf(label);
      return telegram.press({ chatId: id, from: id, messageId: message.messageId, label: button.text });
    },
    sees: (words, withinMs = 10_000) =>
      eventually(() => {
        const newest = messages().at(-1);
        isSo(newest, words);
        return newest as SeenMessage;
      }, withinMs * patience),
    follow: (label) => {
      taps += 1;
      return buttonOf(label).button.url ?? '';
    },
  };
}
