import { type RunnerHandle, run } from '@grammyjs/runner';
import { type Bot, GrammyError } from 'grammy';
import type { Update } from 'grammy/types';
import { wait } from '../src/lib/wait.ts';
import { Banners } from './banners.ts';
import { assembleBot } from './bot.ts';
import { BroadcastProgress } from './broadcast-progress.ts';
import type { BotContext, BotDeps } from './context.ts';
import { createHider } from './hider.ts';
import { syncMenus } from './menus.ts';
import { startTending, type Tending } from './tend.ts';

export type PayopsBot = Readonly<{
  bot: Bot<BotContext>;
  /** Begins to take updates and returns at once; keeps trying where Telegram is away or refuses. */
  start: () => void;
  /** Takes no more updates, waits for those under way. Safe to call twice and without a start. */
  stop: () => Promise<void>;
  /** Webhook mode: handles one update; resolves when it is taken for good. */
  handleUpdate: (update: unknown) => Promise<void>;
  /** Whether Telegram has answered since the start. */
  isConnected: () => boolean;
}>;

/** Edits are left out on purpose: an edited command is nobody's command. */
export const allowedUpdates = [
  'message',
  'callback_query',
  'pre_checkout_query',
  'my_chat_member',
  'chat_join_request',
] as const;
const pollSeconds = 30;
const retryAfterMs = 5_000;

export function createBot(given: BotDeps): PayopsBot {
  const doors = { tending: null as Tending | null };
  const deps = { ...given, banners: { wake: () => doors.tending?.wake() } };
  const hider = createHider(deps);
  const bot = assembleBot(deps, hider);
  const banners = new Banners(bot.api, deps);
  const progress = new BroadcastProgress(bot.api, deps);
  const life = { abort: new AbortController(), runner: null as RunnerHandle | null, connected: false };
  let task: Promise<void> | null = null;
  return {
    bot,
    start: () => {
      hider.start(bot.api);
      task ??= live(bot, deps, life);
      doors.tending ??= startTending([() => banners.sync(), () => progress.sync()], deps);
    },
    stop: async () => {
      life.abort.abort();
      if (life.runner?.isRunning()) await life.runner.stop();
      await updatesHandled(life);
      await doors.tending?.stop();
      await task;
      await hider.stop();
    },
    handleUpdate: async (update) => {
      await bot.init(life.abort.signal as never);
      await bot.handleUpdate(update as Update);
    },
    isConnected: () => life.connected,
  };
}

type Life = { abort: AbortController; runner: RunnerHandle | null; connected: boolean };

const handledPollMs = 20;

/** The runner's own stop ends only the taking of updates: a dialogue whose answer is under way would be forgotten. */
async function updatesHandled({ runner }: Life): Promise<void> {
  while (runner && runner.size() > 0) await wait(handledPollMs);
}

/** Connects, runs, and begins again after any failure, until stopped. */
async function live(bot: Bot<BotContext>, deps: BotDeps, life: Life): Promise<void> {
  const { signal } = life.abort;
  while (!signal.aborted) {
    try {
      await bot.init(signal as never);
      life.connected = true;
      void syncMenus(bot.api, deps);
      if (deps.config.telegram.bot.mode === 'webhook') return await registerWebhook(bot, deps);
      await endWebhook(bot, deps);
      if (signal.aborted) return;
      await poll(bot, life);
    } catch (error) {
      if (signal.aborted) return;
      life.connected = false;
      deps.logger.error({ event: 'bot_not_connected', retry_in_ms: retryAfterMs, err: error });
      await wait(retryAfterMs, signal).catch(() => undefined);
    }
  }
}

/** A server of the Bot API that knows no webhooks may refuse this and be polled all the same; a network failure may not. */
async function endWebhook(bot: Bot<BotContext>, { logger }: BotDeps): Promise<void> {
  await bot.api.deleteWebhook().catch((error: unknown) => {
    if (!(error instanceof GrammyError) || error.error_code === 401) throw error;
    logger.warn({ event: 'webhook_not_ended', err: error });
  });
}

async function poll(bot: Bot<BotContext>, life: Life): Promise<void> {
  const fetch = { timeout: pollSeconds, allowed_updates: allowedUpdates };
  life.runner = run(bot, { runner: { fetch, retryInterval: 1_000, silent: true } });
  await life.runner.task();
}

async function registerWebhook(bot: Bot<BotContext>, { config }: BotDeps): Promise<void> {
  const { bot: mode } = config.telegram;
  if (mode.mode !== 'webhook') return;
  await bot.api.setWebhook(mode.url, { secret_token: mode.secret.reveal(), allowed_updates: [...allowedUpdates] });
}
