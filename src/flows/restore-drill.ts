import { copyFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Backup, newestSound } from '../domain/backups.ts';
import type { Notice } from '../domain/views.ts';
import { backupsFolder, findProblem, listBackups } from '../store/backups.ts';
import { openStore } from '../store/database.ts';
import { listViolations } from '../store/invariants.ts';
import { migrateUp } from '../store/migrate.ts';
import { type FlowDeps, nowOf } from './deps.ts';
import { enqueueNotice } from './record-event.ts';

/** Whatever ends a drill too early leaves nothing: the next backup takes unfinished files away. */
const drillFile = 'drill.db.part';

/** The copy is brought up as a restore would, then asked for everything that must always hold. */
async function findBrokenRule(
  deps: FlowDeps,
  file: string,
  { createdAt }: Backup,
  signal: AbortSignal,
): Promise<string | null> {
  const store = openStore(`file:${file}`);
  const breakOff = () => void store.scanner.destroy();
  signal.addEventListener('abort', breakOff, { once: true });
  try {
    await migrateUp(store);
    // As of the backup: what was being sent at that moment had not been so for long.
    const [first] = await listViolations(store.scanner, createdAt, deps.policy.purchaseWindowMs);
    return first ? `${first.invariant}: ${first.count}` : null;
  } finally {
    signal.removeEventListener('abort', breakOff);
    await store.close();
  }
}

async function tryRestoring(deps: FlowDeps, backup: Backup, signal: AbortSignal): Promise<string | null> {
  const folder = backupsFolder(deps.dataDir);
  const file = path.join(folder, backup.name);
  const copy = path.join(folder, drillFile);
  try {
    const problem = await findProblem(file, backup, signal);
    if (problem !== null) return problem;
    await copyFile(file, copy);
    return await findBrokenRule(deps, copy, backup, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    return error instanceof Error ? error.message : 'unknown';
  } finally {
    for (const suffix of ['', '-wal', '-shm']) await rm(`${copy}${suffix}`, { force: true });
  }
}

/**
 * Restores the newest backup beside the database, reads every page, checks the books in it, and tells how it went. A
 * backup that nobody ever restored is a hope. Throws where `signal` breaks it off: that says nothing of the backup.
 */
export async function drillRestore(deps: FlowDeps, signal: AbortSignal): Promise<Notice> {
  const backup = newestSound(await listBackups(deps.dataDir));
  const problem = backup ? await tryRestoring(deps, backup, signal) : 'there is no backup';
  signal.throwIfAborted();
  const notice: Notice =
    backup && problem === null
      ? { kind: 'drill_passed', made: backup.createdAt, payments: backup.rows['payments'] ?? 0 }
      : { kind: 'drill_failed', made: backup?.createdAt ?? null, problem: (problem ?? '').slice(0, 200) };
  const now = nowOf(deps);
  await deps.commits.submit((tx) => enqueueNotice(tx, deps, notice, 'drill', now));
  deps.wake();
  deps.log.info({ event: notice.kind, backup: backup?.name, problem });
  return notice;
}
