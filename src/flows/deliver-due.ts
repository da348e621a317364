import { nextStep } from '../domain/decide-delivery.ts';
import type { DeliveryId } from '../domain/ids.ts';
import type { DeliveryResult, Destination, Outgoing } from '../domain/ports.ts';
import { type Instant, minuteMs, msOf, plusMs, secondMs } from '../domain/time.ts';
import type { Tx } from '../store/database.ts';
import {
  type ClaimedDelivery,
  claimDue,
  markSending,
  releaseClaimed,
  settleAsMerged,
  settleDelivery,
} from '../store/deliveries.ts';
import { findContent, findShown } from '../store/delivery-content.ts';
import { findDestinationState, findMovedTo } from '../store/destinations.ts';
import { countNewCards, mergeIntoDigest } from '../store/digests.ts';
import { findChatLocale, insertHandle } from '../store/people.ts';
import { listWaitingAddresses, type WaitingAddress } from '../store/waiting-addresses.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { noteConsequences, noteOutage, proveHealthy } from './destination-health.ts';

/** What a loop needs to know: how much was done, and when to look again at the latest. */
export type Delivered = Readonly<{ claimed: number; nextAt: Instant | null }>;

const idle: Delivered = { claimed: 0, nextAt: null };
/** One new card waiting longer than this turns the chat's waiting cards into a digest. */
const digestAfterMs = 3 * minuteMs;
/** Where people chat: digests and buttons are for it. */
const chatDestination = 'telegram';

/**
 * One round for one destination: claim (short transaction), render the newest state, call (no transaction), settle
 * (short transaction, fenced by the lease). At least once; see domain/decide-delivery.ts for what bounds repeats.
 */
export async function deliverDue(deps: FlowDeps, destination: Destination, signal: AbortSignal): Promise<Delivered> {
  if (deps.stopLatch.isStopped) return idle;
  const now = nowOf(deps);
  const state = await findDestinationState(deps.store.reader, destination.name);
  if (state.paused) return idle;
  if (state.breaker === 'open') {
    const due = state.probeAt === null || state.probeAt <= now;
    if (!due || !(await proveHealthy(deps, destination, signal))) return { claimed: 0, nextAt: plusMs(now, secondMs) };
  }
  const addresses = await listWaitingAddresses(deps.store.reader, destination.name);
  const ready = addresses.filter((one) => readyAt(destination, one, now) <= now);
  await makeDigests(deps, destination, ready, now);
  const claimed = await claimReady(deps, destination, ready, now);
  if (claimed.length > 0) await sendAll(deps, destination, claimed, signal);
  return { claimed: claimed.length, nextAt: soonest(destination, addresses, now) };
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
  { name }: Destination,
  ready: readonly WaitingAddress[],
  now: Instant,
): Promise<void> {
  if (name !== chatDestination) return;
  for (const { address } of ready) {
    const route = { destination: name, address };
    const { count, oldestAt } = await countNewCards(deps.store.reader, route);
    const isOld = oldestAt !== null && msOf(now) - msOf(oldestAt) > digestAfterMs;
    if (count > deps.policy.digestAfterWaiting || (isOld && count > 1)) {
      await mergeIntoDigest(deps.store, route, { now, newId: deps.newId });
    }
  }
}

async function claimReady(
  deps: FlowDeps,
  { name, pacing }: Destination,
  ready: readonly WaitingAddress[],
  now: Instant,
) {
  const leaseToken = deps.newId('lse');
  const claim = (addresses: readonly string[], limit: number) =>
    claimDue(deps.store, { destination: name, addresses, now, limit, leaseToken });
  if (pacing.batchSize > 1) return claim(ready.map((one) => one.address).slice(0, 1), pacing.batchSize);
  const perAddress = pacing.perAddress ?? 1;
  const claimed: ClaimedDelivery[] = [];
  for (const { address } of ready.slice(0, pacing.concurrency)) {
    const room = Math.min(perAddress, pacing.concurrency - claimed.length);
    if (room > 0) claimed.push(...(await claim([address], room)));
  }
  return claimed;
}

type Prepared = Readonly<{ delivery: ClaimedDelivery; outgoing: Outgoing; isRepeatable: boolean }>;

async function sendAll(
  deps: FlowDeps,
  destination: Destination,
  claimed: readonly ClaimedDelivery[],
  signal: AbortSignal,
): Promise<void> {
  const doubtful = claimed.some((delivery) => delivery.doubt > 0) && !destination.keyed;
  if (doubtful && !(await proveHealthy(deps, destination, signal))) {
    await deps.commits.submit(async (tx) => {
      for (const delivery of claimed) await releaseClaimed(tx, delivery, plusMs(nowOf(deps), 5 * secondMs));
    });
    return;
  }
  const prepared = (await Promise.all(claimed.map((delivery) => prepare(deps, destination, delivery)))).filter(
    (one) => one !== null,
  );
  if (prepared.length === 0) return;
  if (destination.pacing.batchSize > 1) await callAndSettle(deps, destination, prepared, signal);
  else await Promise.all(prepared.map((one) => callAndSettle(deps, destination, [one], signal)));
}

/** Renders what is to be said now; null where there is nothing to say or the lease is gone. */
async function prepare(deps: FlowDeps, destination: Destination, delivery: ClaimedDelivery): Promise<Prepared | null> {
  const { reader } = deps.store;
  const content = await findContent(reader, delivery);
  const shown = await findShown(reader, destination.name, delivery);
  const neverShown = content?.kind === 'purchase' && content.purchase.state === 'merged' && shown === null;
  if (content === null || neverShown) {
    await deps.commits.submit((tx) => settleAsMerged(tx, delivery, nowOf(deps)));
    return null;
  }
  if (!(await deps.commits.submit((tx) => markSending(tx, delivery)))) return null;
  const outgoing: Outgoing = {
    deliveryId: delivery.id as DeliveryId,
    address: await findMovedTo(reader, destination.name, delivery.address),
    locale: (await findChatLocale(reader, delivery.address)) ?? deps.policy.defaultLocale,
    content,
    remoteId: shown?.remoteId ?? null,
    shownHash: shown?.shownHash ?? null,
    mayRepeat: delivery.doubt > 0,
    handle: shown?.handle ?? deps.randomHandle(),
  };
  return { delivery, outgoing, isRepeatable: destination.keyed || outgoing.remoteId !== null };
}

/** A stop that came after the claim still holds this back: nothing was sent. */
const heldBack: DeliveryResult = {
  outcome: 'told_when',
  code: 'stopped',
  detail: 'stopped before the call',
  retryAfterMs: 0,
};

async function callAndSettle(
  deps: FlowDeps,
  destination: Destination,
  prepared: readonly Prepared[],
  signal: AbortSignal,
): Promise<void> {
  const startedAt = nowOf(deps);
  const startedMs = performance.now();
  const results = deps.stopLatch.isStopped
    ? prepared.map(() => heldBack)
    : await call(
        deps,
        destination,
        prepared.map((one) => one.outgoing),
        signal,
      );
  const durationMs = performance.now() - startedMs;
  await Promise.all(
    prepared.map((one, index) => {
      const result = results[index] ?? brokenResult('no result for this delivery');
      return settle(deps, destination, one, result, startedAt, durationMs);
    }),
  );
}

function brokenResult(detail: string): DeliveryResult {
  return { outcome: 'unrecognised', code: 'destination_failed', detail };
}

async function call(
  deps: FlowDeps,
  destination: Destination,
  batch: readonly Outgoing[],
  signal: AbortSignal,
): Promise<readonly DeliveryResult[]> {
  try {
    return await destination.deliver(batch, signal);
  } catch (error) {
    deps.log.error({ event: 'destination_failed', destination: destination.name, error });
    return batch.map(() => brokenResult(error instanceof Error ? error.name : 'unknown'));
  }
}

async function settle(
  deps: FlowDeps,
  destination: Destination,
  one: Prepared,
  result: DeliveryResult,
  startedAt: Instant,
  durationMs: number,
): Promise<void> {
  const { delivery, outgoing, isRepeatable } = one;
  const now = nowOf(deps);
  const situation = { attempts: delivery.attempts, doubt: delivery.doubt, isRepeatable };
  const step = nextStep(result, situation, { now, random: deps.random() });
  const settlement = {
    destination: destination.name,
    delivery,
    result,
    step,
    handle: outgoing.handle,
    startedAt,
    now,
    durationMs,
  };
  await deps.commits.submit(async (tx) => {
    if ((await settleDelivery(tx, settlement)) === 'lease_lost') return;
    await bindButtons(tx, destination, one, result, now);
    await noteConsequences(tx, deps, destination, { delivery, result, step, now });
  });
  await noteOutage(deps, destination, result);
}

/** Buttons of a chat message mean something only in that chat and for that subject. */
async function bindButtons(
  tx: Tx,
  { name }: Destination,
  one: Prepared,
  result: DeliveryResult,
  now: Instant,
): Promise<void> {
  const { delivery, outgoing } = one;
  if (name !== chatDestination || result.outcome !== 'delivered' || !result.remoteId || delivery.kind === 'digest')
    return;
  const [messageId] = result.remoteId.split(',');
  const kind = delivery.kind === 'notice' ? 'failures' : 'purchase';
  const chatId = result.movedTo ?? outgoing.address;
  await insertHandle(
    tx,
    outgoing.handle,
    { chatId, messageId: messageId ?? null, kind, subjectId: delivery.subjectId },
    now,
  );
}
