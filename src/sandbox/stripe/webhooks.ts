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

type Deps = { book: Book; secrets: readonly string[]; nowMs: () => number; random: Random };

const KEPT_DELIVERIES = 20_000;
const DEADLINE_MS = 20_000;

/** `t=…,v1=…`, one v1 for each secret: several while a secret is being rolled. */
export function signPayload(payload: string, secrets: readonly string[], atSeconds: number): string {
  const sign = (secret: string) => createHmac('sha256', secret).update(`${atSeconds}.${payload}`, 'utf8').digest('hex');
  return [`t=${atSeconds}`, ...secrets.map((secret) => `v1=${sign(secret)}`)].join(',');
}

/** Sends events as Stripe does: signed, concurrently, in no promised order, again after anything but a 2xx. */
export class Webhooks {
  readonly #book: Deps['book'];
  readonly #secrets: Deps['secrets'];
  readonly #nowMs: Deps['nowMs'];
  readonly #random: Deps['random'];
  readonly #deliveries: WebhookDelivery[] = [];
  readonly #queue: { event: EventRecord; attempt: number }[] = [];
  #url: string | undefined;
  #order: WebhookOrder = 'in-order';
  #concurrency = 8;
  #retryDelaysMs: readonly number[] = [200, 1000, 3000, 10_000, 30_000];
  #dropped: (event: EventRecord) => boolean = () => false;
  #copies = 1;
  #running = 0;
  #waiting = 0;
  #isPaused = false;
  #isStopped = false;
  /** Where events go; undefined before there is an endpoint. */
  readonly endpointUrl = () => this.#url;
  readonly #mayRun = () => !this.#isPaused && !this.#isStopped;

  constructor(deps: Deps) {
    this.#book = deps.book;
    this.#secrets = deps.secrets;
    this.#nowMs = deps.nowMs;
    this.#random = deps.random;
  }

  #arrange(events: readonly EventRecord[]): EventRecord[] {
    if (this.#order === 'reversed') return events.toReversed();
    if (this.#order === 'in-order') return [...events];
    return events
      .map((event) => ({ event, rank: this.#random.next() }))
      .sort((a, b) => a.rank - b.rank)
      .map((e) => e.event);
  }

  async #post(event: EventRecord): Promise<number> {
    const payload = eventJson(this.#book, event, 1);
    const headers = {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      'stripe-signature': signPayload(payload, this.#secrets, Math.floor(this.#nowMs() / 1000)),
    };
    try {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const response = await fetch(this.#url ?? '', {
        method: 'POST',
        headers,
        body: payload,
        redirect: 'manual',
        signal,
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  #note(event: EventRecord, attempt: number, status: number): void {
    this.#deliveries.push({
      eventId: this.#book.events.id(event),
      type: event.type,
      attempt,
      status,
      at: this.#nowMs(),
    });
    if (this.#deliveries.length > KEPT_DELIVERIES * 1.2)
      this.#deliveries.splice(0, this.#deliveries.length - KEPT_DELIVERIES);
  }

  async #retryLater(event: EventRecord, attempt: number, delayMs: number): Promise<void> {
    this.#waiting += 1;
    await sleep(delayMs, undefined, { ref: false });
    this.#waiting -= 1;
    this.#queue.push({ event, attempt });
    this.#pump();
  }

  async #work(): Promise<void> {
    while (this.#mayRun()) {
      const next = this.#queue.shift();
      if (!next) break;
      const status = await this.#post(next.event);
      this.#note(next.event, next.attempt, status);
      const isDone = status >= 200 && status < 300;
      if (isDone) next.event.deliverySuccess = true;
      const delayMs = this.#retryDelaysMs[next.attempt - 1];
      if (!isDone && delayMs !== undefined && !this.#isStopped)
        void this.#retryLater(next.event, next.attempt + 1, delayMs);
    }
    this.#running -= 1;
  }

  #pump(): void {
    while (this.#mayRun() && this.#running < this.#concurrency && this.#queue.length > 0) {
      this.#running += 1;
      void this.#work();
    }
  }

  readonly deliveries = this.#deliveries as readonly WebhookDelivery[];

  /** Where events go from now on; undefined: nowhere. Events of before are not sent. */
  readonly target = (to: string | undefined, options: WebhookOptions = {}): void => {
    this.#url = to;
    this.#order = options.order ?? this.#order;
    this.#concurrency = options.concurrency ?? this.#concurrency;
    this.#retryDelaysMs = options.retryDelaysMs ?? this.#retryDelaysMs;
  };

  readonly order = (to: WebhookOrder): void => {
    this.#order = to;
  };

  /** Loses a fraction of the events, or some types, for good; 0 ends it. */
  readonly drop = (what: number | readonly string[]): void => {
    this.#dropped = typeof what === 'number' ? () => this.#random.next() < what : (event) => what.includes(event.type);
  };

  /** Every event is sent `n` times from now on. */
  readonly repeat = (n: number): void => {
    this.#copies = n;
  };

  /** The batch of one action, arranged by the this.#order in force. */
  readonly enqueue = (events: readonly EventRecord[]): void => {
    for (const event of events) event.deliverySuccess = this.#url === undefined;
    if (this.#url === undefined) return;
    const kept = events.filter((event) => !this.#dropped(event));
    const repeated = kept.flatMap((event) => Array.from({ length: this.#copies }, () => event));
    for (const event of this.#arrange(repeated)) this.#queue.push({ event, attempt: 1 });
    this.#pump();
  };

  /** Sends known events again, `times` times each. */
  readonly send = (eventIds: readonly string[], times = 1): void => {
    const events = eventIds.map((id) => this.#book.events.find(id)).filter((event) => event !== undefined);
    for (const event of this.#arrange(events.flatMap((e) => Array.from({ length: times }, () => e)))) {
      this.#queue.push({ event, attempt: 1 });
    }
    this.#pump();
  };

  readonly pause = (): void => {
    this.#isPaused = true;
  };

  readonly resume = (): void => {
    this.#isPaused = false;
    this.#pump();
  };

  /** Resolves when nothing is being sent, waits to be sent or waits for its next try. */
  readonly settled = async (): Promise<void> => {
    while (this.#running > 0 || this.#waiting > 0 || this.#queue.length > 0) await sleep(5);
  };

  readonly stop = (): void => {
    this.#isStopped = true;
    this.#queue.length = 0;
  };
}

export function createWebhooks(deps: Deps): Webhooks {
  return new Webhooks(deps);
}
