import { mkdirSync } from 'node:fs';
import { open, readdir, readFile, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Backup } from '../domain/backups.ts';
import { hourMs, type Instant, msOf } from '../domain/time.ts';
import type { Examined, FileJob } from './backup-thread.ts';

/** The backup could not be made, or is not what it should be; the message is for people. */
export class BackupFailed extends Error {
  override readonly name = 'BackupFailed';
}

const unfinished = '.part';
/** A copy this old belongs to a process that died. */
const leftMs = 6 * hourMs;

export function backupsFolder(dataDir: string): string {
  return path.join(dataDir, 'backups');
}

const brokenOff = 'broken off before its end';

/** In a thread of its own: copying, hashing and looking at every page never hold the event loop. `signal` breaks it off. */
function inThread<T>(job: FileJob, signal?: AbortSignal): Promise<T> {
  if (signal?.aborted) return Promise.reject(new BackupFailed(brokenOff));
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./backup-thread.ts', import.meta.url), { workerData: job });
    const breakOff = () => void worker.terminate();
    signal?.addEventListener('abort', breakOff, { once: true });
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal?.removeEventListener('abort', breakOff);
      reject(new BackupFailed(brokenOff));
    });
  });
}

export function examineFile(file: string, signal?: AbortSignal): Promise<Examined> {
  return inThread<Examined>({ kind: 'examine', file }, signal);
}

export function copyDatabase(source: string, target: string, signal?: AbortSignal): Promise<void> {
  return inThread<void>({ kind: 'copy', source, target }, signal);
}

/** Whole or not at all, and on disk: also the name. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const part = `${file}${unfinished}`;
  await writeFile(part, text, { mode: 0o600, flush: true });
  await rename(part, file);
  await syncPath(path.dirname(file));
}

/** On disk when it returns. A renamed file survives a power cut once its folder is. */
export async function syncPath(fileOrFolder: string): Promise<void> {
  const handle = await open(fileOrFolder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function describe(dataDir: string, backup: Backup): Promise<void> {
  await writeDurably(path.join(backupsFolder(dataDir), `${backup.name}.json`), `${JSON.stringify(backup, null, 2)}\n`);
}

async function removeLeftovers(folder: string, now: Instant): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.endsWith(unfinished)) continue;
    const { mtimeMs } = await stat(path.join(folder, name));
    if (msOf(now) - mtimeMs > leftMs) await rm(path.join(folder, name), { force: true });
  }
}

async function requireRoom(source: string, folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const { size } = await stat(source);
  if (bavail * bsize < size * 1.1) throw new BackupFailed('the disk has no room for another copy of the database');
}

/**
 * Copies the database while it is used, then looks at every page of the copy: it counts as a backup only from the moment
 * when its description stands beside it. A crash at any point leaves at most a file that the next run takes away.
 */
export async function makeBackup(
  source: string,
  dataDir: string,
  { now, by, signal }: { now: Instant; by: string; signal?: AbortSignal | undefined },
): Promise<Backup> {
  const folder = backupsFolder(dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  await removeLeftovers(folder, now);
  await requireRoom(source, folder);
  const name = `payops-${now.replaceAll(':', '-')}.db`;
  const part = path.join(folder, `${name}${unfinished}`);
  try {
    await copyDatabase(source, part, signal);
    const { complaint, ...facts } = await examineFile(part, signal);
    if (complaint !== null) throw new BackupFailed(`the copy is not sound: ${complaint}`);
    await rename(part, path.join(folder, name));
    const backup: Backup = { name, createdAt: now, by, ...facts, verifiedAt: now, problem: null };
    await describe(dataDir, backup);
    return backup;
  } finally {
    await rm(part, { force: true });
  }
}

async function readDescription(file: string): Promise<Backup | null> {
  try {
    const read = JSON.parse(await readFile(file, 'utf8')) as Backup;
    // Ours, but on a disk: whoever meddled with it made no backup.
    return [read.name, read.createdAt, read.sha256].every((text) => typeof text === 'string') ? read : null;
  } catch {
    return null;
  }
}

/** Newest first. What has no readable description was never finished, and does not count. */
export async function listBackups(dataDir: string): Promise<readonly Backup[]> {
  const folder = backupsFolder(dataDir);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const described = names.filter((name) => name.endsWith('.db.json'));
  const found = await Promise.all(described.map((name) => readDescription(path.join(folder, name))));
  return found.filter((one) => one !== null).toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
}

/** What is wrong with a file that should be this backup; null where it is byte for byte what was made. */
export async function findProblem(file: string, backup: Backup | null, signal?: AbortSignal): Promise<string | null> {
  const examined = await examineFile(file, signal).catch((error: Error) => error.message);
  if (typeof examined === 'string') return examined;
  if (examined.complaint !== null) return examined.complaint;
  if (backup && examined.sha256 !== backup.sha256) return 'its bytes are not those that were written';
  return null;
}

/** Looks at every byte and page again, and writes down what was found. */
export async function verifyBackup(dataDir: string, backup: Backup, now: Instant): Promise<Backup> {
  const problem = await findProblem(path.join(backupsFolder(dataDir), backup.name), backup);
  const verified = problem === null ? { ...backup, verifiedAt: now, problem } : { ...backup, problem };
  await describe(dataDir, verified);
  return verified;
}

/** The description first: a crash in between leaves a file that counts for nothing. */
export async function removeBackup(dataDir: string, { name }: Backup): Promise<void> {
  const file = path.join(backupsFolder(dataDir), name);
  await rm(`${file}.json`, { force: true });
  await rm(file, { force: true });
}

/** By its name, or by the path of a file, with the description beside it where there is one; null: no such file. */
export async function findBackupFile(
  dataDir: string,
  nameOrPath: string,
): Promise<{ file: string; backup: Backup | null } | null> {
  for (const file of [path.join(backupsFolder(dataDir), path.basename(nameOrPath)), nameOrPath]) {
    const isFile = await stat(file).then(
      (found) => found.isFile(),
      () => false,
    );
    if (isFile) return { file, backup: await readDescription(`${file}.json`) };
  }
  return null;
}
