import type { TelegramClient } from '../../clients/telegram.ts';
import { recordOf, stringOf } from '../../clients/wire.ts';
import type { Content, DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { type Ends, failureOf, healthy, noRoom, notForHere, untilEither } from '../judged.ts';
import { examinePlaces } from './examine.ts';

/** Buyers wait for these, as for an answer. */
const priority = 0;
const maxWaitMs = 10_000;
/** A ban that is not lifted ends by itself: core.telegram.org/bots/api#banchatmember takes 30 s to 366 days. */
const banSeconds = 300;

export type AccessDestinationOptions = Readonly<{ client: TelegramClient; clock: Clock }>;
type Payload = Readonly<Record<string, unknown>>;
type Called = Readonly<{ ok: true; result: unknown } | { ok: false; failure: DeliveryResult }>;
type Removal = Extract<Content, { kind: 'removal' }>;
type Call = (method: string, payload: Payload) => Promise<Called>;

const done = { outcome: 'delivered', remoteId: null, shownHash: null } as const;

/**
 * What is done at the doors of chats that are sold: links by which one asks to join, people let in, turned away and put
 * out. Each may be repeated without harm: what is so already counts as done.
 */
export function createAccessDestination({ client, clock }: AccessDestinationOptions): Destination {
  return {
    name: 'access',
    keyed: true,
    pacing: { concurrency: 4, batchSize: 1, minIntervalMs: 0, perAddress: 2 },
    readyInMs: (address) => client.limiter.readyInMs(address, priority),
    deliver: async ([outgoing], signal, held) => [await deliverOne(outgoing as Outgoing, { signal, held })],
    probe: async (signal) => failureOf('telegram', (await client.call('getMe', {}, signal)).wire) ?? healthy,
    examine: (expected, signal) => examinePlaces(client, expected, signal),
  };

  async function deliverOne(outgoing: Outgoing, ends: Ends): Promise<DeliveryResult> {
    const { address, content } = outgoing;
    const call: Call = (method, payload) => callOnce(address, method, payload, ends);
    return (await deed(content, call)) ?? notForHere(content.kind);
  }

  async function callOnce(chatId: string, method: string, payload: Payload, ends: Ends): Promise<Called> {
    try {
      const place = { id: chatId, priority, maxWaitMs, until: untilEither(ends) };
      const answer = await client.call(method, { chat_id: Number(chatId), ...payload }, ends.signal, place);
      const failure = failureOf('telegram', answer.wire);
      if (failure === null) return { ok: true, result: answer.result };
      return { ok: false, failure: answer.migratedTo ? { ...failure, movedTo: answer.migratedTo } : failure };
    } catch (error) {
      return { ok: false, failure: noRoom(error, ends.signal, ends.held) };
    }
  }

  /** Null for what is not done at a door. */
  async function deed(content: Content, call: Call): Promise<DeliveryResult | null> {
    if (content.kind === 'invite') return invite(content.name, call);
    if (content.kind === 'join') {
      const method = content.isAdmitted ? 'approveChatJoinRequest' : 'declineChatJoinRequest';
      return inTurn([() => call(method, { user_id: Number(content.telegramId) })]);
    }
    return content.kind === 'removal' ? remove(content, call) : null;
  }

  function remove({ telegramId, links, isPutOut }: Removal, call: Call): Promise<DeliveryResult> {
    const user = { user_id: Number(telegramId) };
    const until = { until_date: Math.floor(clock.nowMs() / 1_000) + banSeconds };
    const putOut = [
      () => call('banChatMember', { ...user, ...until }),
      () => call('unbanChatMember', { ...user, only_if_banned: true }),
    ];
    const revoke = links.map((link) => () => call('revokeChatInviteLink', { invite_link: link }));
    return inTurn([...revoke, ...(isPutOut ? putOut : [])]);
  }
}

/** A link that was made and whose answer was lost lets nobody in: only those who paid are approved. */
async function invite(name: string, call: Call): Promise<DeliveryResult> {
  const made = await call('createChatInviteLink', { name, creates_join_request: true });
  if (!made.ok) return made.failure;
  const link = stringOf(recordOf(made.result)['invite_link']);
  if (link !== '') return { outcome: 'delivered', remoteId: link, shownHash: null };
  return { outcome: 'unrecognised', code: 'no_link', detail: 'the answer held no link', scope: 'address' };
}

/** The first failure ends it: a repeat begins anew. */
async function inTurn(steps: readonly (() => Promise<Called>)[]): Promise<DeliveryResult> {
  for (const step of steps) {
    const called = await step();
    if (!called.ok) return called.failure;
  }
  return done;
}
