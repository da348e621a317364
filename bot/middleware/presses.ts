import type { NextFunction } from 'grammy';
import { may } from '../../src/domain/permissions.ts';
import { after } from '../../src/lib/timer.ts';
import { text } from '../../src/messages/text.ts';
import { type Act, acts, type Press, presses } from '../commands.ts';
import type { BotContext, BotDeps } from '../context.ts';
import { toast } from '../views/show.ts';

/** Telegram shows a turning button until the press is answered; people give up after two seconds. */
const answerWithinMs = 1_500;

/** Stands before everything that may have to wait, so that no press waits for another answer in the same chat. */
export async function answerInTime(ctx: BotContext, next: NextFunction): Promise<void> {
  if (!ctx.callbackQuery) return next();
  const cancel = after(answerWithinMs, () => void toast(ctx, '').catch(() => undefined));
  try {
    await next();
  } finally {
    cancel();
  }
}

/** Reads what was pressed, checks the role of now, takes single-use actions, and answers the press in words. */
export function readPress({ flows }: BotDeps) {
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    const data = ctx.callbackQuery?.data;
    if (data === undefined) return next();
    const refusal = await read(ctx, data, flows);
    if (refusal === null) await next();
    await toast(ctx, refusal ?? '');
  };
}

/** Their handle must be of a message in this chat: a button that was copied elsewhere means nothing there. */
const bound: ReadonlySet<string> = new Set<Press>([
  'details',
  'customer',
  'campaign',
  'trace',
  'refresh_trace',
  'replay',
  'audit',
  'broadcast_pause',
  'broadcast_go_on',
  'broadcast_cancel',
]);

/** The record says why; the person is told that it is over, or that it is not allowed. */
async function refused(
  ctx: BotContext,
  flows: BotDeps['flows'],
  why: Parameters<BotDeps['flows']['noteRefusedPress']>[0]['why'],
  verb: string | null,
): Promise<string> {
  await flows.noteRefusedPress({ personId: String(ctx.from?.id), chatId: String(ctx.chatId), why, verb });
  return text(ctx.reader.locale, why === 'role' ? 'bot-forbidden-any' : 'bot-expired');
}

/** Null where it may go on; else what to tell. */
async function read(ctx: BotContext, data: string, flows: BotDeps['flows']): Promise<string | null> {
  const at = data.lastIndexOf('.');
  const [verb, handle] = [data.slice(0, at), data.slice(at + 1)];
  if (verb === 'act') return takeAct(ctx, handle, flows);
  if (!Object.hasOwn(presses, verb)) return refused(ctx, flows, 'forged', null);
  if (!may(ctx.actor, presses[verb as Press])) return refused(ctx, flows, 'role', verb);
  if (bound.has(verb) && !(await flows.findHandle(handle, String(ctx.chatId))))
    return refused(ctx, flows, 'copied', verb);
  ctx.press = { verb, handle };
  return null;
}

/** Forged, copied, used, too old or somebody else's: all look alike from outside. */
async function takeAct(ctx: BotContext, id: string, flows: BotDeps['flows']): Promise<string | null> {
  const { locale } = ctx.reader;
  const taken = await flows.takeAction({ id, personId: String(ctx.from?.id), chatId: String(ctx.chatId) });
  if (taken === null) return text(locale, 'bot-expired');
  if (!Object.hasOwn(acts, taken.verb)) return refused(ctx, flows, 'expired', taken.verb);
  if (!may(ctx.actor, acts[taken.verb as Act])) return refused(ctx, flows, 'role', taken.verb);
  ctx.act = taken;
  return null;
}
