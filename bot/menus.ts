import type { Api } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import type { Actor } from '../src/domain/permissions.ts';
import type { Logger } from '../src/lib/logger.ts';
import { type Locale, locales, text } from '../src/messages/text.ts';
import { commandsFor } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';

type Menu = Readonly<{ scope: BotCommandScope; actor: Actor; kind: 'private' | 'group' }>;

const stranger: Actor = { kind: 'stranger', telegramId: '0' };

/**
 * Brings Telegram's command menus in line with the table, where they differ. Menus are a comfort, not a permission, so
 * a failure is logged and nothing else. Everybody gets the shop's commands; the owners, in their own chats, theirs;
 * the administrators of the cards' group the operators'.
 */
export async function syncMenus(api: Api, { config, logger }: BotDeps): Promise<void> {
  const { ownerIds, chatId } = config.telegram;
  const menus: Menu[] = [
    { scope: { type: 'default' }, actor: stranger, kind: 'private' },
    ...ownerIds.map(
      (id): Menu => ({ scope: { type: 'chat', chat_id: Number(id) }, actor: as('owner', id), kind: 'private' }),
    ),
  ];
  if (chatId !== null) {
    menus.push({ scope: { type: 'chat_administrators', chat_id: chatId }, actor: as('operator', '0'), kind: 'group' });
  }
  for (const menu of menus) await syncMenu(api, menu, config.defaultLocale, logger);
}

/** Somebody of the team who opens the bot gets the menu of the role in that chat. */
export async function syncOwnMenu(ctx: BotContext, logger: Logger): Promise<void> {
  if (ctx.actor.kind !== 'operator' || ctx.chatId === undefined) return;
  const scope: BotCommandScope = { type: 'chat', chat_id: ctx.chatId };
  await syncMenu(ctx.api, { scope, actor: ctx.actor, kind: 'private' }, ctx.reader.locale, logger);
}

function as(role: 'owner' | 'operator', telegramId: string): Actor {
  return { kind: 'operator', telegramId, role, name: role };
}

/** The menu without a language is for everybody whose language has none of its own. */
async function syncMenu(api: Api, menu: Menu, fallback: Locale, logger: Logger): Promise<void> {
  try {
    await syncOne(api, menu, fallback, null);
    for (const locale of locales) await syncOne(api, menu, locale, locale);
  } catch (error) {
    logger.warn({ event: 'menu_not_synced', scope: menu.scope.type, err: error });
  }
}

async function syncOne(api: Api, { scope, actor, kind }: Menu, words: Locale, language: Locale | null): Promise<void> {
  const wanted = commandsFor(actor, kind).map((command) => ({
    command,
    description: text(words, `bot-command-${command}`),
  }));
  const options = { scope, ...(language !== null && { language_code: language }) };
  const shown = await api.getMyCommands(options);
  if (!isSame(shown, wanted)) await api.setMyCommands(wanted, options);
}

function isSame(a: readonly BotCommand[], b: readonly BotCommand[]): boolean {
  const key = (rows: readonly BotCommand[]) => rows.map((row) => `${row.command} ${row.description}`).join('\n');
  return key(a) === key(b);
}
