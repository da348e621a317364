import type { Clock } from '../../lib/clock.ts';
import type { Limiter } from '../../lib/limiter.ts';
import type { Failure } from '../parts.ts';

/** Turns a 429 into a pause of the narrowest scope. */
export type FloodWatch = Readonly<{ judge: (address: string, failure: Failure) => Failure }>;

/**
 * Telegram does not say whether a chat or the whole bot was too fast. While one chat is told to wait and a second one is
 * told the same, it is the bot.
 */
export function createFloodWatch(limiter: Limiter, clock: Clock): FloodWatch {
  const waitingUntilMs = new Map<string, number>();
  return {
    judge: (address, failure) => {
      const { outcome, retryAfterMs } = failure;
      if (outcome !== 'told_when' || retryAfterMs === undefined || failure.code === 'paced') return failure;
      const nowMs = clock.nowMs();
      for (const [chat, untilMs] of waitingUntilMs) if (untilMs <= nowMs) waitingUntilMs.delete(chat);
      waitingUntilMs.set(address, nowMs + retryAfterMs);
      const scope = waitingUntilMs.size > 1 || failure.scope === 'destination' ? 'destination' : 'address';
      limiter.pauseFor(scope === 'destination' ? null : address, retryAfterMs);
      return { ...failure, scope };
    },
  };
}
