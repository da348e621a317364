import { type Actor, actorName, may } from '../domain/permissions.ts';
import type { Normalised } from '../domain/ports.ts';
import { inTransaction, isStoreFailure } from '../store/database.ts';
import {
  beginReplay,
  discardQuarantinedRows,
  endQuarantine,
  type KeptEntry,
  listQuarantinedIds,
  noteFailedReplay,
  type QuarantineChoice,
} from '../store/quarantine.ts';
import { armReread } from '../store/sync.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { keptEvent } from './kept-event.ts';
import { applyEvent, confirmationOf, entryState, paymentRefOf } from './record-event.ts';
import type { ReadAgain, Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;
/** All of one cause are read in parts of this size; asking again goes on. */
const replayLimit = 200;

/**
 * Reads again what was put aside, with today's reader, and records it as its webhook would have been: once, whoever asks
 * how often. Each entry stands alone, so one that fails again stays aside with its new reason and the rest goes on.
 * Only people ask for this; nothing is tried by itself.
 */
export async function replayQuarantined(
  deps: FlowDeps,
  actor: Actor,
  choice: QuarantineChoice,
): Promise<Result<ReadAgain>> {
  if (!may(actor, 'replay')) return forbidden;
  const ids = await listQuarantinedIds(deps.store.reader, choice, { limit: replayLimit, worthTrying: true });
  if (ids.length === 0) return notFound;
  const counts = { recorded: 0, settled: 0, failed: 0 };
  let issues: string | null = null;
  for (const id of ids) {
    const end = await replayOne(deps, actor, id);
    if (end === null) continue;
    counts[end.outcome] += 1;
    issues = end.issues ?? issues;
  }
  deps.wake();
  deps.wakeReread();
  return { ok: true, ...counts, issues };
}

type End = Readonly<{ outcome: 'recorded' | 'settled' | 'failed'; issues?: string }>;

/** Null where it was not aside any more. */
async function replayOne(deps: FlowDeps, actor: Actor, id: string): Promise<End | null> {
  const kept = await deps.commits.submit((tx) => beginReplay(tx, id));
  if (kept === null) return null;
  try {
    const normalised = readKept(deps, kept);
    if (normalised.kind === 'unreadable') return await stayAside(deps, actor, id, normalised.issues);
    return await record(deps, actor, kept, normalised);
  } catch (error) {
    if (isStoreFailure(error)) throw error;
    deps.log.error({ event: 'replay_failed', inbox_id: id, error });
    return stayAside(deps, actor, id, error instanceof Error ? error.message.slice(0, 300) : 'unknown');
  }
}

/** An erasure leaves the entry and takes the text: nobody can read it any more, but the provider still has what it told. */
const textIsGone =
  'its text was erased with the person it named; a resync of the day it came reads the payment again, then discard it';

function readKept({ providers }: FlowDeps, kept: KeptEntry): Normalised {
  if (kept.text === '') return { kind: 'unreadable', issues: textIsGone };
  const event = keptEvent(kept);
  if (event) return { kind: 'event', event: { ...event, source: kept.source } };
  return (
    providers.get(kept.provider)?.readKept(kept, kept.source) ?? {
      kind: 'unreadable',
      issues: 'its provider is not configured any more',
    }
  );
}

function record(
  deps: FlowDeps,
  actor: Actor,
  kept: KeptEntry,
  normalised: Exclude<Normalised, { kind: 'unreadable' }>,
): Promise<End | null> {
  const { id } = kept;
  return deps.commits.submit(async (tx) => {
    const state = entryState(normalised);
    if (!(await endQuarantine(tx, id, { state, paymentRef: paymentRefOf(normalised) }))) return null;
    if (normalised.kind === 'unconfirmed') await armReread(tx, confirmationOf(kept, nowOf(deps)));
    if (normalised.kind === 'event') await applyEvent(tx, deps, normalised.event, nowOf(deps));
    await auditIn(tx, deps, actor, 'replay', id, state);
    return { outcome: state === 'recorded' ? 'recorded' : 'settled' };
  });
}

async function stayAside(deps: FlowDeps, actor: Actor, id: string, issues: string): Promise<End> {
  await deps.commits.submit(async (tx) => {
    await noteFailedReplay(tx, id, issues);
    await auditIn(tx, deps, actor, 'replay', id, `still aside: ${issues}`);
  });
  return { outcome: 'failed', issues };
}

/** Decided by a person: kept for the record, never recorded. */
export async function discardQuarantined(
  deps: FlowDeps,
  actor: Actor,
  choice: QuarantineChoice,
): Promise<Result<{ count: number }>> {
  if (!may(actor, 'manage_queue')) return forbidden;
  const ids = await listQuarantinedIds(deps.store.reader, choice, { limit: replayLimit, worthTrying: false });
  if (ids.length === 0) return notFound;
  const count = await inTransaction(deps.store, async (tx) => {
    const discarded = await discardQuarantinedRows(tx, ids, actorName(actor));
    for (const id of ids) await auditIn(tx, deps, actor, 'manage_queue', id, 'discarded');
    return discarded;
  });
  return { ok: true, count };
}
