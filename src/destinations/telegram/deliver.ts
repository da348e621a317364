import type { TelegramAnswer, TelegramClient } from '../../clients/telegram.ts';
import { placeOf } from '../../domain/deliveries.ts';
import type { DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import type { Clock } from '../../lib/clock.ts';
import { fingerprint } from '../../lib/hash.ts';
import { monotonicClock } from '../../lib/wait.ts';
import { messageOf } from '../../messages/content.ts';
import { type Ends, failureOf, healthy, noRoom, notForHere, untilEither } from '../judged.ts';
import { bringParts, type Failure, type PartCall } from '../parts.ts';
import { examineTelegram } from './examine.ts';
import { createFloodWatch, type FloodWatch } from './flood.ts';
import { renderForms, type TelegramBody, type TelegramForms } from './render.ts';

/** A line of about 90 characters each, of 4,096 in a message. */
const purchasesPerDigest = 40;

export type TelegramDestinationOptions = Readonly<{
  client: TelegramClient;
  concurrency?: number;
  /** Longest wait for a place in the chat within one try; beyond it the delivery comes again later. */
  maxWaitMs?: number;
  /** For spans of time only. */
  clock?: Clock;
}>;

type Context = Readonly<{ client: TelegramClient; flood: FloodWatch; maxWaitMs: number }>;

/** Cards, VIP messages, digests and notices to Telegram chats: sent once, then edited in place. */
export function createTelegramDestination(options: TelegramDestinationOptions): Destination {
  const { client } = options;
  const context: Context = {
    client,
    flood: createFloodWatch(client.limiter, options.clock ?? monotonicClock),
    maxWaitMs: options.maxWaitMs ?? 10_000,
  };
  return {
    name: 'telegram',
    keyed: false,
    pacing: { concurrency: options.concurrency ?? 4, batchSize: 1, minIntervalMs: 0 },
    purchasesPerDigest,
    readyInMs: (address, priority) => client.limiter.readyInMs(placeOf(address).chat, priority),
    deliver: async (batch, signal, held) => {
      const results: DeliveryResult[] = [];
      for (const outgoing of batch) results.push(await deliverOne(outgoing, context, { signal, held }));
      return results;
    },
    probe: async (signal) => failureOf('telegram', (await client.call('getMe', {}, signal)).wire) ?? healthy,
    examine: (expected, signal) => examineTelegram(client, expected, signal),
  };
}

async function deliverOne(outgoing: Outgoing, context: Context, ends: Ends): Promise<DeliveryResult> {
  const { content, locale, handle, remoteId, shownHash } = outgoing;
  const bare = messageOf(content, { locale });
  if (!bare) return notForHere(content.kind);
  const hash = fingerprint(bare);
  if (remoteId !== null && shownHash === hash) return { outcome: 'delivered', remoteId, shownHash, unchanged: true };
  const mayRepeat = outgoing.mayRepeat && remoteId === null;
  const message = messageOf(content, { locale, mayRepeat }) ?? bare;
  const silent = message.silent === true || outgoing.silent || remoteId !== null;
  const chat = createChat(outgoing, silent, context, ends);
  const brought = await bringParts(outgoing, { parts: renderForms(message, handle), hash }, chat.calls);
  const moved = { ...topicNews(outgoing.address, chat.lostTopic()), ...movedNews(outgoing.address, chat.movedTo()) };
  if (!brought.ok) return { ...brought.failure, ...moved };
  return { outcome: 'delivered', remoteId: brought.remoteId, shownHash: hash, ...moved };
}

function movedNews(from: string, movedTo: string | null): Pick<DeliveryResult, 'movedTo' | 'notice'> {
  return movedTo === null ? {} : { movedTo, notice: { kind: 'chat_moved', from, to: movedTo } };
}

function topicNews(address: string, isLost: boolean): Pick<DeliveryResult, 'notice'> {
  return isLost ? { notice: { kind: 'topic_lost', chat: placeOf(address).chat } } : {};
}

/** One delivery's chat: knows where the chat has moved to, and calls there from then on. */
function createChat(outgoing: Outgoing, silent: boolean, context: Context, ends: Ends) {
  const priority = priorityOf(outgoing);
  const { chat, topic } = placeOf(outgoing.address);
  let movedTo: string | null = null;
  let isTopicLost = false;

  async function once(method: string, body: TelegramBody): Promise<TelegramAnswer | Failure> {
    const id = movedTo ?? chat;
    const payload = { chat_id: chatIdOf(id), ...body };
    try {
      const place = { id, priority, maxWaitMs: context.maxWaitMs, until: untilEither(ends) };
      return await context.client.call(method, payload, ends.signal, place);
    } catch (error) {
      return noRoom(error, ends.signal, ends.held);
    }
  }

  async function call(method: string, body: TelegramBody): Promise<PartCall> {
    let answer = await once(method, body);
    if ('migratedTo' in answer && answer.migratedTo !== undefined && movedTo === null) {
      movedTo = answer.migratedTo;
      answer = await once(method, body);
    }
    if ('outcome' in answer) return { ok: false, failure: answer };
    const failure = failureOf('telegram', answer.wire);
    if (failure) return { ok: false, failure: context.flood.judge(movedTo ?? chat, failure) };
    return { ok: true, id: messageIdOf(answer.result) ?? String(body['message_id'] ?? '') };
  }

  /** Into its topic; into the chat itself where somebody deleted the topic. */
  async function send(form: TelegramBody): Promise<PartCall> {
    const message = { ...form, ...quiet };
    if (topic === null || isTopicLost) return call('sendMessage', message);
    const sent = await call('sendMessage', { ...message, message_thread_id: topic });
    if (sent.ok || sent.failure.code !== 'topic') return sent;
    isTopicLost = true;
    return call('sendMessage', message);
  }

  const calls = {
    send: (forms: TelegramForms) => inSomeForm(forms, send),
    edit: async (id: string, forms: TelegramForms) => {
      const done = await inSomeForm(forms, (form) => call('editMessageText', { ...form, message_id: Number(id) }));
      return done.ok ? done : { ...done, lost: done.failure.code === 'edit_impossible' };
    },
    remove: async (id: string) => void (await call('deleteMessage', { message_id: Number(id) })),
  };
  const quiet = silent ? { disable_notification: true } : {};
  return { calls, movedTo: () => movedTo, lostTopic: () => isTopicLost };
}

/** With markup, then as plain text, then without buttons: whatever is refused, the words arrive. */
async function inSomeForm(forms: TelegramForms, call: (form: TelegramBody) => Promise<PartCall>): Promise<PartCall> {
  const first = await call(forms.html);
  if (first.ok || (first.failure.code !== 'cant_parse_entities' && first.failure.code !== 'buttons')) return first;
  const second = first.failure.code === 'buttons' ? first : await call(forms.plain);
  return !second.ok && second.failure.code === 'buttons' ? call(forms.bare) : second;
}

/** As the outbox ranks them: alerts before VIP messages before cards. */
function priorityOf({ content }: Outgoing): number {
  if (content.kind === 'notice') return 0;
  if (content.kind === 'broadcast') return 8;
  return content.kind === 'vip' ? 1 : 5;
}

function chatIdOf(address: string): number | string {
  return /^-?\d{1,15}$/.test(address) ? Number(address) : address;
}

function messageIdOf(result: unknown): string | null {
  const id = (result as { message_id?: unknown } | null | undefined)?.message_id;
  return typeof id === 'number' ? String(id) : null;
}
