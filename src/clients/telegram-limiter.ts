import type { Transformer } from 'grammy';
import type { Clock } from '../lib/clock.ts';
import { createLimiter, type Limiter } from '../lib/limiter.ts';

export type TelegramLimiterOptions = Readonly<{
  /** Messages and edits in one group within any minute. */
  groupMessagesPerMinute: number;
  /** For spans of time only. */
  clock?: Clock;
}>;

/** Windows are counted where the message arrives, so ours are a little longer than theirs. */
const spareMs = 500;
const minuteMs = 60_000 + spareMs;

/**
 * One limiter for one bot: groups by the minute, private chats about once a second, 30 a second over all.
 * https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
 */
export function createTelegramLimiter({ groupMessagesPerMinute, clock }: TelegramLimiterOptions): Limiter {
  const burst = Math.max(2, Math.floor(groupMessagesPerMinute / 4));
  const group = { perWindow: groupMessagesPerMinute, windowMs: minuteMs, burst };
  const person = { perWindow: 5, windowMs: 5_000 + spareMs, burst: 3 };
  return createLimiter({
    overall: { perWindow: 30, windowMs: 1_000, burst: 30 },
    // Groups have negative ids, channels a name.
    rateOf: (address) => (/^\d/.test(address) ? person : group),
    ...(clock ? { clock } : {}),
  });
}

/** What counts towards the limits: everything that puts something into a chat or changes it there. */
const counted = /^(?:send(?!ChatAction)|edit|copy|forward)/;
const answerPriority = 0;

/** For the bot's own API client: its answers pass the same limiter as the tellings, before them. */
export function paceAnswers(limiter: Limiter, maxWaitMs = 10_000): Transformer {
  return async (prev, method, payload, signal) => {
    const chatId = (payload as { chat_id?: number | string }).chat_id;
    if (chatId === undefined || !counted.test(method)) return prev(method, payload, signal);
    const address = String(chatId);
    await limiter.take(address, answerPriority, { signal: signal as AbortSignal | undefined, maxWaitMs });
    const answer = await prev(method, payload, signal);
    const seconds = answer.ok ? undefined : answer.parameters?.retry_after;
    if (seconds !== undefined) limiter.pauseFor(address, seconds * 1_000);
    return answer;
  };
}
