import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../seeded.ts';
import type { Book } from './book.ts';
import type { EventRecord } from './records.ts';
import { eventJson } from './render-session.ts';

export type WebhookOrder = 'in-order' | 'shuffled' | 'reversed';
export type WebhookDelivery = {
  eventId: string;
  type: string;
  attempt: number;
  /** HTTP status, 0 where the call failed. */
  status: number;
  at: number;
};
export type WebhookOptions = { order?: WebhookOrder; concurrency?: number; retryDelaysMs?: readonly number[] };
export type Webhooks = ReturnType<typeof createWebhooks>;

type Deps = { book: Book; secrets: readonly string[]; nowMs: () => number; random: Random };

const KEPT_DELIVERIES = 20_000;
const DEADLINE_MS = 20_000;

/** `t=…,v1=…`, one v1 for each secret: several while a secret is being rolled. */
export function signPayload(payload: string, secrets: readonly string[], atSeconds: number): string {
  const sign = (secret: string) => createHmac('sha256', secret).update(`${atSeconds}.${payload}`, 'utf8').digest('hex');
  return [`t=${atSeconds}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',');
}

/** Sends events as Stripe does: signed, concurrently, in no promised order, again after anything but a 2xx. */
export function createWebhooks({ book, secrets, nowMs, random }: Deps) {
  const deliveries: WebhookDelivery[] = [];
  const queue: { event: EventRecord; attempt: number }[] = [];
  let url: string | undefined;
  let order: WebhookOrder = 'in-order';
  let concurrency = 8;
  let retryDelaysMs: readonly number[] = [200, 1000, 3000, 10_000, 30_000];
  let dropped: (event: EventRecord) => boolean = () => false;
  let copies = 1;
  let running = 0;
  let waiting = 0;
  let isPaused = false;
  let isStopped = false;

  function arrange(events: readonly EventRecord[]): EventRecord[] {
    if (order === 'reversed') return events.toReversed();
    if (order === 'in-order') return [...events];
    return events
      .map((event) => ({ event, rank: random.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map((e) => e.event);
  }

  async function post(event: EventRecord): Promise<number> {
    const payload = eventJson(book, event, 1);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signPayload(payload, secrets, Math.floor(nowMs() / 1000)),
    };
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const response = await fetch(url ?? '', { method: 'POST', headers, body: payload, redirect: 'manual', signal });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  function note(event: EventRecord, attempt: number, status: number): void {
    deliveries.push({ eventId: book.events.id(event), type: event.type, attempt, status, at: nowMs() });
    if (deliveries.length > KEPT_DELIVERIES * 1.2) deliveries.splice(0, deliveries.length - KEPT_DELIVERIES);
  }

  async function retryLater(event: EventRecord, attempt: number, delayMs: number): Promise<void> {
    waiting += 1;
    await sleep(delayMs, undefined, { ref: false });
    waiting -= 1;
    queue.push({ event, attempt });
    pump();
  }

  const mayRun = () => !isPaused && !isStopped;

  async function work(): Promise<void> {
    while (mayRun()) {
      const next = queue.shift();
      if (!next) break;
      const status = await post(next.event);
      note(next.event, next.attempt, status);
      const isDone = status >= 200 && status < 300;
      if (isDone) next.event.deliverySuccess = true;
      const delayMs = retryDelaysMs[next.attempt - 1];
      if (!isDone && delayMs !== undefined && !isStopped) void retryLater(next.event, next.attempt + 1, delayMs);
    }
    running -= 1;
  }

  function pump(): void {
    while (mayRun() && running < concurrency && queue.length > 0) {
      running += 1;
      void work();
    }
  }

  return {
    deliveries: deliveries as readonly WebhookDelivery[],
    /** Where events go from now on; undefined: nowhere. Events of before are not sent. */
    target(to: string | undefined, options: WebhookOptions = {}): void {
      url = to;
      order = options.order ?? order;
      concurrency = options.concurrency ?? concurrency;
      retryDelaysMs = options.retryDelaysMs ?? retryDelaysMs;
    },
    order(to: WebhookOrder): void {
      order = to;
    },
    /** Loses a fraction of the events, or some types, for good; 0 ends it. */
    drop(what: number | readonly string[]): void {
      dropped = typeof what === 'number' ? () => random.next() < what : (event) => what.includes(event.type);
    },
    /** Every event is sent `n` times from now on. */
    repeat(n: number): void {
      copies = n;
    },
    /** The batch of one action, arranged by the order in force. */
    enqueue(events: readonly EventRecord[]): void {
      for (const event of events) event.deliverySuccess = url === undefined;
      if (url === undefined) return;
      const kept = events.filter((event) => !dropped(event));
      const repeated = kept.flatMap((event) => Array.from({ length: copies }, () => event));
      for (const event of arrange(repeated)) queue.push({ event, attempt: 1 });
      pump();
    },
    /** Sends known events again, `times` times each. */
    send(eventIds: readonly string[], times = 1): void {
      const events = eventIds.map((id) => book.events.find(id)).filter((event) => event !== undefined);
      for (const event of arrange(events.flatMap((e) => Array.from({ length: times }, () => e)))) {
        queue.push({ event, attempt: 1 });
      }
      pump();
    },
    pause(): void {
      isPaused = true;
    },
    resume(): void {
      isPaused = false;
      pump();
    },
    /** Resolves when nothing is being sent, waits to be sent or waits for its next try. */
    async settled(): Promise<void> {
      while (running > 0 || waiting > 0 || queue.length > 0) await sleep(5);
    },
    stop(): void {
      isStopped = true;
      queue.length = 0;
    },
  };
}
