import type { Composer } from 'grammy';
import type { Refusal } from '../../src/flows/types.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { notDoneMessage } from '../../src/messages/bot/not-done.ts';
import type { Message } from '../../src/messages/message.ts';
import { text } from '../../src/messages/text.ts';
import { type Act, type CommandName, findCommand, mayUse, type Press } from '../commands.ts';
import type { BotContext, BotDeps, Handler } from '../context.ts';
import type { Questions } from '../views/questions.ts';
import { replace, show, toast } from '../views/show.ts';

/** Runs for a command that this person may use in this kind of chat; others fall through to the last feature. */
export function onCommand(composer: Composer<BotContext>, name: CommandName, handle: Handler): void {
  const isMeant = (ctx: BotContext) =>
    ctx.typed !== undefined && findCommand(ctx.typed.name) === name && mayUse(ctx.actor, name, ctx.kind);
  composer.filter(isMeant).use(async (ctx) => {
    ctx.log.info({ event: 'command_used', command: name });
    await handle(ctx);
  });
}

export function onPress(composer: Composer<BotContext>, verb: Press, handle: Handler): void {
  composer.filter((ctx) => ctx.press?.verb === verb).use(handle);
}

type ActHandler = (ctx: BotContext, argument: string) => Promise<void>;

export function onAct(composer: Composer<BotContext>, questions: Questions, verb: Act, handle: ActHandler): void {
  composer
    .filter((ctx) => ctx.act?.verb === verb)
    .use(async (ctx) => {
      ctx.log.info({ event: 'action_taken', verb });
      questions.settle(ctx);
      await handle(ctx, ctx.act?.argument ?? '');
    });
}

/** A single-use action for the person who asks, in this chat. */
export function offer({ flows }: BotDeps, ctx: BotContext, verb: Act, argument = ''): Promise<string> {
  return flows.offerAction({ personId: String(ctx.from?.id), chatId: String(ctx.chatId), verb, argument });
}

const refusals = {
  forbidden: 'bot-forbidden-any',
  not_found: 'bot-replay-not-found',
  expired: 'bot-expired',
  busy: 'bot-busy',
  stopped: 'bot-refused-stopped',
  invalid: 'bot-not-understood',
  needs_approval: 'bot-needs-approval',
  stopped_again: 'bot-stopped-again',
  last_owner: 'bot-last-owner',
  bad_period: 'bot-bad-period',
  not_done: 'bot-not-understood',
} as const satisfies Record<Refusal['reason'], string>;

export function refusalMessage({ reason, by = '', notDone }: Refusal, ctx: BotContext): Message {
  if (notDone) return notDoneMessage(notDone, ctx.reader);
  return sentence(ctx.reader.locale, refusals[reason], { by });
}

/** A flow said no: over the button where one was pressed, else as an answer; in the place of the question where there is more to say. */
export async function refuse(ctx: BotContext, refusal: Refusal): Promise<void> {
  if (ctx.callbackQuery && refusal.notDone) return replace(ctx, refusalMessage(refusal, ctx));
  if (ctx.callbackQuery) return toast(ctx, text(ctx.reader.locale, refusals[refusal.reason], { by: refusal.by ?? '' }));
  await show(ctx, refusalMessage(refusal, ctx));
}
