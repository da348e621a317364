import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { BotContext } from '../../bot/context.ts';
import { createQuestions } from '../../bot/views/questions.ts';
import { textBlock } from '../../src/messages/message.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** As much of a context as a question touches. */
function contextWithEdits() {
  const edits: string[] = [];
  const ctx = {
    chatId: 5,
    reader: { locale: 'en', zone: '+01:00' },
    reply: async () => ({ message_id: 9 }),
    callbackQuery: { message: { message_id: 9 } },
    api: { editMessageText: async (_chat: number, _message: number, words: string) => void edits.push(words) },
  };
  return { ctx: ctx as unknown as BotContext, edits };
}
const question = { blocks: [textBlock('Go on?')], buttons: [] };

test('a question that nobody answers says so after 60 seconds', async () => {
  const { ctx, edits } = contextWithEdits();
  await createQuestions().ask(ctx, question);
  await vi.advanceTimersByTimeAsync(59_000);
  expect(edits).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(edits).toEqual(['Not confirmed within 60 seconds. Nothing was changed.']);
});

test('an answered question is left as its answer put it', async () => {
  const { ctx, edits } = contextWithEdits();
  const questions = createQuestions();
  await questions.ask(ctx, question);
  questions.settle(ctx);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(edits).toEqual([]);
});
