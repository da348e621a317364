import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { code, type Message, textBlock } from '../message.ts';
import { clockMoment, timedLine } from '../moment.ts';
import { text } from '../text.ts';
import { act, copy } from './buttons.ts';
import type { Reader } from './local-time.ts';

export type ChatCodeShown = Readonly<{ code: string; bot: string; expiresAt: Instant }>;

/** How a chat is connected: a link that adds the bot and sends the code, or the code by hand. */
export function chatCodeMessage({ code: secret, bot, expiresAt }: ChatCodeShown, { locale, zone }: Reader): Message {
  const typed = `/start@${bot} ${secret}`;
  const link = `https://t.me/${bot}?startgroup=${secret}`;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'chat-code-title') },
      textBlock(
        text(locale, 'chat-code-how'),
        [code(typed)],
        timedLine(locale, 'chat-code-until', clockMoment(expiresAt, zone)),
      ),
    ],
    buttons: [
      [{ label: text(locale, 'chat-button-add'), intent: { kind: 'url', url: link } }],
      [copy(text(locale, 'bot-button-copy'), typed)],
    ],
    protected: true,
  };
}

/** What the bot may and may not do in a chat, as far as its work there needs it. */
export type ChatRights = Readonly<{ readsAll: boolean; mayPin: boolean; isGroup: boolean }>;

/** The chat is told things from now on; what the bot lacks is named with its switch. */
export function chatJoinedMessage(by: string, rights: ChatRights, { locale }: Reader): Message {
  const missing = [
    ...(rights.isGroup && !rights.mayPin ? [text(locale, 'chat-lacks-pin')] : []),
    ...(rights.isGroup && !rights.readsAll ? [text(locale, 'chat-lacks-reading')] : []),
  ];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'chat-joined') },
      textBlock(text(locale, 'chat-joined-by', { by: oneLine(by) }), text(locale, 'chat-joined-told')),
      ...(missing.length > 0 ? [textBlock(...missing)] : []),
    ],
    buttons: [],
  };
}

/** Before topics are made: what comes where. */
export function topicsQuestion(ids: Readonly<{ make: string; cancel: string }>, { locale }: Reader): Message {
  const lines = ['purchases', 'reports', 'alerts'].map((name) => `• ${text(locale, `topic-${name}.told`)}`);
  return {
    blocks: [textBlock(text(locale, 'topics-question')), textBlock(...lines), textBlock(text(locale, 'topics-effect'))],
    buttons: [[act(text(locale, 'topics-button-make'), ids.make), act(text(locale, 'bot-button-cancel'), ids.cancel)]],
  };
}
