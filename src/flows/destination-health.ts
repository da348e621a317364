import { breakerFailures, type DeliveryStep, isOutage, probeWaitMs } from '../domain/decide-delivery.ts';
import { isForBuyer, type Route } from '../domain/deliveries.ts';
import type { DeliveryResult, Destination } from '../domain/ports.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import { settleAsBlocked } from '../store/broadcasts.ts';
import type { Tx } from '../store/database.ts';
import type { ClaimedDelivery } from '../store/deliveries.ts';
import {
  closeBreaker,
  type DestinationState,
  findDestinationState,
  holdAddress,
  listDestinationStatus,
  moveAddress,
  openBreaker,
  pauseDestinationRow,
  untilSomebodyLooks,
} from '../store/destinations.ts';
import { findOrder } from '../store/shop/orders.ts';
import { followAccess } from './access/settled.ts';
import { giveUpWinners, tellNotTold } from './contests/winners.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { forwardNotices, isLastResort, noticesCheck } from './notice-routes.ts';
import { enqueueNotice } from './record-event.ts';
import { tellBuyerAway } from './shop/buyer-away.ts';

/** Failures in a row per destination; only opening and closing the breaker are stored. */
const failuresInRow = new WeakMap<Destination, number>();

async function waitingCount(deps: FlowDeps, name: string): Promise<number> {
  const [status] = await listDestinationStatus(deps.store.reader, [name]);
  return status?.waiting ?? 0;
}

/** Asks the destination with a read-only call. */
export async function proveHealthy(destination: Destination, signal: AbortSignal): Promise<boolean> {
  const result = await destination
    .probe(signal)
    .catch((): DeliveryResult => ({ outcome: 'not_sent', code: 'probe', detail: 'probe failed' }));
  return result.outcome === 'delivered';
}

/**
 * Whether an open breaker lets one delivery through to see: when the time for the next probe has come and the probe
 * succeeds. A service that answers probes but takes no message stays behind its breaker.
 */
export async function mayTry(
  deps: FlowDeps,
  destination: Destination,
  state: DestinationState,
  signal: AbortSignal,
): Promise<boolean> {
  if (state.probeAt !== null && state.probeAt > nowOf(deps)) return false;
  const isHealthy = await proveHealthy(destination, signal);
  if (!isHealthy) await waitForNextProbe(deps, destination, state);
  return isHealthy;
}

async function waitForNextProbe(deps: FlowDeps, { name }: Destination, { failures }: DestinationState): Promise<void> {
  const now = nowOf(deps);
  const probes = failures + 1;
  await deps.commits.submit((tx) => openBreaker(tx, name, plusMs(now, probeWaitMs(probes)), probes, now));
}

/** The probe succeeded and nothing is there to try it with: it counts as well again. */
export async function closeIfIdle(deps: FlowDeps, destination: Destination): Promise<void> {
  failuresInRow.delete(destination);
  await closeWithNotice(deps, destination, nowOf(deps));
}

async function closeWithNotice(deps: FlowDeps, { name }: Destination, now: Instant): Promise<void> {
  const waiting = await waitingCount(deps, name);
  await deps.commits.submit(async (tx) => {
    await closeBreaker(tx, name, now);
    await enqueueNotice(tx, deps, { kind: 'breaker_closed', destination: name, waiting }, name, now);
  });
  deps.log.info({ event: 'breaker_closed', destination: name, waiting });
}

/**
 * After so many failures in a row the destination is left alone and one notice tells it, instead of hundreds; the first
 * delivery that arrives again ends that.
 */
export async function noteOutage(deps: FlowDeps, destination: Destination, result: DeliveryResult): Promise<void> {
  if (destination.servesApart) return;
  const state = await findDestinationState(deps.store.reader, destination.name);
  const isOpen = state.breaker === 'open';
  if (!isOutage(result.outcome)) {
    failuresInRow.delete(destination);
    if (isOpen && result.outcome === 'delivered') await closeWithNotice(deps, destination, nowOf(deps));
    return;
  }
  const failures = (failuresInRow.get(destination) ?? 0) + 1;
  failuresInRow.set(destination, failures);
  const isDue = state.probeAt === null || state.probeAt <= nowOf(deps);
  if (isOpen && isDue) await waitForNextProbe(deps, destination, state);
  if (!isOpen && failures >= breakerFailures) await openWithNotice(deps, destination, result);
}

async function openWithNotice(deps: FlowDeps, { name }: Destination, result: DeliveryResult): Promise<void> {
  const now = nowOf(deps);
  const code = result.outcome === 'delivered' ? '' : result.code;
  const waiting = await waitingCount(deps, name);
  await deps.commits.submit(async (tx) => {
    await openBreaker(tx, name, plusMs(now, probeWaitMs(1)), 1, now);
    await enqueueNotice(tx, deps, { kind: 'breaker_open', destination: name, code, waiting }, name, now);
  });
  deps.log.warn({ event: 'breaker_opened', destination: name, code, waiting });
}

/** Where no message can say it, the log does. */
async function warnIfNobodyIsTold(tx: Tx, deps: FlowDeps): Promise<void> {
  const check = await noticesCheck(tx, deps);
  if (check?.status === 'fail') deps.log.error({ event: 'nobody_can_be_told', detail: check.detail });
}

async function loseAddress(tx: Tx, deps: FlowDeps, lost: Route, now: Instant): Promise<void> {
  await holdAddress(tx, lost.destination, lost.address, untilSomebodyLooks);
  await giveUpWinners(tx, deps);
  await forwardNotices(tx, deps, lost, now);
}

async function missBuyer(tx: Tx, deps: FlowDeps, delivery: ClaimedDelivery, code: string): Promise<void> {
  const { kind, address, subjectId } = delivery;
  deps.log.warn({ event: 'buyer_away', telegram_id: address, code });
  const isPaid = kind === 'access' || (kind === 'order' && (await findOrder(tx, subjectId))?.status === 'paid');
  if (isPaid) await tellBuyerAway(tx, deps, address, code);
}

type Settled = Readonly<{ delivery: ClaimedDelivery; result: DeliveryResult; step: DeliveryStep; now: Instant }>;

/** What one result means beyond its delivery: who else waits, what is paused, who is told. In the settling transaction. */
export async function noteConsequences(
  tx: Tx,
  deps: FlowDeps,
  destination: Destination,
  settled: Settled,
): Promise<void> {
  const { delivery, result, step, now } = settled;
  const { name } = destination;
  if (result.movedTo && result.movedTo !== delivery.address)
    await moveAddress(tx, name, delivery.address, result.movedTo);
  if (result.notice) await enqueueNotice(tx, deps, result.notice, name, now);
  await followAccess(tx, deps, delivery, result);
  if (result.outcome === 'delivered') return;
  if (result.outcome === 'gone' && delivery.kind === 'broadcast')
    return settleAsBlocked(tx, delivery.id, delivery.address, now);
  if (step.state === 'dead' && delivery.kind === 'won') return tellNotTold(tx, deps, delivery, result.code);
  const { code, detail } = result;
  if (result.outcome === 'told_when' && result.retryAfterMs)
    await holdAddress(tx, name, delivery.address, plusMs(now, result.retryAfterMs));
  if (result.outcome === 'gone' && isLastResort(deps, delivery)) {
    deps.log.warn({ event: 'owner_not_reachable', owner: delivery.address, code });
    return warnIfNobodyIsTold(tx, deps);
  }
  if (result.outcome === 'gone') await loseAddress(tx, deps, { destination: name, address: delivery.address }, now);
  if (result.outcome === 'gone' && isForBuyer(delivery.kind)) return missBuyer(tx, deps, delivery, code);
  if (result.outcome === 'config') await pauseDestinationRow(tx, name, 'payops', code, now);
  if (result.outcome === 'gone' || result.outcome === 'config') {
    await enqueueNotice(
      tx,
      deps,
      { kind: 'destination_paused', destination: name, code, detail },
      `${name}:${code}`,
      now,
    );
    deps.log.warn({ event: 'destination_paused', destination: name, code });
    await warnIfNobodyIsTold(tx, deps);
  }
  if (step.state === 'dead') {
    await enqueueNotice(
      tx,
      deps,
      { kind: 'delivery_dead', destination: name, delivery: delivery.id, code },
      `${name}:${code}`,
      now,
    );
    deps.log.warn({ event: 'delivery_dead', destination: name, delivery_id: delivery.id, code });
  }
}
