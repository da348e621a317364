import type { Context, NextFunction } from 'grammy';
import type { User } from 'grammy/types';
import type { Actor } from '../../src/domain/permissions.ts';
import { sentence } from '../../src/messages/bot/help.ts';
import { type ChatKind, findCommand } from '../commands.ts';
import type { BotContext, BotDeps, TypedCommand } from '../context.ts';
import { show } from '../views/show.ts';

/** Who a person is: by the numeric id alone, read anew each time, so a removed role ends with the next update. */
export async function findActor(
  { flows, config }: BotDeps,
  user: Pick<User, 'id' | 'first_name' | 'last_name'>,
): Promise<Actor> {
  const telegramId = String(user.id);
  const role = config.telegram.ownerIds.includes(telegramId) ? 'owner' : await flows.findRole(telegramId);
  if (role === null) return { kind: 'stranger', telegramId };
  const name = [user.first_name, user.last_name].filter(Boolean).join(' ').trim() || telegramId;
  return { kind: 'operator', telegramId, role, name };
}

/** Finds out who asks, in which language to answer, and what was typed; drops what nobody can have meant for us. */
export function identify(deps: BotDeps) {
  const { flows, config, logger } = deps;
  return async (ctx: BotContext, next: NextFunction): Promise<void> => {
    const { from, chat } = ctx;
    if (!chat || !from) return;
    ctx.kind = kindOf(chat.type);
    ctx.log = logger.child({ update_id: ctx.update.update_id, chat_id: chat.id });
    ctx.reader = { locale: await flows.findLocale(String(chat.id)), zone: config.businessTimeZone };
    if (deps.files) ctx.files = deps.files;
    const typed = typedCommand(ctx);
    if (typed) ctx.typed = typed;
    if (ctx.kind === 'channel' || isNotAPerson(ctx)) return refuseFaceless(ctx);
    ctx.actor = await findActor(deps, from);
    await next();
  };
}

function kindOf(type: string): ChatKind {
  if (type === 'private') return 'private';
  return type === 'channel' ? 'channel' : 'group';
}

/** Written as a group or channel (`sender_chat`), by another bot, or through one: no person stands behind it. */
function isNotAPerson(ctx: Context): boolean {
  const { message } = ctx;
  if (ctx.from?.is_bot) return true;
  return message !== undefined && (message.sender_chat !== undefined || message.via_bot !== undefined);
}

async function refuseFaceless(ctx: BotContext): Promise<void> {
  const isAnonymousAdmin = ctx.message?.sender_chat !== undefined && ctx.message.sender_chat.id === ctx.chat?.id;
  const isMeant = ctx.typed && (ctx.typed.isAddressed || findCommand(ctx.typed.name) !== null);
  if (isAnonymousAdmin && isMeant) await show(ctx, sentence(ctx.reader.locale, 'bot-anonymous'));
}

/** `/name@bot argument` at the very start of a fresh message; forwarded ones and edits are nobody's command. */
function typedCommand(ctx: Context): TypedCommand | null {
  const { message } = ctx;
  // A file is sent with its command as the caption.
  const words = message?.text ?? (message?.document && message.caption);
  if (!words || message?.forward_origin) return null;
  const match = /^\/([a-z0-9_]{1,32})(?:@(\w+))?(?:\s+([\s\S]*))?$/i.exec(words);
  const [, name = '', addressee, argument = ''] = match ?? [];
  const isOurs = addressee === undefined || addressee.toLowerCase() === ctx.me.username.toLowerCase();
  if (!match || !isOurs) return null;
  return { name: name.toLowerCase(), argument: argument.trim(), isAddressed: addressee !== undefined };
}
