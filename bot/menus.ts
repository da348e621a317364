import { type Api, GrammyError } from 'grammy';
import type { BotCommand, BotCommandScope } from 'grammy/types';
import type { Actor, Role } from '../src/domain/permissions.ts';
import type { Logger } from '../src/lib/logger.ts';
import { type Locale, locales, text } from '../src/messages/text.ts';
import { commandsFor } from './commands.ts';
import type { BotContext, BotDeps } from './context.ts';

type Menu = Readonly<{ scope: BotCommandScope; actor: Actor; kind: 'private' | 'group' }>;

const stranger: Actor = { kind: 'stranger', telegramId: '0' };

/**
 * Brings Telegram's command menus in line with the table, where they differ. Menus are a comfort, not a permission, so
 * a failure is logged and nothing else. Everybody gets the shop's commands, those of the team in their own chats their
 * role's, the administrators of the operations chats the operators'.
 */
export async function syncMenus(api: Api, deps: BotDeps): Promise<void> {
  const { config, logger } = deps;
  try {
    for (const menu of await wantedMenus(deps)) await syncMenu(api, menu, config.defaultLocale, logger);
  } catch (error) {
    // The database was away, or closed by a stop that came meanwhile.
    logger.warn({ event: 'menus_not_synced', err: error });
  }
}

async function wantedMenus(deps: BotDeps): Promise<readonly Menu[]> {
  const { config, flows } = deps;
  return [
    { scope: { type: 'default' }, actor: stranger, kind: 'private' },
    { scope: { type: 'all_group_chats' }, actor: stranger, kind: 'group' },
    ...(await teamMenus(deps)),
    ...[...new Set([config.telegram.chatId, ...flows.operationsChats()])]
      .filter((chat) => chat !== null)
      .map((chat): Menu => {
        const scope = { type: 'chat_administrators', chat_id: Number(chat) } as const;
        return { scope, actor: as('operator', '0'), kind: 'group' };
      }),
  ];
}

const asking: Actor = { kind: 'job', name: 'menus' };
/** Telegram is asked three times for each. */
const mostTeamMenus = 100;

async function teamMenus({ flows, config }: BotDeps): Promise<readonly Menu[]> {
  const listed = await flows.listRoles(asking);
  const stored = listed.ok ? listed.operators.map(({ telegramId, role }) => [telegramId, role] as const) : [];
  const owners = config.telegram.ownerIds.map((id) => [id, 'owner'] as const);
  return [...owners, ...stored.slice(0, mostTeamMenus)].map(([id, role]) => menuOf(id, role));
}

function menuOf(telegramId: string, role: Role): Menu {
  return { scope: { type: 'chat', chat_id: Number(telegramId) }, actor: as(role, telegramId), kind: 'private' };
}

type RoleHolder = Readonly<{ telegramId: string; role: Role | null }>;

/** A role has changed: so does the menu in that person's chat, where there is one. */
export async function syncMenuOf(api: Api, { telegramId, role }: RoleHolder, deps: BotDeps): Promise<void> {
  if (role !== null) return syncMenu(api, menuOf(telegramId, role), deps.config.defaultLocale, deps.logger);
  const { scope } = menuOf(telegramId, 'buyer');
  try {
    await api.deleteMyCommands({ scope });
    for (const locale of locales) await api.deleteMyCommands({ scope, language_code: locale });
  } catch (error) {
    deps.logger.warn({ event: 'menu_not_synced', scope: scope.type, err: error });
  }
}

/** Somebody of the team who opens the bot gets the menu of the role in that chat. */
export async function syncOwnMenu(ctx: BotContext, logger: Logger): Promise<void> {
  if (ctx.actor.kind !== 'operator' || ctx.chatId === undefined) return;
  const scope: BotCommandScope = { type: 'chat', chat_id: ctx.chatId };
  await syncMenu(ctx.api, { scope, actor: ctx.actor, kind: 'private' }, ctx.reader.locale, logger);
}

function as(role: Role, telegramId: string): Actor {
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
  if (!isSame(await shownIn(api, options), wanted)) await api.setMyCommands(wanted, options);
}

/** Null where it is not told: then the menu is simply set. */
async function shownIn(api: Api, options: Parameters<Api['getMyCommands']>[0]): Promise<readonly BotCommand[] | null> {
  const shown: unknown = await api.getMyCommands(options).catch((error: unknown) => {
    if (error instanceof GrammyError) return null;
    throw error;
  });
  return Array.isArray(shown) ? shown : null;
}

function isSame(a: readonly BotCommand[] | null, b: readonly BotCommand[]): boolean {
  if (a === null) return false;
  const key = (rows: readonly BotCommand[]) => rows.map((row) => `${row.command} ${row.description}`).join('\n');
  return key(a) === key(b);
}
