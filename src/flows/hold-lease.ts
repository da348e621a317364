import { secondMs } from '../domain/time.ts';
import { after } from '../lib/timer.ts';
import { leaseSeconds, renewLease } from '../store/deliveries.ts';
import type { FlowDeps } from './deps.ts';

export type LeaseTimes = Readonly<{
  renewEveryMs: number;
  /** Not renewed for so long, the lease counts as over: earlier than the database says, so that a call ends before. */
  lapseMs: number;
}>;

export const leaseTimes: LeaseTimes = { renewEveryMs: 8 * secondMs, lapseMs: (leaseSeconds - 5) * secondMs };

export type HeldLease = Readonly<{
  token: string;
  /** Aborts where the lease could not be renewed: what is under way is broken off before another worker takes it over. */
  signal: AbortSignal;
  release: () => void;
}>;

type Deps = Pick<FlowDeps, 'store' | 'commits' | 'log' | 'newId'>;

/**
 * A lease for what is about to be claimed, renewed while it is under way: so it may be short, and the work of a dead
 * worker waits less, however long a call, a message of many parts or a batch of rows takes. Held from before the claim,
 * so the time of the claim itself counts. On SQLite leases end with their process and need none of this.
 */
export function holdLease(deps: Deps, times: LeaseTimes = leaseTimes): HeldLease {
  const token = deps.newId('lse');
  const lapsed = new AbortController();
  if (deps.store.kind === 'sqlite') return { token, signal: lapsed.signal, release: () => undefined };
  const lapseIn = (ms: number) => after(ms, () => lapsed.abort());
  let callOffLapse = lapseIn(times.lapseMs);
  let callOffRenewal = after(times.renewEveryMs, renew);
  let isReleased = false;

  function renew(): void {
    const askedMs = performance.now();
    deps.commits
      .submit((tx) => renewLease(tx, token))
      .then((isOurs) => {
        if (!isOurs || isReleased) return;
        callOffLapse();
        callOffLapse = lapseIn(times.lapseMs - (performance.now() - askedMs));
      })
      .catch((error: unknown) => deps.log.warn({ event: 'lease_not_renewed', error }))
      .finally(() => {
        if (!isReleased) callOffRenewal = after(times.renewEveryMs, renew);
      });
  }

  const release = () => {
    isReleased = true;
    callOffLapse();
    callOffRenewal();
  };
  return { token, signal: lapsed.signal, release };
}
