import { Composer } from 'grammy';
import { type Actor, may } from '../../src/domain/permissions.ts';
import type { QuarantineCause, Result } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { asideButtons, discardAsideQuestion, readAgainMessage } from '../../src/messages/bot/quarantine.ts';
import type { Message } from '../../src/messages/message.ts';
import type { BotContext, BotDeps } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace } from '../views/show.ts';
import { signed } from '../views/signed.ts';
import { offer, onAct, refuse } from './wiring.ts';

/** As many causes get buttons; the others have their turn when these are dealt with. */
const maxCauses = 4;

type Cause = Omit<QuarantineCause, 'count'>;

const argumentOf = ({ type, issues }: Cause) => JSON.stringify([type, issues]);

function causeOf(argument: string): Cause {
  const [type = '', issues = ''] = JSON.parse(argument) as string[];
  return { type, issues };
}

/** What was put aside is read again, or discarded, by cause: the buttons are on /failed. */
export function quarantineFeature(deps: BotDeps, questions: Questions): Composer<BotContext> {
  const { flows } = deps;
  const composer = new Composer<BotContext>();
  onAct(composer, questions, 'read_again', async (ctx, argument) => {
    const result = await flows.replayQuarantined(ctx.actor, causeOf(argument));
    if (!result.ok) return refuse(ctx, result);
    await replace(ctx, await signed(ctx, deps, 'replay', readAgainMessage(result, ctx.reader.locale)));
  });
  onAct(composer, questions, 'ask_discard_aside', async (ctx, argument) => {
    const result = await flows.failures(ctx.actor);
    if (!result.ok) return refuse(ctx, result);
    const { type } = causeOf(argument);
    const count = result.causes.find((cause) => argumentOf(cause) === argument)?.count ?? 0;
    const ids = { yes: await offer(deps, ctx, 'discard_aside', argument), no: await offer(deps, ctx, 'cancel') };
    await questions.askInPlace(ctx, discardAsideQuestion(type, count, ids, ctx.reader.locale));
  });
  onAct(composer, questions, 'discard_aside', async (ctx, argument) => {
    const result = await flows.discardQuarantined(ctx.actor, causeOf(argument));
    if (!result.ok) return refuse(ctx, result);
    const told = sentence(ctx.reader.locale, 'bot-aside-discarded', { count: result.count });
    await replace(ctx, await signed(ctx, deps, 'manage_queue', told));
  });
  return composer;
}

/** The message with two more buttons for each cause. */
export async function withAsideButtons(
  message: Message,
  causes: readonly QuarantineCause[],
  ctx: BotContext,
  deps: BotDeps,
): Promise<Message> {
  if (!may(ctx.actor, 'replay')) return message;
  const groups = await Promise.all(
    causes.slice(0, maxCauses).map(async (cause) => ({
      type: cause.type,
      read: await offer(deps, ctx, 'read_again', argumentOf(cause)),
      discard: await offer(deps, ctx, 'ask_discard_aside', argumentOf(cause)),
    })),
  );
  return { ...message, buttons: [...message.buttons, ...asideButtons(groups, ctx.reader.locale)] };
}

/** By the provider's id or ours. */
export async function readAgain(
  actor: Actor,
  id: string,
  { reader }: Pick<BotContext, 'reader'>,
  { flows }: BotDeps,
): Promise<Result<{ message: Message }>> {
  const result = await flows.replayQuarantined(actor, { id });
  return result.ok ? { ok: true, message: readAgainMessage(result, reader.locale) } : result;
}
