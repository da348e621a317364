import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
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
] as const;

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
    const values = columns.map(([, value]) => expressionOf(value, different));
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
  db.exec('commit');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

const folders = new Map<number, ReturnType<typeof temporaryFolder>>();

/** Made once a run for each size, since a million takes a minute; `removeSeeded` takes them away. */
export async function seededFolder(payments: number): Promise<string> {
  const known = folders.get(payments);
  if (known) return known.dir;
  const folder = temporaryFolder();
  folders.set(payments, folder);
  await seed(folder.dir, payments);
  return folder.dir;
}

export function removeSeeded(): void {
  for (const { remove } of folders.values()) remove();
  folders.clear();
}
