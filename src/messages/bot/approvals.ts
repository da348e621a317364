import { oneLine } from '../../lib/html.ts';
import { type Message, textBlock } from '../message.ts';
import { type TextArgs, text } from '../text.ts';
import type { Reader } from './local-time.ts';

type Asked = Readonly<{ action: string; effect: TextArgs; askedBy: string; decidedBy: string | null; state: string }>;

/** What a question for a second person turns into: what was asked, by whom, who decided, and what became of it. */
export function approvalMessage(asked: Asked, outcome: { ok: boolean }, { locale }: Reader): Message {
  const state = asked.state === 'rejected' ? 'rejected' : outcome.ok ? 'done' : 'failed';
  const what = text(locale, `approval-${asked.action}`, asked.effect);
  return {
    blocks: [
      textBlock(
        text(locale, 'bot-approval-asked', { by: oneLine(asked.askedBy), what: oneLine(what) }),
        text(locale, `bot-approval-${state}`, { by: oneLine(asked.decidedBy ?? '') }),
      ),
    ],
    buttons: [],
  };
}
