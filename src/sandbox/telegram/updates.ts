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
export type Updates = ReturnType<typeof createUpdates>;

function conflict(why: string): Refusal {
  return new Refusal(409, `Conflict: ${why}`);
}

export function createUpdates(nowMs: () => number) {
  const queue: TgUpdate[] = [];
  let lastId = 100_000_000;
  let allowed: Set<string> | undefined;
  let webhook: Webhook | undefined;
  let poller: Poller | undefined;
  let posting = false;

  const isWanted = (kind: string) => (allowed ? allowed.has(kind) : !NOT_BY_DEFAULT.has(kind));

  function setAllowed(params: Params): void {
    const list = structure(params, 'allowed_updates');
    if (!Array.isArray(list)) return;
    allowed = list.length > 0 ? new Set(list.map(String)) : undefined;
  }

  function push(kind: string, payload: unknown): number {
    lastId += 1;
    if (!isWanted(kind)) return lastId;
    queue.push({ update_id: lastId, [kind]: payload });
    poller?.wake();
    void drainToWebhook();
    return lastId;
  }

  async function post(target: Webhook, update: TgUpdate): Promise<boolean> {
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
    target.lastErrorAt = Math.floor(nowMs() / 1000);
    return false;
  }

  async function drainToWebhook(): Promise<void> {
    if (posting) return;
    posting = true;
    for (let target = webhook; target && queue[0]; target = webhook) {
      if (await post(target, queue[0])) queue.shift();
      else await sleep(RETRY_MS, undefined, { ref: false });
    }
    posting = false;
  }

  function confirm(offset: number): void {
    if (offset < 0) queue.splice(0, Math.max(0, queue.length + offset));
    else while (queue[0] && queue[0].update_id < offset) queue.shift();
  }

  /** Resolves true to look again, false at the end of the time; refuses when a second poller takes over. */
  function waitForUpdate(seconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const done = (finish: () => void) => () => {
        clearTimeout(timer);
        if (poller === mine) poller = undefined;
        finish();
      };
      const timer = setTimeout(
        done(() => resolve()),
        seconds * 1000,
      );
      const refuse = () =>
        reject(conflict('terminated by other getUpdates request; make sure that only one bot instance is running'));
      const mine: Poller = { wake: done(resolve), conflict: done(refuse) };
      poller = mine;
      signal.addEventListener('abort', mine.wake, { once: true });
    });
  }

  async function getUpdates(params: Params, request: WireRequest): Promise<TgUpdate[]> {
    if (webhook) {
      throw conflict(
        "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    }
    poller?.conflict();
    setAllowed(params);
    const offset = integer(params, 'offset');
    if (offset !== undefined) confirm(offset);
    const limit = Math.min(100, Math.max(1, integer(params, 'limit') ?? 100));
    const seconds = Math.min(50, Math.max(0, integer(params, 'timeout') ?? 0));
    if (queue.length === 0 && seconds > 0) await waitForUpdate(seconds, request.signal);
    return request.signal.aborted ? [] : queue.slice(0, limit);
  }

  function setWebhook(params: Params): true {
    const url = text(params, 'url') ?? '';
    const secret = text(params, 'secret_token');
    if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/.test(secret)) {
      throw badRequest('secret token contains unallowed characters');
    }
    // The real service wants https; a stand-in on this machine also posts to a loopback address.
    if (url !== '' && !/^https:\/\/|^http:\/\/(127\.0\.0\.1|localhost|\[::1\])[:/]/.test(url)) {
      throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
    }
    setAllowed(params);
    if (flag(params, 'drop_pending_updates')) queue.length = 0;
    webhook = url === '' ? undefined : { url, secret };
    if (webhook) poller?.conflict();
    void drainToWebhook();
    return true;
  }

  return {
    push,
    getUpdates,
    setWebhook,
    deleteWebhook(params: Params): true {
      if (flag(params, 'drop_pending_updates')) queue.length = 0;
      webhook = undefined;
      return true;
    },
    getWebhookInfo: () => ({
      url: webhook?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.length,
      ...(webhook?.lastError ? { last_error_date: webhook.lastErrorAt, last_error_message: webhook.lastError } : {}),
      ...(allowed ? { allowed_updates: [...allowed] } : {}),
    }),
    pending: () => queue.length,
    /** Puts the last `n` numbers out of use, so that a restarted world never reuses one. */
    skipTo(id: number) {
      lastId = Math.max(lastId, id);
    },
    lastId: () => lastId,
    stop() {
      webhook = undefined;
      poller?.wake();
    },
  };
}
