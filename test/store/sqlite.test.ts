import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { inTransaction, openStore, type Store, StoreUnavailable } from '../../src/store/database.ts';
import { migrateUp } from '../../src/store/migrate.ts';
import { OwnedByOther, takeOwnerLock } from '../../src/store/owner-lock.ts';
import { readSettings } from '../../src/store/pragmas.ts';
import { eventually } from '../support/eventually.ts';
import { tempFolder } from '../support/stores.ts';

const now = instantOf(Date.UTC(2026, 10, 20));
const ownerLock = new URL('../../src/store/owner-lock.ts', import.meta.url).pathname;

async function openIn(dir: string): Promise<Store> {
  const store = openStore(`file:${path.join(dir, 'payops.db')}`);
  await migrateUp(store);
  return store;
}

/** Another process that owns the folder until it is killed. */
async function ownerProcess(dir: string): Promise<ChildProcess> {
  const code = `import { takeOwnerLock } from ${JSON.stringify(ownerLock)};
    globalThis.held = takeOwnerLock(${JSON.stringify(dir)}, new Date().toISOString()); console.log('owns'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', code]);
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the owner did not start')));
  });
  return child;
}

/** How often the event loop turned while `work` ran: hardly at all where it was blocked. */
async function turnsDuring(work: Promise<unknown>): Promise<number> {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 5);
  await work.catch(() => undefined);
  clearInterval(timer);
  return turns;
}

describe('the SQLite file', () => {
  it('runs WAL with full synchronous writes, on the second start too', async () => {
    const dir = tempFolder();
    await (await openIn(dir)).close();
    const store = await openIn(dir);
    const settings = await readSettings(store);
    await store.close();
    expect(settings).toEqual([
      { name: 'journal_mode', value: 'wal', ok: true },
      { name: 'synchronous', value: '2', ok: true },
      { name: 'foreign_keys', value: '1', ok: true },
    ]);
  });

  it('held by another process makes a write wait and then give up, without blocking the event loop', async () => {
    const dir = tempFolder();
    const store = await openIn(dir);
    const other = new Database(path.join(dir, 'payops.db'));
    other.exec('begin exclusive');
    const write = inTransaction(store, async () => 1);
    const outcome = write.catch((error: unknown) => error);
    expect(await turnsDuring(write)).toBeGreaterThan(20);
    expect(await outcome).toBeInstanceOf(StoreUnavailable);
    other.close();
    await store.close();
  });

  it('let go by another process takes the write that waited', async () => {
    const dir = tempFolder();
    const store = await openIn(dir);
    const other = new Database(path.join(dir, 'payops.db'));
    other.exec('begin exclusive');
    const write = inTransaction(store, async () => 'written');
    other.exec('rollback');
    other.close();
    expect(await write).toBe('written');
    await store.close();
  });

  it('is read while a write is open', async () => {
    const store = await openIn(tempFolder());
    const read = await inTransaction(store, () => store.reader.selectFrom('settings').selectAll().execute());
    await store.close();
    expect(read).toEqual([]);
  });
});

describe('a data folder', () => {
  it('has one owner; a second is told who it is', async () => {
    const dir = tempFolder();
    const lock = takeOwnerLock(dir, now);
    onTestFinished(lock.release);
    expect(() => takeOwnerLock(dir, now)).toThrow(OwnedByOther);
    expect(() => takeOwnerLock(dir, now)).toThrow(String(process.pid));
  });

  it('is free again when its owner was killed', async () => {
    const dir = tempFolder();
    const child = await ownerProcess(dir);
    expect(() => takeOwnerLock(dir, now)).toThrow(String(child.pid));
    child.kill('SIGKILL');
    const lock = await eventually(() => takeOwnerLock(dir, now));
    lock.release();
  });
});
