import { parentPort, workerData } from 'node:worker_threads';
import Database, { type Statement } from 'better-sqlite3';
import type { Reader } from './database.ts';
import type { ThreadAnswer, ThreadOrder, ThreadQuery, ThreadRows, ThreadScan } from './reader.ts';

/** Reads on its own read-only connection, so that what takes long never holds the event loop. */
const db = new Database((workerData as { file: string }).file, { readonly: true, timeout: 1_000 });
db.pragma('cache_size = -32000');

/** Questions whose plan is kept: a report asks the same ones of another time, its dimension and days being values. */
const keptQueries = 100;
const queries = new Map<string, Statement>();

function queryOf(sql: string): Statement {
  const known = queries.get(sql);
  if (known) return known;
  if (queries.size >= keptQueries) queries.clear();
  const query = db.prepare(sql).raw();
  queries.set(sql, query);
  return query;
}

function read({ sql, parameters }: ThreadQuery): ThreadRows {
  const query = queryOf(sql);
  const columns = query.columns().map(({ name }) => name);
  return { columns, rows: query.all(parameters) as unknown[][] };
}

/** Loaded with the first scan: most questions are plain ones, and a thread begins with each of its parts' load. */
async function loadScan() {
  const [{ Kysely }, { sqliteDialect }, { scanWith }] = await Promise.all([
    import('kysely'),
    import('./dialect.ts'),
    import('./scans.ts'),
  ]);
  return scanWith(new Kysely({ dialect: sqliteDialect(db) }) as Reader);
}
const loaded: { scan?: ReturnType<typeof loadScan> } = {};

async function compute({ scan, wish }: ThreadScan): Promise<unknown> {
  loaded.scan ??= loadScan();
  return (await loaded.scan)(scan, wish as never);
}

async function answerTo(order: ThreadQuery | ThreadScan): Promise<ThreadAnswer> {
  const { id } = order;
  try {
    return { id, result: 'sql' in order ? read(order) : await compute(order) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

const underWay = new Set<Promise<void>>();

async function end(): Promise<void> {
  await Promise.all(underWay);
  db.close();
  parentPort?.close();
}

parentPort?.on('message', (order: ThreadOrder) => {
  if (order === 'end') return void end();
  const work = answerTo(order).then((answer) => parentPort?.postMessage(answer));
  underWay.add(work);
  void work.finally(() => underWay.delete(work));
});
