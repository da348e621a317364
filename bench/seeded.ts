import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { zone } from '../src/domain/zone.ts';
import { markRollupsAnew, rebuildRollups } from '../src/flows/metrics/rebuild-rollups.ts';
import { systemClock } from '../src/lib/clock.ts';
import { watchEventLoop } from '../src/lib/event-loop.ts';
import { CommitQueue } from '../src/store/commit-queue.ts';
import { openStore } from '../src/store/database.ts';
import { environment } from './environment.ts';
import { load, startChild, temporaryFolder } from './processes.ts';

/** Deliveries beside the payments: what a few weeks leave behind. */
const deliveriesKept = 100_000;
const tables = [
  'payments',
  'payers',
  'payer_identifiers',
  'contacts',
  'customers',
  'purchases',
  'sheet_rows',
  'deliveries',
  'charges',
] as const;

/** Skewed, as life is: small numbers come often, those near `count` hardly ever. */
function skewed(count: number, seed: number): string {
  return `(((n * 7919 + ${seed}) % ${count}) * ((n / ${count} * 7907 + ${seed}) % ${count}) / ${count})`;
}

const campaign = `'campaign_' || ${skewed(60, 1)}`;
const creative = `'creative_' || ${skewed(300, 2)}`;
const currency = "case when n % 10 < 7 then 'USD' when n % 10 < 9 then 'EUR' else 'RUB' end";
const city = skewed(1_500, 4);
const country = `char(65 + ${city} % 24 / 5, 65 + ${city} % 24 % 5)`;
const method = "case n % 5 when 0 then 'paypal' when 1 then 'sepa_debit' else 'card' end";

/** What reports tell payments apart by: about 60 campaigns, 300 creatives, 24 countries, 1,500 cities, three currencies. */
const varied: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  payments: {
    campaign_name: campaign,
    campaign: `json_object('campaign_name', ${campaign}, 'adset_name', 'adset_' || (n % 90), 'ad_name', ${creative}, 'utm_source', 'source_' || (n % 4), 'product_tag', 'product_' || (n % 6))`,
    country,
    city: `'City ' || ${city}`,
    method,
    currency,
    amount_minor: '500 + (n * 7919) % 20000',
    reversed_minor: 'case when n % 40 = 0 then 500 else 0 end',
  },
  charges: { country, method, currency, succeeded: 'n % 8 > 0' },
};

type Row = Readonly<Record<string, string | number | null>>;

/** One real payment, taken in by payops itself, so that the rows are those that it writes. */
async function takeOne(dir: string): Promise<void> {
  writeFileSync(path.join(dir, 'STOPPED'), '');
  const child = await startChild('./payops-process.ts', environment(dir));
  const { url } = await child.ask<{ url: string }>({});
  await load({ url: `${url}/webhooks/stripe`, first: 0, count: 1, connections: 1 });
  await child.stop();
  rmSync(path.join(dir, 'STOPPED'));
}

/** What differs from payment to payment, as SQL over its number `n`. */
function differences(db: Database.Database, count: number): ReadonlyMap<string, string> {
  const id = (table: string) => (db.prepare(`select id from ${table} limit 1`).get() as { id: string }).id;
  const paidAt = (db.prepare('select paid_at as at from payments').get() as { at: string }).at;
  const own = (prefix: string) => `printf('${prefix}_000000000%012d', n)`;
  const stepSeconds = (400 * 86_400) / count;
  return new Map([
    [id('payments'), own('pay')],
    [id('customers'), own('cst')],
    [id('purchases'), own('pur')],
    ['00000000000000', "printf('%014d', n)"],
    ['cus_bench0', "'cus_bench' || n"],
    ['buyer0@', "'buyer' || n || '@'"],
    [
      paidAt,
      `strftime('%Y-%m-%dT%H:%M:%S.000Z', '${paidAt}', '-' || cast((${count} - n) * ${stepSeconds} as integer) || ' seconds')`,
    ],
  ]);
}

function expressionOf(value: Row[string], different: ReadonlyMap<string, string>): string {
  if (value === null || typeof value === 'number') return String(value);
  let expression = `'${value.replaceAll("'", "''")}'`;
  for (const [text, sql] of different)
    if (value.includes(text)) expression = `replace(${expression}, '${text}', ${sql})`;
  return expression;
}

function multiply(db: Database.Database, table: string, different: ReadonlyMap<string, string>, count: number): void {
  for (const [index, row] of (db.prepare(`select * from ${table}`).all() as Row[]).entries()) {
    const state =
      table === 'deliveries'
        ? { id: `dlv_${index}_00000000000000`, state: 'delivered', settled_at: row['due_at'] ?? null }
        : {};
    const columns = Object.entries({ ...row, ...state });
    const values = columns.map(([name, value]) => varied[table]?.[name] ?? expressionOf(value, different));
    const names = columns.map(([name]) => name);
    db.exec(`insert into ${table} (${names.join(',')}) with recursive numbers(n) as
      (select 1 union all select n + 1 from numbers where n < ${count}) select ${values.join(',')} from numbers`);
  }
}

/** A database with so many payments of as many customers over 400 days, as payops would have written them. */
async function seed(dir: string, payments: number): Promise<void> {
  await takeOne(dir);
  const db = new Database(path.join(dir, 'payops.db'));
  db.pragma('synchronous = OFF');
  db.pragma('cache_size = -200000');
  const different = differences(db, payments);
  db.exec('begin');
  for (const table of tables)
    multiply(db, table, different, table === 'deliveries' ? Math.min(payments, deliveriesKept) : payments);
  db.exec("update deliveries set state = 'delivered', settled_at = due_at where state = 'waiting'");
  db.exec(`insert into money_back (payment_id, seq, at, amount_minor, currency, kind)
    select id, 1, strftime('%Y-%m-%dT%H:%M:%S.000Z', paid_at, '+30 hours'), reversed_minor, currency, 'refund'
    from payments where reversed_minor > 0`);
  db.exec('commit');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

export type SumUp = Readonly<{ seconds: number; longestBlockMs: number }>;

/** What was written without care is on the disk first: else the first commit after it pays for all of it. */
function onDisk(file: string): void {
  const open = openSync(file, 'r+');
  fsyncSync(open);
  closeSync(open);
}

/** All stored sums from nothing, as the worker makes them. */
async function sumUp(dir: string): Promise<SumUp> {
  const file = path.join(dir, 'payops.db');
  onDisk(file);
  const store = openStore(`file:${file}`);
  const deps = {
    store,
    commits: new CommitQueue(store),
    policy: { zone: zone('+01:00') },
    clock: systemClock,
    sources: new Map(),
  } as unknown as Parameters<typeof rebuildRollups>[0];
  const lag = watchEventLoop();
  const startedMs = performance.now();
  await markRollupsAnew(deps);
  while ((await rebuildRollups(deps)) > 0);
  const seconds = (performance.now() - startedMs) / 1_000;
  // Closing folds the log into the file, which is no part of it.
  const longestBlockMs = lag().maxSeconds * 1_000;
  await store.close();
  return { seconds, longestBlockMs };
}

const folders = new Map<number, ReturnType<typeof temporaryFolder>>();
const sumUps = new Map<number, SumUp>();

/** How long making all sums took. */
export async function seededSumUp(payments: number): Promise<SumUp> {
  await seededFolder(payments);
  return sumUps.get(payments) as SumUp;
}

/** Made once a run for each size, since a million takes a minute; `removeSeeded` takes them away. */
export async function seededFolder(payments: number): Promise<string> {
  const known = folders.get(payments);
  if (known) return known.dir;
  const folder = temporaryFolder();
  folders.set(payments, folder);
  await seed(folder.dir, payments);
  sumUps.set(payments, await sumUp(folder.dir));
  return folder.dir;
}

export function removeSeeded(): void {
  for (const { remove } of folders.values()) remove();
  folders.clear();
}
