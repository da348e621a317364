import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { type LoopbackServer, startLoopbackServer } from '../server.ts';
import { headerText, jsonReply, parseFields, type WireReply, type WireRequest } from '../wire.ts';

/** One call as it came: repeats are kept, since a consumer has to know them by their id. */
export type ReceivedWebhook = {
  id: string;
  at: number;
  path: string;
  type: string;
  /** Seconds, as the sender said; of the try, not of the event. */
  timestamp: number;
  signatures: number;
  /** The header as it came. */
  signature: string;
  isVerified: boolean;
  isRepeat: boolean;
  body: string;
};

export type ReceiverStandIn = LoopbackServer & {
  received(): readonly ReceivedWebhook[];
  subscribe(listener: () => void): () => void;
};

export type ReceiverOptions = { clock: Clock; secrets: readonly string[]; port?: number };

const TOLERANCE_SECONDS = 300;
const KEPT = 1_000;

/** By the text of the Standard Webhooks, on its own: it shares no code with the sender. */
function isSigned(secrets: readonly string[], signed: string, header: string): boolean {
  const wanted = secrets.map((secret) =>
    createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
      .update(signed)
      .digest(),
  );
  return header.split(' ').some((entry) => {
    const [version, base64 = ''] = entry.split(',');
    const given = Buffer.from(base64, 'base64');
    return version === 'v1' && wanted.some((mac) => mac.length === given.length && timingSafeEqual(mac, given));
  });
}

/** The owner's own system: takes Standard Webhooks on any path and says 401 to what is not signed as it should be. */
export async function startReceiverStandIn({ clock, secrets, port }: ReceiverOptions): Promise<ReceiverStandIn> {
  const all: ReceivedWebhook[] = [];
  const listeners = new Set<() => void>();

  function take(request: WireRequest): WireReply {
    const body = request.body.toString('utf8');
    const id = headerText(request.headers, 'webhook-id');
    const timestamp = Number(headerText(request.headers, 'webhook-timestamp'));
    const header = headerText(request.headers, 'webhook-signature');
    const isFresh = Math.abs(clock.nowMs() / 1000 - timestamp) <= TOLERANCE_SECONDS;
    const isVerified = id !== '' && isFresh && isSigned(secrets, `${id}.${timestamp}.${body}`, header);
    const isRepeat = all.some((one) => one.id === id && one.isVerified);
    const type = String(parseFields(body)?.['type'] ?? '');
    const signatures = header.split(' ').length;
    const { path } = request;
    all.push({
      id,
      at: clock.nowMs(),
      path,
      type,
      timestamp,
      signatures,
      signature: header,
      isVerified,
      isRepeat,
      body,
    });
    if (all.length > KEPT) all.shift();
    for (const listener of listeners) listener();
    return isVerified ? jsonReply(200, { ok: true }) : jsonReply(401, { error: 'bad signature' });
  }

  const standIn = {
    decode: (request: WireRequest) => ({
      name: request.path,
      body: parseFields(request.body.toString('utf8')) ?? null,
    }),
    handle: take,
    control: { received: () => all },
  };
  const server = await startLoopbackServer(standIn, clock, port);
  return {
    ...server,
    received: () => all,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
