/**
 * The only reader of the wall clock. Everything else receives a clock or an instant, so that tests and the demo can
 * move time. Milliseconds since the Unix epoch, UTC.
 */
export type Clock = Readonly<{ nowMs: () => number }>;

export const systemClock: Clock = { nowMs: () => Date.now() };

/** A clock that runs with the system's but can be moved forward: for the demo's "an hour later" and for tests. */
export type AdjustableClock = Clock & Readonly<{ advance: (ms: number) => void }>;

/** Starts at `startMs` where given, else at the system's time; `advance` refuses to go back. */
export function createAdjustableClock(startMs = Date.now()): AdjustableClock {
  const startedAtMs = Date.now();
  let offsetMs = startMs - startedAtMs;
  return {
    nowMs: () => Date.now() + offsetMs,
    advance: (ms) => {
      if (ms < 0) throw new RangeError('a clock is moved forward only');
      offsetMs += ms;
    },
  };
}
