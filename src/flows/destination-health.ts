import { breakerFailures, type DeliveryStep, isOutage, probeWaitMs } from '../domain/decide-delivery.ts';
import type { DeliveryResult, Destination } from '../domain/ports.ts';
import { type Instant, plusMs } from '../domain/time.ts';
import type { Tx } from '../store/database.ts';
import type { ClaimedDelivery } from '../store/deliveries.ts';
import {
  closeBreaker,
  findDestinationState,
  holdAddress,
  listDestinationStatus,
  moveAddress,
  openBreaker,
  pauseDestinationRow,
} from '../store/destinations.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/** Failures in a row per destination; only opening and closing the breaker are stored. */
const failuresInRow = new WeakMap<Destination, number>();
/** Far enough away to mean "until somebody looks": an address that is gone. */
const untilSomebodyLooks = '9999-12-31T00:00:00.000Z' as Instant;

async function waitingCount(deps: FlowDeps, name: string): Promise<number> {
  const [status] = await listDestinationStatus(deps.store.reader, [name]);
  return status?.waiting ?? 0;
}

/** Asks the destination with a read-only call; closes an open breaker, with one notice, where it answers. */
export async function proveHealthy(deps: FlowDeps, destination: Destination, signal: AbortSignal): Promise<boolean> {
  const result = await destination
    .probe(signal)
    .catch((): DeliveryResult => ({ outcome: 'not_sent', code: 'probe', detail: 'probe failed' }));
  const state = await findDestinationState(deps.store.reader, destination.name);
  const now = nowOf(deps);
  if (result.outcome === 'delivered') {
    failuresInRow.delete(destination);
    if (state.breaker === 'open') await closeWithNotice(deps, destination, now);
    return true;
  }
  if (state.breaker === 'open') {
    const probes = state.failures + 1;
    await deps.commits.submit((tx) => openBreaker(tx, destination.name, plusMs(now, probeWaitMs(probes)), probes, now));
  }
  return false;
}

async function closeWithNotice(deps: FlowDeps, { name }: Destination, now: Instant): Promise<void> {
  const waiting = await waitingCount(deps, name);
  await deps.commits.submit(async (tx) => {
    await closeBreaker(tx, name, now);
    await enqueueNotice(tx, deps, { kind: 'breaker_closed', destination: name, waiting }, name, now);
  });
  deps.log.info({ event: 'breaker_closed', destination: name, waiting });
}

/** After so many failures in a row the destination is left alone and one notice tells it, instead of hundreds. */
export async function noteOutage(deps: FlowDeps, destination: Destination, result: DeliveryResult): Promise<void> {
  if (!isOutage(result.outcome)) {
    failuresInRow.delete(destination);
    return;
  }
  const failures = (failuresInRow.get(destination) ?? 0) + 1;
  failuresInRow.set(destination, failures);
  if (failures !== breakerFailures) return;
  const now = nowOf(deps);
  const code = result.outcome === 'delivered' ? '' : result.code;
  const waiting = await waitingCount(deps, destination.name);
  await deps.commits.submit(async (tx) => {
    await openBreaker(tx, destination.name, plusMs(now, probeWaitMs(1)), 1, now);
    await enqueueNotice(
      tx,
      deps,
      { kind: 'breaker_open', destination: destination.name, code, waiting },
      destination.name,
      now,
    );
  });
  deps.log.warn({ event: 'breaker_opened', destination: destination.name, code, waiting });
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
  if (result.outcome === 'delivered') return;
  const { code, detail } = result;
  if (result.outcome === 'told_when' && result.retryAfterMs)
    await holdAddress(tx, name, delivery.address, plusMs(now, result.retryAfterMs));
  if (result.outcome === 'gone') await holdAddress(tx, name, delivery.address, untilSomebodyLooks);
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
