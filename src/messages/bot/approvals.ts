import type { Instant } from '../../domain/time.ts';
import { oneLine } from '../../lib/html.ts';
import { type Button, type Message, textBlock } from '../message.ts';
import { type TextArgs, text } from '../text.ts';
import { durationText, type Reader } from './local-time.ts';

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

type Waiting = Readonly<{
  id: string;
  action: string;
  effect: TextArgs;
  askedBy: string;
  askedById: string | null;
  askedAt: Instant;
}>;

const mostShown = 10;

/** What waits for a yes; who asked gets no buttons for his own. */
export function approvalsMessage(all: readonly Waiting[], readerId: string, now: Instant, { locale }: Reader): Message {
  if (all.length === 0) return { blocks: [textBlock(text(locale, 'bot-approvals-none'))], buttons: [] };
  const shown = all.slice(0, mostShown);
  const lines = shown.map(({ action, effect, askedBy, askedAt }, index) =>
    text(locale, 'bot-approvals-line', {
      n: index + 1,
      by: oneLine(askedBy),
      ago: durationText(askedAt, now, locale),
      what: oneLine(text(locale, `approval-${action}`, effect)),
    }),
  );
  const own = shown.some(({ askedById }) => askedById === readerId);
  const more = all.length - shown.length;
  return {
    blocks: [
      { kind: 'heading', text: text(locale, 'bot-approvals-title', { count: all.length }) },
      textBlock(...lines, more > 0 ? text(locale, 'bot-more', { count: more }) : null),
      textBlock(own ? text(locale, 'bot-approvals-own') : null),
    ],
    buttons: shown.flatMap(({ id, askedById }, index) =>
      askedById === readerId
        ? []
        : [
            [
              decision(text(locale, 'bot-button-approve-n', { n: index + 1 }), 'approve', id),
              decision(text(locale, 'bot-button-reject-n', { n: index + 1 }), 'reject', id),
            ],
          ],
    ),
  };
}

function decision(label: string, verb: 'approve' | 'reject', about: string): Button {
  return { label, intent: { kind: 'open', verb, about }, ...(verb === 'approve' && { style: 'danger' }) };
}
