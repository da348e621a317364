import { type Api, GrammyError } from 'grammy';
import { msOf, secondMs } from '../src/domain/time.ts';
import type { Flows } from '../src/flows/types.ts';
import { after, withinMs } from '../src/lib/timer.ts';
import { sentence } from '../src/messages/bot/help.ts';
import { hiddenMessage } from '../src/messages/bot/reveal.ts';
import type { Locale } from '../src/messages/text.ts';
import type { BotDeps } from './context.ts';
import { rewrite } from './views/show.ts';

type Passing = Awaited<ReturnType<Flows['listRevealed']>>[number];
type Place = Readonly<{ chatId: string; messageId: string }>;

/** Changes what must not stay: contacts are masked, a token goes, work that died with its process is said to have. */
export type Hider = Readonly<{
  /** Begins with what an earlier process left, and looks every second while anything is noted. */
  start: (api: Api) => void;
  /** Something has just been revealed. */
  wake: () => void;
  /** The message shows work under way; `id` is the command that began it. */
  begin: (place: Place, id: string) => Promise<void>;
  /** The work is over; where it could not tell its end, that is made up for. */
  end: (place: Place, isTold: boolean) => Promise<void>;
  /** Changes everything at once, due or not: nobody would do it while we are away. */
  stop: () => Promise<void>;
}>;

const lookEveryMs = secondMs;
const lastLookMs = 3 * secondMs;
const noteEveryMs = 5 * secondMs;

type Working = Readonly<{ place: Place; id: string }> & { notedMs: number };

/** The rows in the database are the list: what could not be changed stays there and is tried again, also by the next process. */
export function createHider({ flows, clock, logger, config }: BotDeps): Hider {
  const state = {
    api: null as Api | null,
    cancel: null as (() => void) | null,
    stopped: false,
    working: new Map<string, Working>(),
    noting: Promise.resolve(),
  };
  const notNoted = (error: unknown): void => logger.warn({ event: 'work_not_noted', err: error });
  const hide = async (api: Api, passing: Passing): Promise<void> => {
    const { chatId, messageId } = passing;
    const locale = await flows.findLocale(chatId).catch(() => config.defaultLocale);
    await changed(api, passing, locale).catch(ignoreGone);
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
  const noteAgain = async (): Promise<void> => {
    for (const one of state.working.values()) {
      if (clock.nowMs() - one.notedMs < noteEveryMs) continue;
      one.notedMs = clock.nowMs();
      await flows.notePassing({ kind: 'work', id: one.id }, one.place);
    }
  };
  const tick = async (): Promise<void> => {
    state.noting = noteAgain().catch(notNoted);
    await state.noting;
    const isMore = await look(false).catch((error: unknown) => {
      logger.warn({ event: 'hider_failed', err: error });
      return true;
    });
    state.cancel = null;
    if (isMore || state.working.size > 0) wake();
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
    begin: async (place, id) => {
      state.working.set(keyOf(place), { place, id, notedMs: clock.nowMs() });
      wake();
      await flows.notePassing({ kind: 'work', id }, place).catch(notNoted);
    },
    end: async (place, isTold) => {
      state.working.delete(keyOf(place));
      await state.noting;
      if (isTold) await flows.forgetRevealed(place);
    },
    stop: async () => {
      state.stopped = true;
      state.cancel?.();
      await withinMs(lastLookMs, look(true), false).catch(() => false);
    },
  };
}

const keyOf = ({ chatId, messageId }: Place): string => `${chatId}:${messageId}`;

async function changed(api: Api, passing: Passing, locale: Locale): Promise<void> {
  switch (passing.kind) {
    case 'contacts':
      return rewrite(api, passing, hiddenMessage(passing.masked, locale));
    case 'token':
      await api.deleteMessage(passing.chatId, Number(passing.messageId));
      return;
    case 'work':
      return rewrite(api, passing, sentence(locale, 'bot-work-interrupted', { command: `/${passing.id}` }));
  }
}

/** Deleted, or the person has blocked the bot: there is nothing left to change. */
function ignoreGone(error: unknown): void {
  const isOver = error instanceof GrammyError && (error.error_code === 400 || error.error_code === 403);
  if (!isOver) throw error;
}
