import type { Destination } from '../domain/ports.ts';
import { type Instant, minuteMs, msOf, plusMs, secondMs } from '../domain/time.ts';
import { type ClaimedDelivery, claimDue } from '../store/deliveries.ts';
import { findDestinationState } from '../store/destinations.ts';
import { countNewCards, mergeIntoDigest } from '../store/digests.ts';
import { listWaitingAddresses, type WaitingAddress } from '../store/waiting-addresses.ts';
import { type FlowDeps, isHeldBack, nowOf } from './deps.ts';
import { closeIfIdle, mayTry } from './destination-health.ts';
import { holdLease } from './hold-lease.ts';
import { sendAll } from './send-claimed.ts';

/** What a loop needs to know: how much was done, and when to look again at the latest. */
export type Delivered = Readonly<{ claimed: number; nextAt: Instant | null }>;

const idle: Delivered = { claimed: 0, nextAt: null };
/** One new card waiting longer than this turns the chat's waiting cards into a digest. */
const digestAfterMs = 3 * minuteMs;

/**
 * One round for one destination: claim (short transaction), render the newest state, call (no transaction), settle
 * (short transaction, fenced by the lease). At least once; see domain/decide-delivery.ts for what bounds repeats.
 */
export async function deliverDue(deps: FlowDeps, destination: Destination, signal: AbortSignal): Promise<Delivered> {
  if (isHeldBack(deps, destination)) return idle;
  const now = nowOf(deps);
  const state = await findDestinationState(deps.store.reader, destination.name);
  if (state.paused) return idle;
  const onTrial = state.breaker === 'open';
  if (onTrial && !(await mayTry(deps, destination, state, signal)))
    return { claimed: 0, nextAt: plusMs(now, secondMs) };
  const addresses = await listWaitingAddresses(deps.store.reader, destination.name);
  const ready = addresses.filter((one) => readyAt(destination, one, now) <= now);
  await makeDigests(deps, destination, ready, now);
  const claimed = await claimAndSend(deps, destination, ready, { now, onTrial, stopping: signal });
  if (claimed === 0 && onTrial) await closeIfIdle(deps, destination);
  return { claimed, nextAt: soonest(destination, addresses, now) };
}

type Round = Readonly<{ now: Instant; onTrial: boolean; stopping: AbortSignal }>;

/** Resolves with how many were taken. */
async function claimAndSend(
  deps: FlowDeps,
  destination: Destination,
  ready: readonly WaitingAddress[],
  round: Round,
): Promise<number> {
  if (ready.length === 0) return 0;
  const lease = holdLease(deps);
  try {
    const claimed = await claimReady(deps, destination, ready, round, lease.token);
    if (claimed.length > 0)
      await sendAll(deps, destination, claimed, { stopping: round.stopping, lease: lease.signal });
    return claimed.length;
  } finally {
    lease.release();
  }
}

function readyAt(
  destination: Destination,
  { address, nextDueAt, priority, waitUntil }: WaitingAddress,
  now: Instant,
): Instant {
  const dueAt = waitUntil !== null && waitUntil > nextDueAt ? waitUntil : nextDueAt;
  const paceMs = destination.readyInMs(address, priority);
  const pacedAt = paceMs > 0 ? plusMs(now, paceMs) : now;
  return dueAt > pacedAt ? dueAt : pacedAt;
}

function soonest(destination: Destination, addresses: readonly WaitingAddress[], now: Instant): Instant | null {
  const times = addresses.map((one) => readyAt(destination, one, now)).sort();
  return times[0] ?? null;
}

/** Too many waiting cards, or one waiting too long, become one message that names every purchase. */
async function makeDigests(
  deps: FlowDeps,
  { name, purchasesPerDigest: atMost }: Destination,
  ready: readonly WaitingAddress[],
  now: Instant,
): Promise<void> {
  if (atMost === undefined) return;
  for (const { address } of ready) {
    const route = { destination: name, address };
    const { count, oldestAt } = await countNewCards(deps.store.reader, route, now);
    const isOld = oldestAt !== null && msOf(now) - msOf(oldestAt) > digestAfterMs;
    if (count > deps.policy.digestAfterWaiting || (isOld && count > 1)) {
      await mergeIntoDigest(deps.store, route, { now, newId: deps.newId, atMost });
    }
  }
}

/** An open breaker lets one through, to see whether it arrives. */
async function claimReady(
  deps: FlowDeps,
  { name, pacing }: Destination,
  ready: readonly WaitingAddress[],
  { now, onTrial }: Round,
  leaseToken: string,
): Promise<readonly ClaimedDelivery[]> {
  const claim = (addresses: readonly string[], limit: number) =>
    claimDue(deps.store, { destination: name, addresses, now, limit, leaseToken });
  if (onTrial || pacing.batchSize > 1)
    return claim(ready.map((one) => one.address).slice(0, 1), onTrial ? 1 : pacing.batchSize);
  const perAddress = pacing.perAddress ?? 1;
  const claimed: ClaimedDelivery[] = [];
  for (const { address } of ready.slice(0, pacing.concurrency)) {
    const room = Math.min(perAddress, pacing.concurrency - claimed.length);
    if (room === 0) break;
    try {
      claimed.push(...(await claim([address], room)));
    } catch (error) {
      // What was claimed before the database failed is still ours and must not be forgotten.
      if (claimed.length === 0) throw error;
      break;
    }
  }
  return claimed;
}
