import { constants, existsSync, mkdirSync } from 'node:fs';
import { copyFile, link, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Instant } from '../domain/time.ts';
import { backupsFolder, syncPath } from './backups.ts';

/** The database's own file and the logs beside it. */
const suffixes = ['', '-wal', '-shm'] as const;

/** Beside the database, so that it can be renamed into its place. */
export async function stageBackup(backup: string, database: string): Promise<string> {
  const staged = `${database}.restoring`;
  mkdirSync(path.dirname(database), { recursive: true, mode: 0o700 });
  for (const suffix of suffixes) await rm(`${staged}${suffix}`, { force: true });
  await copyFile(backup, staged, constants.COPYFILE_FICLONE);
  return staged;
}

/** What the log holds goes into the file, where the file can be opened at all. */
function foldLog(database: string): void {
  try {
    const db = new Database(database, { fileMustExist: true });
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
  } catch {
    // A broken file is kept as it is, its log beside it.
  }
}

async function keepAside(database: string, dataDir: string, now: Instant): Promise<string | null> {
  if (!existsSync(database)) return null;
  const folder = path.join(backupsFolder(dataDir), `replaced-${now.replaceAll(':', '-')}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const suffix of suffixes) {
    if (!existsSync(`${database}${suffix}`)) continue;
    const kept = path.join(folder, `${path.basename(database)}${suffix}`);
    await link(`${database}${suffix}`, kept).catch(() => copyFile(`${database}${suffix}`, kept));
  }
  await syncPath(folder);
  return folder;
}

/**
 * Puts a staged file, closed and without a log of its own, in the database's place; nobody may have either open. The old
 * file is kept aside, whole. A kill at any point leaves the old file or the new one, never a mixture: the old log is
 * gone before the new file comes, since SQLite would replay it into that.
 */
export async function placeStaged(
  staged: string,
  database: string,
  dataDir: string,
  now: Instant,
): Promise<string | null> {
  if (existsSync(`${staged}-wal`)) throw new Error('the staged file is still open: what is in its log would be lost');
  await syncPath(staged);
  foldLog(database);
  const aside = await keepAside(database, dataDir, now);
  for (const suffix of ['-wal', '-shm']) await rm(`${database}${suffix}`, { force: true });
  await rename(staged, database);
  await syncPath(path.dirname(database));
  return aside;
}
