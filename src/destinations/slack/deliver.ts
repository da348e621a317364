import type { SlackClient, SlackMethod } from '../../clients/slack.ts';
import type { Content, DeliveryResult, Destination, Outgoing } from '../../domain/ports.ts';
import { fingerprint } from '../../lib/hash.ts';
import { createLimiter, type Limiter } from '../../lib/limiter.ts';
import { messageOf } from '../../messages/content.ts';
import { type Ends, failureOf, healthy, noRoom, notForHere, untilEither } from '../judged.ts';
import { bringParts, type PartCall } from '../parts.ts';
import { examineSlack } from './examine.ts';
import { renderSlack, type SlackPart } from './render.ts';

/** A line of about 90 characters each; four sections of 3,000, well within what all blocks together may hold. */
const purchasesPerDigest = 100;

export type SlackDestinationOptions = Readonly<{
  client: SlackClient;
  /** About a message a second and channel with small bursts, as Slack allows, where not given. */
  limiter?: Limiter;
  concurrency?: number;
  maxWaitMs?: number;
}>;

/** Before all else. */
const alerts: ReadonlySet<Content['kind']> = new Set(['notice', 'incidents', 'reminder']);

type Context = Readonly<{ client: SlackClient; limiter: Limiter; maxWaitMs: number }>;

/** docs.slack.dev/apis/web-api/rate-limits: one message a second and channel, short bursts tolerated; with some spare. */
function slackLimiter(): Limiter {
  const channel = { perWindow: 5, windowMs: 5_500, burst: 4 };
  return createLimiter({ overall: { perWindow: 50, windowMs: 10_000, burst: 20 }, rateOf: () => channel });
}

/** Block Kit messages to a channel, updated in place; each carries its purchase's name as text and as metadata. */
export function createSlackDestination(options: SlackDestinationOptions): Destination {
  const { client } = options;
  const limiter = options.limiter ?? slackLimiter();
  const context: Context = { client, limiter, maxWaitMs: options.maxWaitMs ?? 10_000 };
  return {
    name: 'slack',
    keyed: false,
    pacing: { concurrency: options.concurrency ?? 2, batchSize: 1, minIntervalMs: 0 },
    purchasesPerDigest,
    readyInMs: limiter.readyInMs,
    deliver: async (batch, signal, held) => {
      const results: DeliveryResult[] = [];
      for (const outgoing of batch) results.push(await deliverOne(outgoing, context, { signal, held }));
      return results;
    },
    probe: async (signal) => failureOf('slack', (await client.call('auth.test', {}, signal)).wire) ?? healthy,
    examine: (expected, signal) => examineSlack(client, expected, signal),
  };
}

async function deliverOne(outgoing: Outgoing, context: Context, ends: Ends): Promise<DeliveryResult> {
  const { content, locale, remoteId, shownHash } = outgoing;
  const bare = messageOf(content, { locale });
  if (!bare) return notForHere(content.kind);
  const hash = fingerprint(bare);
  if (remoteId !== null && shownHash === hash) return { outcome: 'delivered', remoteId, shownHash, unchanged: true };
  const message = messageOf(content, { locale, mayRepeat: outgoing.mayRepeat && remoteId === null }) ?? bare;
  const reference = purchaseNameOf(content);
  const channel = createChannel(outgoing, reference, context, ends);
  const brought = await bringParts(outgoing, { parts: renderSlack(message), hash }, channel);
  return brought.ok ? { outcome: 'delivered', remoteId: brought.remoteId, shownHash: hash } : brought.failure;
}

function purchaseNameOf(content: Content): string | null {
  return content.kind === 'purchase' || content.kind === 'vip' ? content.purchase.name : null;
}

function createChannel(outgoing: Outgoing, reference: string | null, context: Context, { signal, held }: Ends) {
  const channel = outgoing.address;
  const metadata =
    reference === null ? {} : { metadata: { event_type: 'purchase', event_payload: { purchase_id: reference } } };

  async function call(method: SlackMethod, payload: Readonly<Record<string, unknown>>): Promise<PartCall> {
    try {
      const place = { signal: untilEither({ signal, held }), maxWaitMs: context.maxWaitMs };
      await context.limiter.take(channel, alerts.has(outgoing.content.kind) ? 0 : 5, place);
    } catch (error) {
      return { ok: false, failure: noRoom(error, signal, held) };
    }
    const { wire, body } = await context.client.call(method, { channel, ...payload }, signal);
    const failure = failureOf('slack', wire);
    if (!failure) return { ok: true, id: String(body['ts'] ?? payload['ts'] ?? '') };
    if (failure.retryAfterMs !== undefined) context.limiter.pauseFor(channel, failure.retryAfterMs);
    return { ok: false, failure, lost: failure.code === 'edit_impossible' };
  }

  const said = ({ text, blocks }: SlackPart) => ({ text, blocks, ...metadata });
  return {
    send: (part: SlackPart) => call('chat.postMessage', { ...said(part), unfurl_links: false, unfurl_media: false }),
    edit: (ts: string, part: SlackPart) => call('chat.update', { ts, ...said(part) }),
    remove: async (ts: string) => void (await call('chat.delete', { ts })),
  };
}
