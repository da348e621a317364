import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { sql } from 'kysely';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Instant } from '../../src/domain/time.ts';
import { wait } from '../../src/lib/wait.ts';
import { openStore, type Store } from '../../src/store/database.ts';
import { migrateUp } from '../../src/store/migrate.ts';
import { findCorruption } from '../../src/store/quick-check.ts';

async function open(): Promise<Store> {
  const dir = mkdtempSync(path.join(tmpdir(), 'payops-thread-'));
  const store = openStore(`file:${path.join(dir, 'payops.db')}`);
  await migrateUp(store);
  onTestFinished(async () => {
    await store.close();
    rmSync(dir, { recursive: true, force: true });
  });
  return store;
}

const always = { from: '2000-01-01T00:00:00.000Z' as Instant, to: '2100-01-01T00:00:00.000Z' as Instant };
const everything = { window: always, bucketing: { name: '' }, dimensions: ['total'] } as const;

/** Counts to some millions inside SQLite: seconds of work for one statement. */
const longCount = sql<{ n: number }>`with recursive c(n) as (select 1 union all select n + 1 from c where n < 6000000)
  select count(*) as n from c`;

describe('the reading thread', () => {
  it('sees what was committed', async () => {
    const store = await open();
    await store.writer.insertInto('chats').values({ chat_id: '1', locale: 'en' }).execute();
    expect(await store.scanner.selectFrom('chats').selectAll().execute()).toEqual([{ chat_id: '1', locale: 'en' }]);
  });

  it('leaves the event loop free while it works', async () => {
    const store = await open();
    const delay = monitorEventLoopDelay({ resolution: 5 });
    await sql`select 1`.execute(store.scanner);
    const startedMs = performance.now();
    delay.enable();
    await longCount.execute(store.scanner);
    delay.disable();
    const tookMs = performance.now() - startedMs;
    expect(delay.percentile(50) / 1e6).toBeLessThan(tookMs / 4);
  });

  it('tells what a wrong query is wrong in, and goes on', async () => {
    const store = await open();
    await expect(sql`select x from nowhere`.execute(store.scanner)).rejects.toThrow(/nowhere/);
    expect((await sql<{ one: number }>`select 1 as one`.execute(store.scanner)).rows).toEqual([{ one: 1 }]);
  });

  it('tells what a scan failed of, and goes on', async () => {
    const store = await open();
    const noWindow = { ...everything, window: { from: {}, to: {} } } as never;
    await expect(store.scan('tallyLedger', noWindow)).rejects.toThrow(/bind/);
    expect(await store.scan('tallyLedger', everything)).toEqual([]);
  });

  it('answers a scan that is under way when it is told to end', async () => {
    const store = await open();
    const asked = store.scan('tallyLedger', everything);
    await store.close();
    expect(await asked).toEqual([]);
  });

  it('leaves nobody waiting where its thread dies while it is told to end', async () => {
    const store = await open();
    rmSync(store.file as string);
    const asked = store.scan('tallyLedger', everything);
    const outcome = asked.then(
      () => 'told',
      () => 'refused',
    );
    await store.close();
    expect(await Promise.race([outcome, wait(0)])).toBe('refused');
  });

  it('begins no scan once it was told to end', async () => {
    const store = await open();
    await store.close();
    await expect(store.scan('tallyLedger', everything)).rejects.toThrow(/closed/);
  });

  it('keeps no place for what it could not be told', async () => {
    const store = await open();
    const untold = { ...everything, campaign: () => 'none' } as never;
    const asked = await Promise.allSettled(Array.from({ length: 250 }, () => store.scan('tallyLedger', untold)));
    expect(new Set(asked.map((one) => String((one as PromiseRejectedResult).reason)))).toEqual(
      new Set([expect.stringContaining('could not be cloned')]),
    );
    expect(await store.scan('tallyLedger', everything)).toEqual([]);
  });

  it('refuses more than it has room for, at once', async () => {
    const store = await open();
    const asked = await Promise.allSettled(Array.from({ length: 250 }, () => sql`select 1`.execute(store.scanner)));
    expect(asked.filter(({ status }) => status === 'rejected').length).toBe(50);
  });

  it('finds a sound file sound', async () => {
    expect(await findCorruption(await open())).toBeNull();
  });

  it('examines the file beside the reports, in a thread of its own', async () => {
    const store = await open();
    await store.scanner.destroy();
    expect(await findCorruption(store)).toBeNull();
  });
});
