import type { ClientRateLimitInfo, Store } from 'express-rate-limit';
import { minuteMs } from '../domain/time.ts';
import type { Clock } from '../lib/clock.ts';

type Window = { hits: number; endsAtMs: number };
const maxKeys = 10_000;

export type WindowStore = Store & Readonly<{ hit: (key: string) => { totalHits: number; resetTime: Date } }>;

/** Counts per key and minute, in memory, for at most 10,000 keys: the one seen longest ago makes room. */
export function createWindowStore(clock: Clock): WindowStore {
  const windows = new Map<string, Window>();
  const hit = (key: string) => {
    const now = clock.nowMs();
    let window = windows.get(key);
    if (!window || window.endsAtMs <= now) window = { hits: 0, endsAtMs: now + minuteMs };
    window.hits++;
    windows.delete(key);
    windows.set(key, window);
    for (const oldest of windows.keys()) {
      if (windows.size <= maxKeys) break;
      windows.delete(oldest);
    }
    return { totalHits: window.hits, resetTime: new Date(window.endsAtMs) };
  };
  return {
    localKeys: true,
    hit,
    increment: (key): ClientRateLimitInfo => hit(key),
    decrement: (key) => {
      const window = windows.get(key);
      if (window && window.hits > 0) window.hits--;
    },
    resetKey: (key) => void windows.delete(key),
  };
}

/** Whole seconds until the window ends, for Retry-After. */
export function secondsUntil(resetTime: Date | undefined, clock: Clock): string {
  return String(Math.max(1, Math.ceil(((resetTime?.getTime() ?? 0) - clock.nowMs()) / 1_000)));
}
