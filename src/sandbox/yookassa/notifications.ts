import { setTimeout as sleep } from 'node:timers/promises';
import type { PaymentRecord, RefundRecord } from './records.ts';
import type { ShopEvent } from './shop.ts';

/** Frozen when it happened: a late notification tells an old story, as it may in life. */
type Notification = { event: ShopEvent; id: string; text: string };
export type NotificationOptions = { retryDelaysMs?: readonly number[]; headers?: Readonly<Record<string, string>> };
export type SentNotification = { event: ShopEvent; id: string; attempt: number; status: number };

const DEADLINE_MS = 20_000;
const KEPT = 20_000;

/** Sends what happened, unsigned, as YooKassa does: again after anything but a 200, in no promised order. */
export class Notifications {
  readonly #all: Notification[] = [];
  #url: string | undefined;
  #headers: Readonly<Record<string, string>> = {};
  #retryDelaysMs: readonly number[] = [200, 1_000, 3_000, 10_000, 30_000];
  #copies = 1;
  #isDropping: (event: ShopEvent) => boolean = () => false;
  #underWay = 0;
  #isStopped = false;
  readonly sent: SentNotification[] = [];

  async #post({ text }: Notification): Promise<number> {
    try {
      const response = await fetch(this.#url ?? '', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'user-agent': 'AHC/2.1', ...this.#headers },
        body: text,
        redirect: 'manual',
        signal: AbortSignal.timeout(DEADLINE_MS),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }

  async #deliver(notification: Notification): Promise<void> {
    this.#underWay += 1;
    const { event, id } = notification;
    for (let attempt = 1; !this.#isStopped; attempt += 1) {
      const status = await this.#post(notification);
      this.sent.push({ event, id, attempt, status });
      if (this.sent.length > KEPT * 1.2) this.sent.splice(0, this.sent.length - KEPT);
      const delayMs = this.#retryDelaysMs[attempt - 1];
      if (status === 200 || delayMs === undefined) break;
      await sleep(delayMs, undefined, { ref: false });
    }
    this.#underWay -= 1;
  }

  readonly publish = (event: ShopEvent, object: PaymentRecord | RefundRecord): void => {
    const notification = { event, id: object.id, text: JSON.stringify({ type: 'notification', event, object }) };
    this.#all.push(notification);
    if (this.#all.length > KEPT * 1.2) this.#all.splice(0, this.#all.length - KEPT);
    if (this.#url === undefined || this.#isDropping(event)) return;
    for (let copy = 0; copy < this.#copies; copy += 1) void this.#deliver(notification);
  };

  /** Where they go from now on; undefined: nowhere. */
  readonly target = (url: string | undefined, options: NotificationOptions = {}): void => {
    this.#url = url;
    this.#headers = options.headers ?? {};
    this.#retryDelaysMs = options.retryDelaysMs ?? this.#retryDelaysMs;
  };

  /** Every one is sent `n` times from now on. */
  readonly repeat = (n: number): void => {
    this.#copies = n;
  };

  /** Loses all of them, or some events, for good; an empty list ends it. */
  readonly drop = (what: 'all' | readonly ShopEvent[]): void => {
    this.#isDropping = (event) => what === 'all' || what.includes(event);
  };

  /** Sends what was told of an object once more. */
  readonly resend = (id: string, times = 1): void => {
    const told = this.#all.filter((notification) => notification.id === id);
    for (const one of told) for (let i = 0; i < times; i += 1) void this.#deliver(one);
  };

  readonly settled = async (): Promise<void> => {
    while (this.#underWay > 0) await sleep(5);
  };

  readonly stop = (): void => {
    this.#isStopped = true;
  };
}
