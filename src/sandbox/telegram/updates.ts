import { setTimeout as sleep } from 'node:timers/promises';
import type { WireRequest } from '../wire.ts';
import { flag, integer, type Params, structure, text } from './params.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { TgUpdate } from './types.ts';

const NOT_BY_DEFAULT = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);
const RETRY_MS = 500;

type Webhook = { url: string; secret: string | undefined; lastErrorAt?: number; lastError?: string };
type Poller = { wake: () => void; conflict: () => void };

/** The queue of updates and its two exclusive ways out: long polling and the webhook. */

function conflict(why: string): Refusal {
  return new Refusal(409, `Conflict: ${why}`);
}

export class Updates {
  readonly #nowMs: () => number;
  readonly #queue: TgUpdate[] = [];
  #lastId = 100_000_000;
  #allowed: Set<string> | undefined;
  #webhook: Webhook | undefined;
  #poller: Poller | undefined;
  #posting = false;
  readonly #isWanted = (kind: string) => (this.#allowed ? this.#allowed.has(kind) : !NOT_BY_DEFAULT.has(kind));

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  #setAllowed(params: Params): void {
    const list = structure(params, 'allowed_updates');
    if (!Array.isArray(list)) return;
    this.#allowed = list.length > 0 ? new Set(list.map(String)) : undefined;
  }

  readonly push = (kind: string, payload: unknown): number => {
    this.#lastId += 1;
    if (!this.#isWanted(kind)) return this.#lastId;
    this.#queue.push({ update_id: this.#lastId, [kind]: payload });
    this.#poller?.wake();
    void this.#drainToWebhook();
    return this.#lastId;
  };

  async #post(target: Webhook, update: TgUpdate): Promise<boolean> {
    const secret: Record<string, string> = target.secret ? { 'x-telegram-bot-api-secret-token': target.secret } : {};
    const headers = { 'content-type': 'application/json', ...secret };
    try {
      const options = { method: 'POST', headers, body: JSON.stringify(update), signal: AbortSignal.timeout(60_000) };
      const response = await fetch(target.url, options);
      await response.arrayBuffer();
      if (response.ok) return true;
      target.lastError = `Wrong response from the webhook: ${response.status} ${response.statusText}`;
    } catch {
      target.lastError = 'Connection refused';
    }
    target.lastErrorAt = Math.floor(this.#nowMs() / 1000);
    return false;
  }

  async #drainToWebhook(): Promise<void> {
    if (this.#posting) return;
    this.#posting = true;
    for (let target = this.#webhook; target && this.#queue[0]; target = this.#webhook) {
      if (await this.#post(target, this.#queue[0])) this.#queue.shift();
      else await sleep(RETRY_MS, undefined, { ref: false });
    }
    this.#posting = false;
  }

  #confirm(offset: number): void {
    if (offset < 0) this.#queue.splice(0, Math.max(0, this.#queue.length + offset));
    else while (this.#queue[0] && this.#queue[0].update_id < offset) this.#queue.shift();
  }

  /** Resolves true to look again, false at the end of the time; refuses when a second this.#poller takes over. */
  #waitForUpdate(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => () => {
        clearTimeout(timer);
        if (this.#poller === mine) this.#poller = undefined;
        finish();
      };
      const timer = setTimeout(
        done(() => resolve()),
        seconds * 1000,
      );
      const refuse = () =>
        reject(
          conflict('terminated by other this.getUpdates request; make sure that only one bot instance is running'),
        );
      const mine: Poller = { wake: done(resolve), conflict: done(refuse) };
      this.#poller = mine;
      signal.addEventListener('abort', mine.wake, { once: true });
    });
  }

  readonly getUpdates = async (params: Params, request: WireRequest): Promise<TgUpdate[]> => {
    if (this.#webhook) {
      throw conflict(
        "can't use this.getUpdates method while this.#webhook is active; use deleteWebhook to delete the this.#webhook first",
      );
    }
    this.#poller?.conflict();
    this.#setAllowed(params);
    const offset = integer(params, 'offset');
    if (offset !== undefined) this.#confirm(offset);
    const limit = Math.min(100, Math.max(1, integer(params, 'limit') ?? 100));
    const seconds = Math.min(50, Math.max(0, integer(params, 'timeout') ?? 0));
    if (this.#queue.length === 0 && seconds > 0) await this.#waitForUpdate(seconds, request.signal);
    return request.signal.aborted ? [] : this.#queue.slice(0, limit);
  };

  readonly setWebhook = (params: Params): true => {
    const url = text(params, 'url') ?? '';
    const secret = text(params, 'secret_token');
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    // The real service wants https; a stand-in on this machine also posts to a loopback address.
    if (url !== '' && !/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url)) {
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
    }
    this.#setAllowed(params);
    if (flag(params, 'drop_pending_updates')) this.#queue.length = 0;
    this.#webhook = url === '' ? undefined : { url, secret };
    if (this.#webhook) this.#poller?.conflict();
    void this.#drainToWebhook();
    return true;
  };

  readonly deleteWebhook = (params: Params): true => {
    if (flag(params, 'drop_pending_updates')) this.#queue.length = 0;
    this.#webhook = undefined;
    return true;
  };

  readonly getWebhookInfo = () => ({
    url: this.#webhook?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: this.#queue.length,
    ...(this.#webhook?.lastError
      ? { last_error_date: this.#webhook.lastErrorAt, last_error_message: this.#webhook.lastError }
      : {}),
    ...(this.#allowed ? { allowed_updates: [...this.#allowed] } : {}),
  });

  readonly pending = () => this.#queue.length;

  /** Puts the last `n` numbers out of use, so that a restarted world never reuses one. */
  readonly skipTo = (id: number) => {
    this.#lastId = Math.max(this.#lastId, id);
  };

  readonly lastId = () => this.#lastId;

  readonly stop = () => {
    this.#webhook = undefined;
    this.#poller?.wake();
  };
}

export function createUpdates(nowMs: () => number): Updates {
  return new Updates(nowMs);
}
