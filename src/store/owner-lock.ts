import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import type { Instant } from '../domain/time.ts';

export type Owner = Readonly<{ pid: number; host: string; startedAt: Instant }>;
export type OwnerLock = Readonly<{ release: () => void }>;

/** Another serving process owns the data folder. */
export class OwnedByOther extends Error {
  override readonly name = 'OwnedByOther';
  readonly owner: Owner | null;
  constructor(owner: Owner | null) {
    const who = owner ? `process ${owner.pid} on ${owner.host}, started ${owner.startedAt}` : 'another process';
    super(`this data folder is served by ${who}; stop it first, or give this one another DATA_DIR`);
    this.owner = owner;
  }
}

function readOwner(file: string): Owner | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Owner;
  } catch {
    return null;
  }
}

/**
 * One serving process per data folder. The lock is an open exclusive transaction, so the operating system takes it back
 * when the process dies, however it dies; the text beside it only says who holds it. Throws OwnedByOther at once.
 */
export function takeOwnerLock(dataDir: string, now: Instant): OwnerLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const ownerFile = path.join(dataDir, 'owner.json');
  const db = new Database(path.join(dataDir, 'owner.lock'), { timeout: 0 });
  try {
    db.exec('begin exclusive');
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw new OwnedByOther(readOwner(ownerFile));
    throw error;
  }
  const owner: Owner = { pid: process.pid, host: hostname(), startedAt: now };
  writeFileSync(ownerFile, `${JSON.stringify(owner)}\n`, { mode: 0o600 });
  return { release: () => db.close() };
}

/** Whether somebody serves this folder right now; for `backup restore` and `migrate up`. */
export function findOwner(dataDir: string, now: Instant): Owner | null {
  try {
    takeOwnerLock(dataDir, now).release();
    return null;
  } catch (error) {
    if (error instanceof OwnedByOther) return error.owner ?? { pid: 0, host: 'unknown', startedAt: now };
    throw error;
  }
}

/** As `findOwner`, for those who may leave no trace: nothing is made or written, and the lock is only looked at. */
export function peekOwner(dataDir: string): Owner | null {
  const file = path.join(dataDir, 'owner.lock');
  if (!existsSync(file)) return null;
  const db = new Database(file, { readonly: true, timeout: 0 });
  try {
    db.pragma('schema_version');
    return null;
  } catch (error) {
    if (!(error as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw error;
    const unknown: Owner = { pid: 0, host: 'unknown', startedAt: 'unknown' as Instant };
    return readOwner(path.join(dataDir, 'owner.json')) ?? unknown;
  } finally {
    db.close();
  }
}
