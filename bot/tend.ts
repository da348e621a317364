import { after } from '../src/lib/timer.ts';
import type { BotDeps } from './context.ts';

export type Tending = Readonly<{ wake: () => void; stop: () => Promise<void> }>;

const everyMs = 1_000;

/** What the bot keeps showing without being asked: one round after the other, each second or when woken. */
export function startTending(rounds: readonly (() => Promise<void>)[], { logger }: Pick<BotDeps, 'logger'>): Tending {
  let isOver = false;
  let rise: (() => void) | null = null;
  let isWoken = false;
  const sleep = () =>
    new Promise<void>((resolve) => {
      if (isWoken || isOver) return resolve();
      const callOff = after(everyMs, () => rise?.());
      rise = () => {
        callOff();
        rise = null;
        resolve();
      };
    });
  const run = async () => {
    while (!isOver) {
      isWoken = false;
      for (const round of rounds) {
        await round().catch((error: unknown) => logger.warn({ event: 'tending_failed', err: error }));
      }
      await sleep();
    }
  };
  const wake = () => {
    isWoken = true;
    rise?.();
  };
  const done = run();
  return {
    wake,
    stop: async () => {
      isOver = true;
      wake();
      await done;
    },
  };
}
