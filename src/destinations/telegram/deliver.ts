import type { TelegramClient } from '../../clients/telegram.ts';
import { placeOf } from '../../domain/deliveries.ts';
import type { DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import { NotMade } from '../../files/maker.ts';
import type { Clock } from '../../lib/clock.ts';
import { fingerprint } from '../../lib/hash.ts';
import { monotonicClock } from '../../lib/wait.ts';
import { messageOf } from '../../messages/content.ts';
import type { Message } from '../../messages/message.ts';
import { maxUploadBytes } from '../../messages/telegram-html.ts';
import { type Ends, failureOf, healthy, notForHere } from '../judged.ts';
import { bringParts } from '../parts.ts';
import { type ChatPart, type Context, createChat } from './chat.ts';
import { examineTelegram } from './examine.ts';
import { createFloodWatch } from './flood.ts';
import { renderForms, richForms } from './render.ts';
import { createRichWatch, richRefused } from './rich.ts';
import type { FileSource } from './upload.ts';

/** A line of about 90 characters each, of 4,096 in a message. */
const purchasesPerDigest = 40;

export type TelegramDestinationOptions = Readonly<{
  client: TelegramClient;
  concurrency?: number;
  /** Longest wait for a place in the chat within one try; beyond it the delivery comes again later. */
  maxWaitMs?: number;
  /** For spans of time only. */
  clock?: Clock;
  /** Makes pictures and files; without it messages go as words. */
  files?: FileSource;
  /** A larger file is linked instead; as large as Telegram takes where not given. */
  maxFileBytes?: number;
  /** What a content says; payops' own messages where not given. */
  messageOf?: typeof messageOf;
}>;

const noFiles = () => Promise.reject(new NotMade('files are not made here'));

/** Cards, VIP messages, digests and notices to Telegram chats: sent once, then edited in place. */
export function createTelegramDestination(options: TelegramDestinationOptions): Destination {
  const { client, maxFileBytes = maxUploadBytes } = options;
  const tell: typeof messageOf = (content, card) =>
    (options.messageOf ?? messageOf)(content, { ...card, maxFileBytes });
  const context: Context = {
    client,
    files: options.files ?? { draw: noFiles, write: noFiles },
    flood: createFloodWatch(client.limiter, options.clock ?? monotonicClock),
    rich: createRichWatch(options.clock ?? monotonicClock),
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
      for (const outgoing of batch) results.push(await deliverOne(outgoing, { ...context, tell }, { signal, held }));
      return results;
    },
    probe: async (signal) => failureOf('telegram', (await client.call('getMe', {}, signal)).wire) ?? healthy,
    examine: (expected, signal) => examineTelegram(client, expected, signal),
  };
}

async function deliverOne(
  outgoing: Outgoing,
  { tell, ...context }: Context & Readonly<{ tell: typeof messageOf }>,
  ends: Ends,
): Promise<DeliveryResult> {
  const { content, locale, handle, remoteId, shownHash } = outgoing;
  const bare = tell(content, { locale });
  if (!bare) return notForHere(content.kind);
  const hash = fingerprint(bare);
  if (remoteId !== null && shownHash === hash) return { outcome: 'delivered', remoteId, shownHash, unchanged: true };
  const mayRepeat = outgoing.mayRepeat && remoteId === null;
  const message = tell(content, { locale, mayRepeat }) ?? bare;
  const silent = message.silent === true || outgoing.silent || remoteId !== null;
  const chat = createChat(outgoing, { silent, context, ends });
  const bring = (parts: readonly ChatPart[]) => bringParts(outgoing, { parts, hash }, chat.calls);
  const brought = await inBestForm(message, handle, context, bring);
  const moved = { ...topicNews(outgoing.address, chat.lostTopic()), ...movedNews(outgoing.address, chat.movedTo()) };
  if (!brought.ok) return { ...brought.failure, ...moved };
  return { outcome: 'delivered', remoteId: brought.remoteId, shownHash: hash, ...moved };
}

type Brought = ReturnType<typeof bringParts>;

/** In blocks where the message has a use for them and they are taken, else in the forms of a text. */
async function inBestForm(
  message: Message,
  handle: string,
  { rich }: Pick<Context, 'rich'>,
  bring: (parts: readonly ChatPart[]) => Brought,
): Brought {
  const forms = renderForms(message, handle);
  const blocks = rich.isOpen() ? richForms(message, handle) : null;
  if (!blocks) return bring(forms);
  const brought = await bring([blocks, ...forms.filter(({ media }) => media?.kind === 'document')]);
  return brought.ok || brought.failure.code !== richRefused ? brought : bring(forms);
}

function movedNews(from: string, movedTo: string | null): Pick<DeliveryResult, 'movedTo' | 'notice'> {
  return movedTo === null ? {} : { movedTo, notice: { kind: 'chat_moved', from, to: movedTo } };
}

function topicNews(address: string, isLost: boolean): Pick<DeliveryResult, 'notice'> {
  return isLost ? { notice: { kind: 'topic_lost', chat: placeOf(address).chat } } : {};
}
