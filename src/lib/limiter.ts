import type { Clock } from './clock.ts';
import { type Bucket, isIdle, newBucket, type Rate, readyIn, spend } from './token-bucket.ts';
import { monotonicClock } from './wait.ts';

export type LimiterOptions = Readonly<{
  /** Over all addresses together. */
  overall: Rate;
  rateOf: (address: string) => Rate;
  /** Only differences are used; a clock that never jumps by default. */
  clock?: Clock;
  /** Waiting takes beyond this number are refused at once. */
  maxWaiters?: number;
}>;

export type TakeOptions = Readonly<{ signal?: AbortSignal | undefined; maxWaitMs?: number | undefined }>;

/**
 * One pace for everything that one bot does in one chat. A lower `priority` goes first; 0 is an answer to a person, and
 * for it everybody else leaves the last place of a burst free.
 */
export type Limiter = Readonly<{
  /** Milliseconds until a take would succeed, counting those who wait already; 0 for now. Takes nothing. */
  readyInMs: (address: string, priority: number) => number;
  /** Resolves when the call may be made. Rejects with LimiterError, or with the signal's reason. */
  take: (address: string, priority: number, options?: TakeOptions) => Promise<void>;
  /** Nothing passes for so long, at one address or (null) at all: after a 429. A pause is never shortened. */
  pauseFor: (address: string | null, ms: number) => void;
  /** How many buckets are held. */
  size: () => number;
}>;

/** The wait would be longer than the caller allows; worth another try after `readyInMs`. */
export class LimiterError extends Error {
  override readonly name = 'LimiterError';
  readonly readyInMs: number;
  constructor(readyInMs: number) {
    super(`no room within the allowed wait; ready in ${Math.ceil(readyInMs)} ms`);
    this.readyInMs = readyInMs;
  }
}

type Waiter = Readonly<{ address: string; priority: number; grant: () => void }>;

const sweepAbove = 500;

export function createLimiter(options: LimiterOptions): Limiter {
  const clock = options.clock ?? monotonicClock;
  const buckets = createBuckets(options, clock);
  const queue = createQueue(buckets);

  async function take(address: string, priority: number, { signal, maxWaitMs = 30_000 }: TakeOptions = {}) {
    signal?.throwIfAborted();
    const readyMs = queue.readyInMs(address, priority);
    if (readyMs > maxWaitMs || queue.length() >= (options.maxWaiters ?? 1_000)) throw new LimiterError(readyMs);
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        clearTimeout(deadline);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        address,
        priority,
        grant: () => {
          settle();
          resolve();
        },
      };
      const giveUp = (reason: Error) => {
        settle();
        queue.leave(waiter);
        reject(reason);
      };
      const onAbort = () => giveUp(signal?.reason as Error);
      const deadline = setTimeout(
        () => giveUp(new LimiterError(buckets.readyInMs(address, priority, 1, 1))),
        maxWaitMs,
      );
      signal?.addEventListener('abort', onAbort, { once: true });
      queue.enter(waiter);
    });
  }

  function pauseFor(address: string | null, ms: number) {
    buckets.pauseFor(address, ms);
    queue.pump();
  }
  return { readyInMs: queue.readyInMs, take, pauseFor, size: buckets.size };
}

type Buckets = ReturnType<typeof createBuckets>;

function createBuckets(options: LimiterOptions, clock: Clock) {
  const overall = newBucket(options.overall, clock.nowMs());
  const buckets = new Map<string, Bucket>();

  function held(address: string): Bucket {
    const known = buckets.get(address);
    if (known) return known;
    const nowMs = clock.nowMs();
    if (buckets.size >= sweepAbove) for (const [key, b] of buckets) if (isIdle(b, nowMs)) buckets.delete(key);
    const bucket = newBucket(options.rateOf(address), nowMs);
    buckets.set(address, bucket);
    return bucket;
  }

  /** For the `nthHere` take at the address, being the `nth` over all. Asking about an idle address holds nothing. */
  function readyInMs(address: string, priority: number, nthHere: number, nth: number): number {
    const nowMs = clock.nowMs();
    const kept = priority > 0 ? 1 : 0;
    const here = buckets.get(address) ?? newBucket(options.rateOf(address), nowMs);
    return Math.max(readyIn(here, nowMs, nthHere, kept), readyIn(overall, nowMs, nth, kept));
  }

  function spendAt(address: string) {
    spend(held(address), clock.nowMs());
    spend(overall, clock.nowMs());
  }

  function pauseFor(address: string | null, ms: number) {
    const bucket = address === null ? overall : held(address);
    bucket.pausedUntilMs = Math.max(bucket.pausedUntilMs, clock.nowMs() + ms);
  }
  return { readyInMs, spendAt, pauseFor, size: () => buckets.size };
}

/** Those who wait, by priority, then in order of arrival; nobody overtakes within one address and priority. */
function createQueue(buckets: Buckets) {
  let waiters: Waiter[] = [];
  let timer: NodeJS.Timeout | undefined;

  function pump() {
    const left: Waiter[] = [];
    const blocked = new Set<string>();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const waiter of waiters) {
      const readyMs = blocked.has(waiter.address) ? null : buckets.readyInMs(waiter.address, waiter.priority, 1, 1);
      if (readyMs === 0) {
        buckets.spendAt(waiter.address);
        waiter.grant();
        continue;
      }
      if (readyMs !== null) nextMs = Math.min(nextMs, readyMs);
      blocked.add(waiter.address);
      left.push(waiter);
    }
    waiters = left;
    wakeIn(nextMs);
  }

  function wakeIn(ms: number) {
    clearTimeout(timer);
    if (ms !== Number.POSITIVE_INFINITY) timer = setTimeout(pump, Math.max(1, Math.ceil(ms)));
  }

  function enter(waiter: Waiter) {
    const at = waiters.findIndex((other) => other.priority > waiter.priority);
    waiters.splice(at < 0 ? waiters.length : at, 0, waiter);
    pump();
  }

  function leave(waiter: Waiter) {
    waiters = waiters.filter((other) => other !== waiter);
    pump();
  }

  function readyInMs(address: string, priority: number): number {
    const ahead = waiters.filter((other) => other.priority <= priority);
    const aheadHere = ahead.filter((other) => other.address === address).length;
    return buckets.readyInMs(address, priority, aheadHere + 1, ahead.length + 1);
  }
  return { enter, leave, pump, readyInMs, length: () => waiters.length };
}
