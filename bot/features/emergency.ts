import { Composer } from 'grammy';
import { readStop, scopeOf } from '../../src/domain/stops.ts';
import { instantOf } from '../../src/domain/time.ts';
import { zone } from '../../src/domain/zone.ts';
import type { HeldBack, ResumeMode, ResumeOptions } from '../../src/flows/types.ts';
import {
  type ResumeActions,
  resumedMessage,
  resumeQuestion,
  type Stop,
  stoppedMessage,
  stopsOf,
  whichStopQuestion,
} from '../../src/messages/bot/emergency.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, onCommand, onPress, refusalMessage, refuse } from './wiring.ts';

const maxReason = 200;
const paceMinutes = 30;

/** What a resume button does, as its argument: with the stop that was seen when it was offered. */
type Wish = Readonly<{ mode: ResumeMode }> & ResumeOptions;

/** /stop acts at once, since stopping is the safe direction; /resume asks how, and only the asker may say. */
export function emergencyFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'stop', (ctx) => stop(ctx, deps));
  onCommand(composer, 'resume', (ctx) => askWhat(ctx, deps, questions, ctx.typed?.argument ?? ''));
  onPress(composer, 'resume', (ctx) => askWhat(ctx, deps, questions, ''));
  onAct(composer, questions, 'ask_resume', (ctx, scope) => askHow(ctx, deps, scope, questions.askInPlace));
  onAct(composer, questions, 'resume', async (ctx, argument) => {
    const { mode, ...options } = JSON.parse(argument) as Wish;
    const result = await deps.flows.resume(ctx.actor, mode, options);
    // The question is out of date, so its buttons go, too.
    if (!result.ok && result.reason === 'stopped_again') return replace(ctx, refusalMessage(result, ctx));
    if (!result.ok) return refuse(ctx, result);
    const { scope = 'all', olderThanHours: hours = null, overMinutes: minutes = paceMinutes } = options;
    const told = resumedMessage({ scope, mode, hours, minutes, ...result }, ctx.reader);
    await replace(ctx, await signed(ctx, deps, 'resume', told));
    deps.banners?.wake();
  });
  return composer;
}

const nowOf = ({ clock }: BotDeps) => instantOf(clock.nowMs());

/** The names that /queue shows are those that can be stopped by themselves. */
async function destinationsFor(ctx: BotContext, { flows }: BotDeps) {
  const result = await flows.queue(ctx.actor);
  return result.ok ? result.destinations : [];
}

async function stop(ctx: BotContext, deps: BotDeps): Promise<void> {
  const { flows, config } = deps;
  const names = flows.destinationNames();
  const asked = readStop(ctx.typed?.argument ?? '', names, nowOf(deps), zone(config.businessTimeZone));
  const reason = asked.reason?.slice(0, maxReason) ?? null;
  const result = await flows.stop(ctx.actor, reason, { scope: asked.scope, until: asked.until });
  if (!result.ok) return refuse(ctx, result);
  deps.banners?.wake();
  const stopped: Stop | null = result.part ?? (result.state.stopped ? { ...result.state, scope: 'all' } : null);
  if (!stopped) return;
  const rows = (await destinationsFor(ctx, deps)).filter(
    (row) => row.waiting > 0 && (asked.scope === 'all' || asked.scope === row.name),
  );
  const told = stoppedMessage(stopped, result.held, rows, nowOf(deps), ctx.reader);
  await show(ctx, await signed(ctx, deps, 'stop', told));
}

async function askWhat(ctx: BotContext, deps: BotDeps, questions: Questions, typed: string): Promise<void> {
  const { flows } = deps;
  const { stop: state, parts = [] } = await flows.status();
  const stops = stopsOf(state, parts);
  const named = scopeOf(typed.split(/\s+/)[0], flows.destinationNames());
  const meant = named === null ? stops : stops.filter(({ scope }) => scope === named);
  const [only, ...others] = meant;
  if (!only) return void (await show(ctx, sentence(ctx.reader.locale, 'bot-resume-not-stopped')));
  if (others.length === 0) return askHow(ctx, deps, only.scope, questions.ask);
  const choices = await Promise.all(
    meant.map(async (one) => ({ ...one, actionId: await offer(deps, ctx, 'ask_resume', one.scope) })),
  );
  await questions.ask(ctx, whichStopQuestion(choices, nowOf(deps), ctx.reader));
}

type Ask = (ctx: BotContext, question: Message) => Promise<void>;

async function askHow(ctx: BotContext, deps: BotDeps, scope: string, ask: Ask): Promise<void> {
  const held = await deps.flows.heldBack(ctx.actor, scope);
  if (!held.ok) return refuse(ctx, held);
  const rows = (await destinationsFor(ctx, deps)).filter(
    (row) => row.waiting > 0 && (held.destinations === null || held.destinations.includes(row.name)),
  );
  const ids = await offerWays(ctx, deps, scope, held);
  const { messages } = held;
  await ask(ctx, resumeQuestion({ scope, rows, messages, paceMinutes, ids }, nowOf(deps), ctx.reader));
}

async function offerWays(ctx: BotContext, deps: BotDeps, scope: string, held: HeldBack): Promise<ResumeActions> {
  const seen = held.stamp === null ? {} : { seen: held.stamp };
  const way = (wish: Wish) => offer(deps, ctx, 'resume', JSON.stringify({ scope, ...seen, ...wish }));
  const telling = held.older.filter(({ count }) => count > 0 && count < held.messages);
  return {
    drain: await way({ mode: 'drain' }),
    paced: await way({ mode: 'paced', overMinutes: paceMinutes }),
    digest: await way({ mode: 'digest' }),
    discard: await way({ mode: 'discard' }),
    cancel: await offer(deps, ctx, 'cancel'),
    older: await Promise.all(
      telling.map(async ({ hours, count }) => ({
        hours,
        count,
        actionId: await way({ mode: 'discard', olderThanHours: hours }),
      })),
    ),
  };
}
