import { type Actor, actorName } from '../domain/permissions.ts';
import type { Instant } from '../domain/time.ts';
import { inTransaction, type Store } from '../store/database.ts';
import { findRestoredAt, markRestored } from '../store/mark-restored.ts';
import { migrateUp } from '../store/migrate.ts';
import { auditIn } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/**
 * Makes a staged backup fit to be put in the database's place: migrated up, everything in it history, and told so by
 * one notice. `deps` are bound to the staged file, which nobody serves; the caller has checked that the actor may and
 * that no owner lives. Returns how many deliveries to people were cancelled.
 */
export async function prepareRestored(
  deps: FlowDeps,
  actor: Actor,
  backup: Readonly<{ name: string; createdAt: Instant | null }>,
): Promise<number> {
  await migrateUp(deps.store);
  await deps.livePolicy.refresh(deps.store.reader);
  const now = nowOf(deps);
  return inTransaction(deps.store, async (tx) => {
    const cancelled = await markRestored(tx, now, actorName(actor));
    await auditIn(tx, deps, actor, 'restore', backup.name, String(cancelled));
    const notice = { kind: 'restored' as const, by: actorName(actor), from: backup.createdAt };
    await enqueueNotice(tx, deps, notice, backup.name, now);
    return cancelled;
  });
}

/** Since when things are news again. Asked for once a process: nobody restores under a process that serves. */
export function createQuietBefore(store: Store): () => Promise<Instant | null> {
  let known: Promise<Instant | null> | null = null;
  return () => {
    known ??= findRestoredAt(store.reader).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}
