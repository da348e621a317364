import { isFields } from '../wire.ts';
import { objectParam, type Params, structure, text } from './params.ts';
import { badRequest } from './refusal.ts';

export type BotCommand = { command: string; description: string; [other: string]: unknown };
export type Asker = {
  chatId: number;
  isPrivate: boolean;
  userId: number;
  language: string | undefined;
  isAdmin: boolean;
};

function scopeKey(params: Params): string {
  const scope = objectParam(params, 'scope') ?? { type: 'default' };
  const ids = [scope['chat_id'], scope['user_id']].filter((id) => id !== undefined).map(String);
  return [String(scope['type']), ...ids].join(':');
}

function toCommand(value: unknown): BotCommand {
  const command = isFields(value) ? String(value['command'] ?? '') : '';
  const description = isFields(value) ? String(value['description'] ?? '') : '';
  if (!/^\/?[a-z0-9_]{1,32}$/.test(command)) throw badRequest('BOT_COMMAND_INVALID');
  if (description === '') throw badRequest('command description must be non-empty');
  if (description.length > 256) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
  return { ...(value as BotCommand), command: command.replace(/^\//, ''), description };
}

export type Profile = ReturnType<typeof createProfile>;

/** The bot's command lists by scope and language, its descriptions and its menu button. */
export function createProfile() {
  const lists = new Map<string, BotCommand[]>();
  const descriptions: Record<string, string> = {};
  const keyOf = (params: Params) => `${scopeKey(params)}|${text(params, 'language_code') ?? ''}`;

  function setMyCommands(params: Params): true {
    const commands = structure(params, 'commands');
    if (!Array.isArray(commands)) throw badRequest('commands must be an Array');
    if (commands.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH');
    lists.set(keyOf(params), commands.map(toCommand));
    return true;
  }

  function describe(params: Params, field: string, limit: number): true {
    const value = text(params, field) ?? '';
    if (value.length > limit) throw badRequest(`${field} is too long`);
    descriptions[`${field}|${text(params, 'language_code') ?? ''}`] = value;
    return true;
  }

  /** The list that a person's Telegram shows in a chat: the most specific scope, then language. */
  function commandsFor({ chatId, isPrivate, userId, language, isAdmin }: Asker): BotCommand[] {
    const scopes = isPrivate
      ? [`chat:${chatId}`, 'all_private_chats', 'default']
      : [
          `chat_member:${chatId}:${userId}`,
          ...(isAdmin ? [`chat_administrators:${chatId}`] : []),
          `chat:${chatId}`,
          ...(isAdmin ? ['all_chat_administrators'] : []),
          'all_group_chats',
          'default',
        ];
    for (const scope of scopes) {
      const list = lists.get(`${scope}|${language ?? ''}`) ?? lists.get(`${scope}|`);
      if (list) return list;
    }
    return [];
  }

  return {
    setMyCommands,
    getMyCommands: (params: Params): BotCommand[] => lists.get(keyOf(params)) ?? [],
    deleteMyCommands(params: Params): true {
      lists.delete(keyOf(params));
      return true;
    },
    setMyDescription: (params: Params): true => describe(params, 'description', 512),
    setMyShortDescription: (params: Params): true => describe(params, 'short_description', 120),
    setChatMenuButton(params: Params): true {
      objectParam(params, 'menu_button');
      return true;
    },
    commandsFor,
    descriptions,
  };
}
