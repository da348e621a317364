import type { TelegramClient } from '../../clients/telegram.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import type { FindPlaceProblem, PlaceProblem } from '../../domain/access/place.ts';
import { type Check, fine, unasked, wrong } from '../../domain/checks.ts';
import type { Expected } from '../../domain/ports.ts';
import { said, value } from '../../domain/said.ts';
import { failureOf } from '../judged.ts';

type Fields = Readonly<Record<string, unknown>>;
type Asked = Readonly<{ ok: true; result: Fields } | { ok: false; problem: PlaceProblem }>;

/** What the chat itself says about the question, and what says nothing of it. */
const aboutTheChat: Readonly<Record<string, PlaceProblem>> = { chat_not_found: 'chat_not_found', not_in: 'not_admin' };

async function ask(client: TelegramClient, method: string, payload: Fields, signal: AbortSignal): Promise<Asked> {
  const { wire, result } = await client.call(method, payload, signal);
  const failure = failureOf('telegram', wire);
  if (failure === null && wire.kind === 'answer' && wire.ok) return { ok: true, result: recordOf(result) };
  const problem = failure?.outcome === 'gone' ? (aboutTheChat[failure.code] ?? 'not_admin') : 'not_asked';
  return { ok: false, problem: failure === null ? 'not_admin' : problem };
}

function rightsProblem({ status, ...rights }: Fields): PlaceProblem | null {
  if (status === 'creator') return null;
  if (status !== 'administrator') return 'not_admin';
  if (rights['can_invite_users'] !== true) return 'no_right_to_invite';
  return rights['can_restrict_members'] === true ? null : 'no_right_to_remove';
}

/** With a webhook Telegram brings what was asked for when it was set; with polling each call asks for it. */
function updatesProblem({ url, allowed_updates: allowed }: Fields): PlaceProblem | null {
  if (stringOf(url) === '' || !Array.isArray(allowed)) return null;
  return allowed.includes('chat_join_request') ? null : 'requests_not_told';
}

/** What stands in the way of selling a chat: asked of Telegram itself, nothing is changed. */
export function createFindPlaceProblem(client: TelegramClient): FindPlaceProblem {
  return async (chatId, signal) => {
    const me = await ask(client, 'getMe', {}, signal);
    if (!me.ok) return 'not_asked';
    const member = await ask(client, 'getChatMember', { chat_id: Number(chatId), user_id: me.result['id'] }, signal);
    if (!member.ok) return member.problem;
    const problem = rightsProblem(member.result);
    if (problem !== null) return problem;
    const updates = await ask(client, 'getWebhookInfo', {}, signal);
    return updates.ok ? updatesProblem(updates.result) : 'not_asked';
  };
}

const fixes = {
  chat_not_found: said('place-chat_not_found'),
  not_admin: said('place-not_admin'),
  no_right_to_invite: said('place-no_right_to_invite'),
  no_right_to_remove: said('place-no_right_to_remove'),
  requests_not_told: said('place-requests_not_told'),
} as const;

/** Each chat that a plan sells. */
export async function examinePlaces(
  client: TelegramClient,
  { addresses }: Expected,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const find = createFindPlaceProblem(client);
  return Promise.all(
    addresses.map(async (chatId) => {
      const problem = await find(chatId, signal);
      if (problem === null) return { ...fine('sold chat', said('place-fine')), about: chatId };
      if (problem === 'not_asked') return unasked('sold chat', problem, said('telegram-later'), chatId);
      return wrong('sold chat', value(problem), fixes[problem], chatId);
    }),
  );
}
