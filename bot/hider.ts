import { type Api, GrammyError } from 'grammy';
import { msOf, secondMs } from '../src/domain/time.ts';
import type { Flows } from '../src/flows/types.ts';
import { after, withinMs } from '../src/lib/timer.ts';
import { hiddenMessage } from '../src/messages/bot/reveal.ts';
import type { BotDeps } from './context.ts';
import { rewrite } from './views/show.ts';

type Shown = Awaited<ReturnType<Flows['listRevealed']>>[number];

/** Masks what was revealed when its minute is over. */
export type Hider = Readonly<{
  /** Begins with what an earlier process left, and looks every second while anything is shown. */
  start: (api: Api) => void;
  /** Something has just been revealed. */
  wake: () => void;
  /** Masks everything at once, due or not: nobody would do it while we are away. */
  stop: () => Promise<void>;
}>;

const lookEveryMs = secondMs;
const lastLookMs = 3 * secondMs;

/** The rows in the database are the list: what could not be masked stays there and is tried again, also by the next process. */
export function createHider({ flows, clock, logger, config }: BotDeps): Hider {
  const state: { api: Api | null; cancel: (() => void) | null; stopped: boolean } = {
    api: null,
    cancel: null,
    stopped: false,
  };
  const hide = async (api: Api, { chatId, messageId, masked }: Shown): Promise<void> => {
    const locale = await flows.findLocale(chatId).catch(() => config.defaultLocale);
    try {
      await rewrite(api, { chatId, messageId }, hiddenMessage(masked, locale));
    } catch (error) {
      // Deleted, or the person has blocked the bot: there is nothing left to mask.
      const isOver = error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403);
      if (!isOver) throw error;
    }
    await flows.forgetRevealed({ chatId, messageId });
  };
  const look = async (everything: boolean): Promise<boolean> => {
    const { api } = state;
    if (api === null) return false;
    const shown = await flows.listRevealed();
    const due = shown.filter(({ hideAt }) => everything || msOf(hideAt) <= clock.nowMs());
    const ends = await Promise.allSettled(due.map((one) => hide(api, one)));
    for (const end of ends)
      if (end.status === 'rejected') logger.warn({ event: 'not_hidden_yet', err: end.reason as unknown });
    return shown.length > ends.filter((end) => end.status === 'fulfilled').length;
  };
  const tick = async (): Promise<void> => {
    const isMore = await look(false).catch((error: unknown) => {
      logger.warn({ event: 'hider_failed', err: error });
      return true;
    });
    state.cancel = null;
    if (isMore) wake();
  };
  const wake = (): void => {
    if (state.stopped || state.cancel !== null) return;
    state.cancel = after(lookEveryMs, () => void tick());
  };
  return {
    start: (api) => {
      state.api = api;
      wake();
    },
    wake,
    stop: async () => {
      state.stopped = true;
      state.cancel?.();
      await withinMs(lastLookMs, look(true), false).catch(() => false);
    },
  };
}
