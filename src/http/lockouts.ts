import { type Instant, instantOf, minuteMs, msOf, plusMs } from '../domain/time.ts';
import type { HttpDeps } from './deps.ts';
import { createWindowStore, secondsUntil } from './window-store.ts';

const lockoutMs = 15 * minuteMs;

export type Lockouts = Readonly<{
  /** Notes a refused token; the seconds to wait where this address has tried too often, else null. */
  refuse: (address: string) => Promise<string | null>;
}>;

/**
 * An address that tries too many wrong tokens is refused for a quarter of an hour, over a restart too. A valid token is
 * never asked where it comes from, so nobody can lock out a neighbour behind the same proxy.
 */
export function createLockouts({ clock, flows }: Pick<HttpDeps, 'clock' | 'flows'>, perMinute: number): Lockouts {
  const refused = createWindowStore(clock);
  const left = (until: Instant) => secondsUntil(new Date(msOf(until)), clock);
  return {
    refuse: async (address) => {
      const known = await flows.findLockout(address);
      if (known !== null) return left(known);
      if (refused.hit(address).totalHits <= perMinute) return null;
      const until = plusMs(instantOf(clock.nowMs()), lockoutMs);
      await flows.lockOut(address, until);
      return left(until);
    },
  };
}
