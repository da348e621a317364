import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLimiter, type Limiter, LimiterError } from '../../src/lib/limiter.ts';

const group = { perWindow: 20, windowMs: 60_000, burst: 5 };
const person = { perWindow: 60, windowMs: 60_000, burst: 3 };
const bot = { perWindow: 30, windowMs: 1_000, burst: 30 };

let limiter: Limiter;
beforeEach(() => {
  vi.useFakeTimers();
  limiter = createLimiter({
    overall: bot,
    rateOf: (address) => (address.startsWith('-') ? group : person),
    clock: { nowMs: () => Date.now() },
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Times of the takes, in milliseconds from now. */
async function takeAll(count: number, address: string, priority = 5, forMs = 600_000): Promise<readonly number[]> {
  const startedAt = Date.now();
  const times: number[] = [];
  for (let i = 0; i < count; i += 1) {
    limiter.take(address, priority, { maxWaitMs: forMs }).then(
      () => times.push(Date.now() - startedAt),
      () => undefined,
    );
  }
  await vi.advanceTimersByTimeAsync(forMs);
  return times;
}

function mostWithin(times: readonly number[], windowMs: number): number {
  return Math.max(...times.map((from) => times.filter((t) => t >= from && t < from + windowMs).length));
}

describe('the limiter', () => {
  it('keeps a group at 20 in any minute, begins with a burst and uses the room it has', async () => {
    const times = await takeAll(100, '-1');
    expect(times).toHaveLength(100);
    expect(mostWithin(times, 60_000)).toBeLessThanOrEqual(20);
    expect(times.slice(0, 4)).toEqual([0, 0, 0, 0]);
    expect(times.at(-1)).toBeLessThan(330_000);
  });

  it('keeps a person at about one a second', async () => {
    const times = await takeAll(10, '7');
    expect(times.slice(0, 2)).toEqual([0, 0]);
    expect(times.at(-1)).toBeGreaterThanOrEqual(7_000);
    expect(times.at(-1)).toBeLessThanOrEqual(9_000);
  });

  it('keeps the bot at 30 a second over all chats', async () => {
    const startedAt = Date.now();
    const times: number[] = [];
    for (let chat = 0; chat < 90; chat += 1) {
      void limiter.take(String(chat), 5).then(() => times.push(Date.now() - startedAt));
    }
    await vi.advanceTimersByTimeAsync(10_000);
    expect(times).toHaveLength(90);
    expect(mostWithin(times, 1_000)).toBeLessThanOrEqual(30);
  });

  it('leaves room for an answer, and lets it go before those who wait', async () => {
    const order: string[] = [];
    for (let i = 0; i < 6; i += 1) void limiter.take('-1', 5).then(() => order.push(`card ${i}`));
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toHaveLength(4);
    expect(limiter.readyInMs('-1', 0)).toBe(0);
    void limiter.take('-1', 0).then(() => order.push('answer'));
    await vi.advanceTimersByTimeAsync(0);
    expect(order.at(-1)).toBe('answer');
    void limiter.take('-1', 0).then(() => order.push('second answer'));
    await vi.advanceTimersByTimeAsync(30_000);
    expect(order.indexOf('second answer')).toBeLessThan(order.indexOf('card 4'));
  });

  it('says when a place will be free, counting those who wait', async () => {
    expect(limiter.readyInMs('-1', 5)).toBe(0);
    for (let i = 0; i < 5; i += 1) void limiter.take('-1', 5);
    await vi.advanceTimersByTimeAsync(0);
    expect(limiter.readyInMs('-1', 5)).toBe(6_000);
    expect(limiter.readyInMs('-2', 5)).toBe(0);
  });

  it('pauses one address or all', async () => {
    limiter.pauseFor('-1', 5_000);
    expect(limiter.readyInMs('-1', 0)).toBe(5_000);
    expect(limiter.readyInMs('-2', 0)).toBe(0);
    limiter.pauseFor(null, 2_000);
    limiter.pauseFor(null, 1_000);
    expect(limiter.readyInMs('-2', 0)).toBe(2_000);
    expect((await takeAll(1, '-1', 0))[0]).toBe(5_000);
  });

  it('refuses a wait that is too long, at once, and one that became too long, in time', async () => {
    limiter.pauseFor('-1', 60_000);
    await expect(limiter.take('-1', 5, { maxWaitMs: 1_000 })).rejects.toMatchObject({ readyInMs: 60_000 });
    const waiting = limiter.take('-2', 5, { maxWaitMs: 1_000 }).then(
      () => limiter.take('-3', 5),
      () => undefined,
    );
    await waiting;
    for (let i = 0; i < 4; i += 1) await limiter.take('-4', 5);
    const late = limiter.take('-4', 5, { maxWaitMs: 4_000 }).catch((error: unknown) => error);
    limiter.pauseFor('-4', 60_000);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(await late).toBeInstanceOf(LimiterError);
  });

  it('lets a caller go who gives up, and the next one in', async () => {
    limiter.pauseFor('-1', 5_000);
    const caller = new AbortController();
    const gone = limiter.take('-1', 5, { signal: caller.signal }).catch((error: unknown) => error);
    const times = takeAll(1, '-1');
    caller.abort(new Error('enough'));
    expect(await gone).toMatchObject({ message: 'enough' });
    expect(await times).toEqual([5_000]);
    await expect(limiter.take('-1', 5, { signal: caller.signal })).rejects.toThrow('enough');
  });

  it('forgets idle addresses', async () => {
    for (let i = 0; i < 500; i += 1) {
      await vi.advanceTimersByTimeAsync(40);
      await limiter.take(`-${i}`, 0);
    }
    expect(limiter.size()).toBe(500);
    await vi.advanceTimersByTimeAsync(120_000);
    await limiter.take('-501', 0);
    expect(limiter.size()).toBe(1);
  });
});
