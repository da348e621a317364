import { Composer } from 'grammy';
import { type Action, type Actor, may } from '../../src/domain/permissions.ts';
import { instantOf } from '../../src/domain/time.ts';
import type { DestinationStatus, FailureGroup } from '../../src/domain/views.ts';
import type { Refusal } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import {
  clearedMessage,
  clearQuestion,
  discardQuestion,
  type FailureActions,
  failuresMessage,
  type QueueActions,
  queueMessage,
} from '../../src/messages/bot/queue.ts';
import { destinationText } from '../../src/messages/format.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show, toast } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { readAgain, withAsideButtons } from './quarantine.ts';
import { offer, onAct, onCommand, onPress, refuse } from './wiring.ts';

/** /queue, /failed, /replay: what waits, what failed, and what to do about it. */
export function queueFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const composer = new Composer<BotContext>();
  onCommand(composer, 'queue', (ctx) => told(ctx, queue(ctx, deps), show));
  onPress(composer, 'queue', (ctx) => told(ctx, queue(ctx, deps), show));
  onPress(composer, 'refresh_queue', (ctx) => told(ctx, queue(ctx, deps), replace));
  onCommand(composer, 'failed', (ctx) => told(ctx, failed(ctx, deps, 1), show));
  onPress(composer, 'failed', (ctx) => told(ctx, failed(ctx, deps, pageOf(ctx)), replace));
  onCommand(composer, 'replay', async (ctx) => {
    const id = ctx.typed?.argument ?? '';
    if (id !== '') return told(ctx, replay(ctx.actor, id, ctx, deps), show);
    if (ctx.kind === 'private') return ctx.conversation.enter('ask', 'replay', ctx.reader);
    await show(ctx, sentence(ctx.reader.locale, 'bot-ask-replay'));
  });
  pacingActs(composer, deps, questions);
  clearingActs(composer, deps, questions);
  failureActs(composer, deps, questions);
  return composer;
}

type Told = (ctx: BotContext, message: Message) => Promise<unknown>;

async function told(ctx: BotContext, asked: Promise<Message | Refusal>, tell: Told): Promise<void> {
  const answer = await asked;
  if ('reason' in answer) return refuse(ctx, answer);
  await tell(ctx, answer);
}

async function queue(ctx: BotContext, deps: BotDeps): Promise<Message | Refusal> {
  const result = await deps.flows.queue(ctx.actor);
  if (!result.ok) return result;
  const actions = await Promise.all(result.destinations.map((row) => queueActions(row, ctx, deps)));
  const { state } = await deps.flows.status();
  const shown = { isStopped: state === 'stopped', reader: ctx.reader };
  return queueMessage(result.destinations, actions, instantOf(deps.clock.nowMs()), shown);
}

async function queueActions(row: DestinationStatus, ctx: BotContext, deps: BotDeps): Promise<QueueActions> {
  const mayManage = may(ctx.actor, 'manage_queue');
  return {
    destination: row.name,
    ...(mayManage && !row.paused && { pause: await offer(deps, ctx, 'pause', row.name) }),
    ...(mayManage && row.paused && { resume: await offer(deps, ctx, 'unpause', row.name) }),
    ...(row.waiting > 0 && may(ctx.actor, 'clear_queue') && { clear: await offer(deps, ctx, 'ask_clear', row.name) }),
  };
}

function pacingActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  const { flows } = deps;
  const done = async (ctx: BotContext, id: string, destination: string) => {
    const name = destinationText(ctx.reader.locale, destination);
    await toast(ctx, text(ctx.reader.locale, id, { name }));
    await told(ctx, queue(ctx, deps), replace);
  };
  onAct(composer, questions, 'pause', async (ctx, destination) => {
    const result = await flows.pauseDestination(ctx.actor, destination, null);
    await (result.ok ? done(ctx, 'bot-paused', destination) : refuse(ctx, result));
  });
  onAct(composer, questions, 'unpause', async (ctx, destination) => {
    const result = await flows.resumeDestination(ctx.actor, destination);
    await (result.ok ? done(ctx, 'bot-unpaused', destination) : refuse(ctx, result));
  });
}

/** The result over the chat, and in the place of the question. */
async function settle(
  ctx: BotContext,
  deps: BotDeps,
  { action, id, count }: Readonly<{ action: Action; id: string; count: number }>,
): Promise<void> {
  await toast(ctx, text(ctx.reader.locale, id, { count }));
  await replace(ctx, await signed(ctx, deps, action, sentence(ctx.reader.locale, id, { count })));
}

function clearingActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  const { flows } = deps;
  onAct(composer, questions, 'ask_clear', async (ctx, destination) => {
    const result = await flows.queue(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const count = result.destinations.find((row) => row.name === destination)?.waiting ?? 0;
    const ids = { yes: await offer(deps, ctx, 'clear', destination), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, clearQuestion(destination, count, ids, ctx.reader));
  });
  onAct(composer, questions, 'clear', async (ctx, destination) => {
    const result = await flows.clearDestination(ctx.actor, destination);
    if (!result.ok) return refuse(ctx, result);
    const name = destinationText(ctx.reader.locale, destination);
    await toast(ctx, text(ctx.reader.locale, 'bot-cleared', { name, count: result.count }));
    const undo = await offer(deps, ctx, 'undo_clear', result.undoId);
    const told = clearedMessage(destination, result.count, undo, ctx.reader);
    await replace(ctx, await signed(ctx, deps, 'clear_queue', told));
  });
  onAct(composer, questions, 'undo_clear', async (ctx, undoId) => {
    const result = await flows.undoClear(ctx.actor, undoId);
    if (!result.ok) return refuse(ctx, result);
    await settle(ctx, deps, { action: 'clear_queue', id: 'bot-clear-undone', count: result.count });
  });
  onAct(composer, questions, 'cancel', (ctx) => replace(ctx, sentence(ctx.reader.locale, 'bot-nothing-changed')));
}

const groupsPerPage = 5;

/** `p3`; what is no page is the first. */
function pageOf({ press }: BotContext): number {
  return Number(/^p(\d{1,4})$/.exec(press?.handle ?? '')?.[1] ?? 1);
}

/** Webhooks that were put aside stand on the first page. A page that has gone meanwhile is the last one. */
async function failed(ctx: BotContext, deps: BotDeps, wanted: number): Promise<Message | Refusal> {
  const result = await deps.flows.failures(ctx.actor);
  if (!result.ok) return result;
  const pages = Math.max(1, Math.ceil(result.groups.length / groupsPerPage));
  const page = Math.min(Math.max(1, wanted), pages);
  const before = (page - 1) * groupsPerPage;
  const groups = result.groups.slice(before, before + groupsPerPage);
  const mayAct = may(ctx.actor, 'replay');
  const actions = mayAct ? await Promise.all(groups.map((group) => failureActions(group, ctx, deps))) : [];
  const total = result.groups.reduce((sum, group) => sum + group.count, 0);
  const aside = page === 1 ? result.quarantined : [];
  const message = failuresMessage(groups, aside, actions, { page, pages, first: before + 1, total }, ctx.reader);
  return page === 1 ? withAsideButtons(message, result.causes, ctx, deps) : message;
}

/** Destination and code as JSON: either may hold any character. */
async function failureActions(group: FailureGroup, ctx: BotContext, deps: BotDeps): Promise<FailureActions> {
  const argument = JSON.stringify([group.destination, group.code]);
  return {
    replay: await offer(deps, ctx, 'replay_group', argument),
    discard: await offer(deps, ctx, 'ask_discard', argument),
  };
}

function failureActs(composer: Composer<BotContext>, deps: BotDeps, questions: Questions): void {
  const { flows } = deps;
  onAct(composer, questions, 'replay_group', async (ctx, argument) => {
    const [destination = '', code = ''] = JSON.parse(argument) as string[];
    const result = await flows.replayGroup(ctx.actor, destination, code);
    if (!result.ok) return refuse(ctx, result);
    await settle(ctx, deps, { action: 'replay', id: 'bot-replayed', count: result.count });
  });
  onAct(composer, questions, 'ask_discard', async (ctx, argument) => {
    const [destination = '', code = ''] = JSON.parse(argument) as string[];
    const result = await flows.failures(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const group = result.groups.find((row) => row.destination === destination && row.code === code);
    const ids = { yes: await offer(deps, ctx, 'discard', argument), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, discardQuestion(destination, group?.count ?? 0, ids, ctx.reader));
  });
  onAct(composer, questions, 'discard', async (ctx, argument) => {
    const [destination = '', code = ''] = JSON.parse(argument) as string[];
    const result = await flows.discardGroup(ctx.actor, destination, code);
    if (!result.ok) return refuse(ctx, result);
    await settle(ctx, deps, { action: 'manage_queue', id: 'bot-discarded', count: result.count });
  });
}

/** Sends again what failed of a payment, or one delivery; or reads again what was put aside under that id. */
export async function replay(
  actor: Actor,
  id: string,
  ctx: Pick<BotContext, 'reader'>,
  deps: BotDeps,
): Promise<Message> {
  const aside = await readAgain(actor, id, ctx, deps);
  if (aside.ok) return aside.message;
  const result = await deps.flows.replay(actor, id);
  const { locale } = ctx.reader;
  if (result.ok) return sentence(locale, 'bot-replayed', { count: result.count });
  return sentence(locale, result.reason === 'forbidden' ? 'bot-forbidden-any' : 'bot-replay-not-found');
}
