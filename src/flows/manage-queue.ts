import type { DeliveryId } from '../domain/ids.ts';
import { type Action, type Actor, actorName, may } from '../domain/permissions.ts';
import { minuteMs, plusMs } from '../domain/time.ts';
import type { DestinationStatus, FailureGroup, QuarantineView } from '../domain/views.ts';
import { inTransaction, type Tx } from '../store/database.ts';
import { listDestinationStatus, pauseDestinationRow, resumeDestinationRow } from '../store/destinations.ts';
import { listQuarantineCauses, listQuarantined, type QuarantineCause } from '../store/quarantine.ts';
import {
  cancelWaiting,
  countDeliveredSince,
  discardDead,
  listDeadIds,
  listFailureGroups,
  listReplayable,
  replayDead,
  restoreCancelled,
} from '../store/queue.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { trace } from './look-up.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
/** A group is replayed in parts of this size; pressing again goes on. */
const replayLimit = 1_000;
const quarantineShown = 20;
const causesShown = 20;
/** What a destination's pace is told over. */
const latelyMs = 5 * minuteMs;

/** Checks the right, does the work and writes who did it in one transaction, then wakes the loops. */
async function asAudited<T>(
  deps: FlowDeps,
  actor: Actor,
  action: Action,
  subject: string,
  work: (tx: Tx) => Promise<T>,
): Promise<Result<{ value: T }>> {
  if (!may(actor, action)) return forbidden;
  const value = await inTransaction(deps.store, async (tx) => {
    const done = await work(tx);
    await auditIn(tx, deps, actor, action, subject, typeof done === 'number' ? String(done) : null);
    return done;
  });
  deps.wake();
  return { ok: true, value };
}

function counted(result: Result<{ value: number }>): Result<{ count: number }> {
  return result.ok ? { ok: true, count: result.value } : result;
}

export async function queue(
  deps: FlowDeps,
  actor: Actor,
): Promise<Result<{ destinations: readonly DestinationStatus[] }>> {
  if (!may(actor, 'see_queue')) return forbidden;
  const { reader } = deps.store;
  const rows = await listDestinationStatus(reader, [...deps.destinations.keys()]);
  const lately = await countDeliveredSince(reader, plusMs(nowOf(deps), -latelyMs));
  return { ok: true, destinations: rows.map((row) => ({ ...row, deliveredLately: lately.get(row.name) ?? 0 })) };
}

export async function pauseDestination(
  deps: FlowDeps,
  actor: Actor,
  name: string,
  reason: string | null,
): Promise<Result> {
  if (!deps.destinations.has(name)) return notFound;
  return asAudited(deps, actor, 'manage_queue', `pause ${name}`, (tx) =>
    pauseDestinationRow(tx, name, actorName(actor), reason, nowOf(deps)),
  );
}

export async function resumeDestination(deps: FlowDeps, actor: Actor, name: string): Promise<Result> {
  if (!deps.destinations.has(name)) return notFound;
  return asAudited(deps, actor, 'manage_queue', `resume ${name}`, (tx) => resumeDestinationRow(tx, name, nowOf(deps)));
}

export async function clearDestination(
  deps: FlowDeps,
  actor: Actor,
  name: string,
): Promise<Result<{ count: number; undoId: string }>> {
  if (!deps.destinations.has(name)) return notFound;
  const undoId = deps.newId('aud');
  const done = counted(
    await asAudited(deps, actor, 'clear_queue', `clear ${name} (${undoId})`, (tx) =>
      cancelWaiting(tx, name, undoId, nowOf(deps)),
    ),
  );
  return done.ok ? { ...done, undoId } : done;
}

export async function undoClear(deps: FlowDeps, actor: Actor, undoId: string): Promise<Result<{ count: number }>> {
  // What was discarded, or never told because notifications are off, was not cleared: it has no such id.
  if (!undoId.startsWith('aud_')) return may(actor, 'clear_queue') ? notFound : forbidden;
  return counted(
    await asAudited(deps, actor, 'clear_queue', `undo ${undoId}`, (tx) => restoreCancelled(tx, undoId, nowOf(deps))),
  );
}

type Failures = {
  groups: readonly FailureGroup[];
  quarantined: readonly QuarantineView[];
  causes: readonly QuarantineCause[];
};

export async function failures(deps: FlowDeps, actor: Actor): Promise<Result<Failures>> {
  if (!may(actor, 'see_queue')) return forbidden;
  const { reader } = deps.store;
  return {
    ok: true,
    groups: await listFailureGroups(reader),
    quarantined: await listQuarantined(reader, quarantineShown),
    causes: await listQuarantineCauses(reader, causesShown),
  };
}

/** A dead delivery by its id, or all dead deliveries of the payment that the text leads to. */
export async function replay(deps: FlowDeps, actor: Actor, id: string): Promise<Result<{ count: number }>> {
  if (!may(actor, 'replay')) return forbidden;
  const direct = await listReplayable(deps.store.reader, [id]);
  const traced = direct.length > 0 ? null : await trace(deps, actor, id);
  const ids = traced?.ok
    ? traced.trace.deliveries.filter(({ state }) => state === 'dead').map((one) => one.id)
    : direct;
  if (ids.length === 0 && !traced?.ok) return notFound;
  // The question may be an address or a number: the record names the payment.
  const subject = traced?.ok ? traced.trace.payment.id : id;
  return counted(await asAudited(deps, actor, 'replay', subject, (tx) => replayDead(tx, ids, nowOf(deps))));
}

export async function replayGroup(
  deps: FlowDeps,
  actor: Actor,
  destination: string,
  code: string,
): Promise<Result<{ count: number }>> {
  if (!may(actor, 'replay')) return forbidden;
  const ids = await listDeadIds(deps.store.reader, destination, code, replayLimit);
  return counted(
    await asAudited(deps, actor, 'replay', `${destination} ${code}`, (tx) => replayDead(tx, ids, nowOf(deps))),
  );
}

export async function discardGroup(
  deps: FlowDeps,
  actor: Actor,
  destination: string,
  code: string,
): Promise<Result<{ count: number }>> {
  if (!may(actor, 'manage_queue')) return forbidden;
  return discard(deps, actor, await listDeadIds(deps.store.reader, destination, code, replayLimit));
}

export async function discard(
  deps: FlowDeps,
  actor: Actor,
  ids: readonly DeliveryId[],
): Promise<Result<{ count: number }>> {
  return counted(
    await asAudited(deps, actor, 'manage_queue', 'discard', (tx) =>
      discardDead(tx, ids, actorName(actor), nowOf(deps)),
    ),
  );
}
