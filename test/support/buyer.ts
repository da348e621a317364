import { expect } from 'vitest';
import type { CallbackAnswer, SeenMessage, TelegramStandIn } from '../../src/sandbox/telegram/stand-in.ts';
import { drawn } from './bot-app.ts';
import { eventually } from './eventually.ts';

export type BuyerChat = Readonly<{
  id: number;
  /** Writes, and waits for a message after it that says so. */
  say: (words: string, answer: string | RegExp) => Promise<SeenMessage>;
  /** Presses the button with this label in the newest message that has one, and counts as a tap. */
  tap: (label: string | RegExp) => Promise<CallbackAnswer | null>;
  /** The message of the bot that says so, among those after the last words; others may arrive in between. */
  sees: (words: string | RegExp) => Promise<SeenMessage>;
  messages: () => readonly SeenMessage[];
  taps: () => number;
  /** The address behind a button of the newest message; following it is a tap, too. */
  follow: (label: string | RegExp) => string;
}>;

const says = (drawing: string, words: string | RegExp) =>
  typeof words === 'string' ? drawing.includes(words) : words.test(drawing);

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
  let lastWords = 0;
  const messages = () => telegram.messages(id).filter(({ from }) => from.isBot);
  const answered = (words: string | RegExp) =>
    eventually(() => {
      const since = messages().filter(({ messageId }) => messageId > lastWords);
      const meant = since.findLast((message) => says(drawn(message), words));
      expect(drawn(meant ?? since.at(-1))).toMatch(words);
      return meant as SeenMessage;
    });
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
      lastWords = telegram.sendText({ chatId: id, from: id, text: words }).messageId;
      return answered(answer);
    },
    tap: async (label) => {
      taps += 1;
      const { message, button } = buttonOf(label);
      return telegram.press({ chatId: id, from: id, messageId: message.messageId, label: button.text });
    },
    sees: answered,
    follow: (label) => {
      taps += 1;
      return buttonOf(label).button.url ?? '';
    },
  };
}
