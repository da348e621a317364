import { Composer } from 'grammy';
import { type Days, parseDays } from '../../src/domain/period-words.ts';
import type { Window } from '../../src/domain/ports.ts';
import { earlier, instantOf } from '../../src/domain/time.ts';
import { businessDateOf, plusDays, startOfDay, zone } from '../../src/domain/zone.ts';
import type { Counts } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import {
  resyncedMessage,
  resyncingMessage,
  resyncQuestion,
  syncedMessage,
  syncingMessage,
} from '../../src/messages/bot/sync.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Hider } from '../hider.ts';
import { createProgress, type Progress } from '../views/edited-message.ts';
import type { Questions } from '../views/questions.ts';
import { newHandle, show, toast } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onCommand, onPress, refusalMessage } from './wiring.ts';

/** What can be ended early, by the handle of its button. */
type Runs = Map<string, AbortController>;
type Wired = Readonly<{ deps: BotDeps; questions: Questions; hider: Hider; runs: Runs }>;

/**
 * /sync and /resync: read from the provider again. They may take minutes, so one message is edited meanwhile and
 * whoever asked goes on using the bot.
 */
export function syncFeature(deps: BotDeps, questions: Questions, hider: Hider): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  const wired: Wired = { deps, questions, hider, runs: new Map() };
  onCommand(composer, 'sync', (ctx) => sync(ctx, wired));
  onCommand(composer, 'resync', (ctx) => lookFirst(ctx, wired));
  onAct(composer, questions, 'resync', (ctx, argument) => resync(ctx, wired, JSON.parse(argument) as Days));
  onPress(composer, 'end_resync', async (ctx) => {
    const run = wired.runs.get(ctx.press?.handle ?? '');
    run?.abort();
    await toast(ctx, text(ctx.reader.locale, run ? 'bot-resync-ending' : 'bot-expired'));
  });
  return composer;
}

/** The message stands before the work begins; whatever becomes of work or process, it says so in the end. */
async function inBackground(
  ctx: BotContext,
  { deps, hider }: Wired,
  { command, first, messageId }: Readonly<{ command: string; first: Message; messageId?: number | undefined }>,
  work: (progress: Progress, messageId: number) => Promise<Message>,
): Promise<void> {
  const shown = messageId ?? (await show(ctx, first));
  if (shown === null) return;
  const place = { chatId: String(ctx.chatId), messageId: String(shown) };
  await hider.begin(place, command);
  const progress = createProgress(ctx.api, place, deps.clock);
  if (messageId !== undefined) await progress.end(first);
  const told = work(progress, shown).catch((error: unknown) => {
    ctx.log.warn({ event: 'sync_failed', err: error });
    return sentence(ctx.reader.locale, 'bot-sync-failed');
  });
  const ended = async (): Promise<void> => {
    const isTold = await progress.end(await told).then(
      () => true,
      (error: unknown) => {
        ctx.log.warn({ event: 'sync_result_not_told', err: error });
        return false;
      },
    );
    await hider.end(place, isTold);
  };
  void ended().catch((error: unknown) => ctx.log.warn({ event: 'sync_end_not_noted', err: error }));
}

async function sync(ctx: BotContext, wired: Wired): Promise<void> {
  const { actor, reader } = ctx;
  const { deps } = wired;
  await inBackground(ctx, wired, { command: 'sync', first: syncingMessage(null, reader) }, async (progress) => {
    const tell = (counts: Counts) => progress.tell(() => syncingMessage(counts, reader));
    const result = await deps.flows.sweep(actor, tell);
    if (result) return signed(ctx, deps, 'sync', syncedMessage(result, reader));
    return sentence(reader.locale, await whyNot(ctx, deps));
  });
}

async function whyNot({ actor }: BotContext, { flows }: BotDeps): Promise<string> {
  const { stop } = await flows.status();
  if (stop.stopped) return 'bot-refused-stopped';
  const state = await flows.syncState(actor);
  return state.ok && !state.sync.configured ? 'bot-sync-not-configured' : 'bot-busy';
}

function windowOf({ from, to }: Days, { reader }: BotContext, { clock }: BotDeps): Window {
  const zoned = zone(reader.zone);
  return { from: startOfDay(from, zoned), to: earlier(startOfDay(plusDays(to, 1), zoned), instantOf(clock.nowMs())) };
}

/** A dry run first: its numbers are those of the real one. */
async function lookFirst(ctx: BotContext, wired: Wired): Promise<void> {
  const { deps, questions } = wired;
  const { locale } = ctx.reader;
  const today = businessDateOf(instantOf(deps.clock.nowMs()), zone(ctx.reader.zone));
  const argument = ctx.typed?.argument ?? '';
  const days = parseDays(argument, today);
  if (days === null) {
    const hint = argument === '' ? 'bot-resync-ask' : 'bot-resync-not-understood';
    return void (await show(ctx, sentence(locale, hint)));
  }
  await run(ctx, wired, { days, isDry: true }, async (counts, isWhole, messageId) => {
    if (!isWhole) return sentence(locale, 'bot-nothing-changed');
    const ids = { yes: await offer(deps, ctx, 'resync', JSON.stringify(days)), no: await offer(deps, ctx, 'cancel') };
    questions.watch(ctx, messageId);
    return resyncQuestion(days, counts, ids, ctx.reader);
  });
}

async function resync(ctx: BotContext, wired: Wired, days: Days): Promise<void> {
  const messageId = ctx.callbackQuery?.message?.message_id;
  await run(ctx, wired, { days, isDry: false, messageId }, async (counts, isWhole) =>
    signed(ctx, wired.deps, 'resync', resyncedMessage(days, counts, isWhole, ctx.reader)),
  );
}

type Asked = Readonly<{ days: Days; isDry: boolean; messageId?: number | undefined }>;
type Finish = (counts: Counts, isWhole: boolean, messageId: number) => Promise<Message>;

async function run(ctx: BotContext, wired: Wired, { days, isDry, messageId }: Asked, finish: Finish): Promise<void> {
  const { deps, runs } = wired;
  const cancelHandle = newHandle();
  const abort = new AbortController();
  runs.set(cancelHandle, abort);
  const now = (counts: Counts | null) => resyncingMessage({ days, isDry, counts, cancelHandle }, ctx.reader);
  await inBackground(ctx, wired, { command: 'resync', first: now(null), messageId }, async (progress, shownId) => {
    let soFar: Counts = { events: 0, newPayments: 0, changedPayments: 0 };
    const tell = (counts: Counts) => {
      soFar = counts;
      progress.tell(() => now(counts));
    };
    try {
      const window = windowOf(days, ctx, deps);
      const result = await deps.flows.resync(ctx.actor, window, isDry, { tell, cancelled: abort.signal });
      return result.ok ? await finish(result, !abort.signal.aborted, shownId) : refusalMessage(result, ctx);
    } catch (error) {
      // Ended in the middle of a question to the provider.
      if (!abort.signal.aborted) throw error;
      return await finish(soFar, false, shownId);
    } finally {
      runs.delete(cancelHandle);
    }
  });
}
