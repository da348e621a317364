import type { TelegramClient } from '../../clients/telegram.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import { type Check, doubtful, fine, judged, unasked, wrong } from '../../domain/checks.ts';
import { placeOf } from '../../domain/deliveries.ts';
import type { Expected } from '../../domain/ports.ts';
import { said, value } from '../../domain/said.ts';
import { type Instant, instantOfSeconds, minuteMs, msOf } from '../../domain/time.ts';
import { failureOf } from '../judged.ts';

type Asked = Readonly<{ ok: true; result: unknown } | { ok: false; code: string }>;
type Ask = (method: string, payload?: Readonly<Record<string, unknown>>) => Promise<Asked>;
type Fields = Readonly<Record<string, unknown>>;

/** The answer is about the chat, not about the question. */
const gone = 'gone';
const later = said('telegram-later');

function meChecks(me: Fields, hasGroup: boolean): readonly Check[] {
  const isOpen = me['can_read_all_group_messages'] === true;
  return [
    fine('telegram bot', value(`@${stringOf(me['username'])}`)),
    judged('telegram privacy mode', isOpen ? said('off') : said('privacy-on'), [
      hasGroup && !isOpen,
      'warn',
      said('privacy-off'),
    ]),
  ];
}

const manyPending = 100;
const recentErrorMs = 60 * minuteMs;
const needed = ['message', 'callback_query', 'pre_checkout_query'];

function errorCheck(info: Fields, now: Instant): Check {
  const at = info['last_error_date'];
  if (typeof at !== 'number') return fine('telegram last error', said('none'));
  const told = said('named', { name: instantOfSeconds(at), what: stringOf(info['last_error_message']).slice(0, 120) });
  return judged('telegram last error', told, [msOf(now) - at * 1_000 < recentErrorMs, 'warn', said('telegram-error')]);
}

/** `callsTo`: where updates should come to; null: they are polled, and a webhook would take them away. */
function webhookChecks(info: Fields, { callsTo, now }: Expected): readonly Check[] {
  const url = stringOf(info['url']);
  const pending = Number(info['pending_update_count'] ?? 0);
  const allowed = Array.isArray(info['allowed_updates']) ? info['allowed_updates'].map(String) : null;
  const missing = allowed === null ? [] : needed.filter((type) => !allowed.includes(type));
  const updates =
    callsTo === null
      ? judged('telegram updates', url === '' ? said('updates-polled') : said('updates-stolen'), [
          url !== '',
          'fail',
          said('updates-remove'),
        ])
      : judged('telegram updates', url === callsTo ? said('updates-webhook') : said('updates-elsewhere'), [
          url !== callsTo,
          'fail',
          said('updates-set'),
        ]);
  return [
    updates,
    judged('telegram pending updates', value(pending), [pending > manyPending, 'warn', said('updates-pending')]),
    judged('telegram update kinds', allowed === null ? said('updates-usual') : value(allowed.join(', ')), [
      missing.length > 0,
      'warn',
      said('updates-ask', { names: missing.join(', ') }),
    ]),
    errorCheck(info, now),
  ];
}

function memberCheck(address: string, chat: Fields, member: Fields): Check {
  const name = 'telegram chat rights';
  const status = stringOf(member['status']);
  const fix = said('chat-admin');
  const isChannel = chat['type'] === 'channel';
  const isOut = status === 'left' || status === 'kicked';
  const isMute =
    (status === 'restricted' && member['can_send_messages'] === false) ||
    (isChannel && (status !== 'administrator' || member['can_post_messages'] === false));
  if (isOut || isMute) return wrong(name, isOut ? value(status) : said('chat-mute', { status }), fix, address);
  return fine(
    name,
    said('chat-status', { status, pin: member['can_pin_messages'] === true ? said('may-pin') : '' }),
    address,
  );
}

async function chatChecks(ask: Ask, address: string, botId: unknown): Promise<readonly Check[]> {
  const name = 'telegram chat reached';
  const { chat: id, topic } = placeOf(address);
  const found = await ask('getChat', { chat_id: id });
  if (!found.ok) {
    const fix = said('chat-again');
    return [
      found.code === gone ? wrong(name, value(found.code), fix, address) : unasked(name, found.code, later, address),
    ];
  }
  const chat = recordOf(found.result);
  const hasTopics = topic === null || chat['is_forum'] === true;
  const reached = hasTopics
    ? fine(name, value(stringOf(chat['type'])), address)
    : doubtful(name, said('chat-no-topics'), said('chat-topics'), address);
  if (chat['type'] === 'private') return [reached];
  const member = await ask('getChatMember', { chat_id: id, user_id: botId });
  if (!member.ok) return [reached, unasked('telegram chat rights', member.code, later, address)];
  return [reached, memberCheck(address, chat, recordOf(member.result))];
}

function menuCheck(menu: Asked): Check {
  if (!menu.ok) return unasked('telegram command menu', menu.code, later);
  const count = Array.isArray(menu.result) ? menu.result.length : 0;
  return judged('telegram command menu', said('menu', { count }), [count === 0, 'warn', said('menu-start')]);
}

/** How Telegram has the bot set up, and whether it may speak in each chat that it should. */
export async function examineTelegram(
  client: TelegramClient,
  expected: Expected,
  signal: AbortSignal,
): Promise<readonly Check[]> {
  const ask: Ask = async (method, payload = {}) => {
    const answer = await client.call(method, payload, signal);
    const failure = failureOf('telegram', answer.wire);
    if (!failure) return { ok: true, result: answer.result };
    return { ok: false, code: failure.outcome === 'gone' ? gone : failure.code };
  };
  const me = await ask('getMe');
  // That it does not answer at all is said by the probe.
  if (!me.ok) return [unasked('telegram bot', me.code, later)];
  const own = recordOf(me.result);
  const addresses = [...new Set(expected.addresses)];
  const [info, menu, ...chats] = await Promise.all([
    ask('getWebhookInfo'),
    ask('getMyCommands').then(menuCheck),
    ...addresses.map((address) => chatChecks(ask, address, own['id'])),
  ]);
  return [
    ...meChecks(
      own,
      addresses.some((address) => address.startsWith('-')),
    ),
    ...(info.ok ? webhookChecks(recordOf(info.result), expected) : [unasked('telegram updates', info.code, later)]),
    menu,
    ...chats.flat(),
  ];
}
