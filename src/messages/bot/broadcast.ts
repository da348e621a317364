import type { BroadcastView, Segment } from '../../domain/broadcasts.ts';
import { type Message, plain, textBlock } from '../message.ts';
import { type Locale, text } from '../text.ts';
import { act, open } from './buttons.ts';

/** Line by line, as it was written: what people get, and what its writer sees beforehand. */
export function broadcastMessage(body: string): Message {
  const lines = body.split('\n').map((line) => [plain(line === '' ? '\u00a0' : line)]);
  return { blocks: [{ kind: 'lines', lines }], buttons: [] };
}

export function segmentText(locale: Locale, { audience, locale: language }: Segment): string {
  const who = text(locale, `bot-audience-${audience}`);
  return language === null ? who : `${who}, ${text(locale, `bot-speaking-${language}`)}`;
}

type Choice = Readonly<{ segment: Segment; count: number; actionId: string }>;

export function segmentQuestion(choices: readonly Choice[], cancel: string, locale: Locale): Message {
  const words = choices.length === 0 ? 'bot-broadcast-nobody' : 'bot-broadcast-whom';
  return {
    blocks: [textBlock(text(locale, words))],
    buttons: [
      ...choices.map(({ segment, count, actionId }) => [act(`${segmentText(locale, segment)} (${count})`, actionId)]),
      [act(text(locale, 'bot-button-cancel'), cancel)],
    ],
  };
}

const aMinute = 1_200;

export function broadcastQuestion(
  { segment, count }: Omit<Choice, 'actionId'>,
  ids: Readonly<{ yes: string; no: string }>,
  locale: Locale,
): Message {
  const minutes = Math.max(1, Math.ceil(count / aMinute));
  return {
    blocks: [
      textBlock(
        text(locale, 'bot-broadcast-question', { count, whom: segmentText(locale, segment) }),
        text(locale, 'bot-broadcast-takes', { minutes }),
      ),
      textBlock(text(locale, 'bot-confirm-note')),
    ],
    buttons: [
      [
        act(text(locale, 'bot-button-broadcast-send', { count }), ids.yes, 'danger'),
        act(text(locale, 'bot-button-cancel'), ids.no),
      ],
    ],
  };
}

/** Progress while it goes, the result when it is over. */
export function broadcastProgress(view: BroadcastView, locale: Locale): Message {
  const { state, total, delivered, blocked, failed } = view;
  const done = delivered + blocked + failed;
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  const steer =
    state === 'running'
      ? [open(text(locale, 'bot-button-broadcast-pause'), 'broadcast_pause')]
      : [open(text(locale, 'bot-button-broadcast-go-on'), 'broadcast_go_on')];
  return {
    blocks: [
      { kind: 'heading', text: text(locale, `bot-broadcast-${state}`, { percent, done, total }) },
      textBlock(text(locale, 'bot-broadcast-counts', { delivered, blocked, failed })),
    ],
    buttons:
      state === 'done' || state === 'cancelled'
        ? []
        : [[...steer, open(text(locale, 'bot-button-broadcast-cancel'), 'broadcast_cancel')]],
  };
}
