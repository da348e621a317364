import { type Backup, listUnneeded, newestSound } from '../domain/backups.ts';
import { type Actor, actorName, may } from '../domain/permissions.ts';
import { listBackups, makeBackup, removeBackup, verifyBackup } from '../store/backups.ts';
import { auditAction } from './audit.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';
import type { Result } from './types.ts';

const forbidden = { ok: false, reason: 'forbidden' } as const;
/** PostgreSQL has tools of its own for this. */
const invalid = { ok: false, reason: 'invalid' } as const;
const notFound = { ok: false, reason: 'not_found' } as const;

/**
 * Copies the database while it is used and looks at every page of the copy; then the backups that the keep rule does not
 * need any more go. SQLite only. Throws BackupFailed where there is no sound copy: the older ones are left alone then.
 */
export async function createBackup(
  deps: FlowDeps,
  actor: Actor,
  signal?: AbortSignal,
): Promise<Result<{ backup: Backup }>> {
  if (!may(actor, 'back_up')) return forbidden;
  const { store, dataDir, policy } = deps;
  if (store.file === null) return invalid;
  const backup = await makeBackup(store.file, dataDir, { now: nowOf(deps), by: actorName(actor), signal });
  await auditAction(deps, actor, 'back_up', backup.name, backup.sha256);
  for (const unneeded of listUnneeded(await listBackups(dataDir), policy.keepBackups, policy.zone))
    await removeBackup(dataDir, unneeded);
  deps.log.info({ event: 'backup_made', name: backup.name, bytes: backup.bytes });
  return { ok: true, backup };
}

/** Newest first; reads the descriptions only. */
export async function backups(deps: FlowDeps, actor: Actor): Promise<Result<{ backups: readonly Backup[] }>> {
  if (!may(actor, 'back_up')) return forbidden;
  if (deps.store.file === null) return invalid;
  return { ok: true, backups: await listBackups(deps.dataDir) };
}

/** Looks at every byte and page of one backup, the newest where none is named. What was found is kept with it. */
export async function checkBackup(
  deps: FlowDeps,
  actor: Actor,
  name: string | null,
): Promise<Result<{ backup: Backup }>> {
  if (!may(actor, 'back_up')) return forbidden;
  if (deps.store.file === null) return invalid;
  const all = await listBackups(deps.dataDir);
  const asked = name === null ? all[0] : all.find((backup) => backup.name === name);
  return asked ? { ok: true, backup: await verifyBackup(deps.dataDir, asked, nowOf(deps)) } : notFound;
}

/** The nightly backup; where it fails, people are told, with the newest one that can be relied on. */
export async function backUpNightly(deps: FlowDeps, actor: Actor, signal: AbortSignal): Promise<void> {
  try {
    await createBackup(deps, actor, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const detail = error instanceof Error ? error.message : 'unknown';
    const newest = newestSound(await listBackups(deps.dataDir).catch(() => []));
    const now = nowOf(deps);
    const notice = { kind: 'backup_failed' as const, detail: detail.slice(0, 200), newest: newest?.createdAt ?? null };
    await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, 'backup', now));
    deps.wake();
    throw error;
  }
}
