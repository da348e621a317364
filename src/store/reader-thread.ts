import { parentPort, workerData } from 'node:worker_threads';
import Database, { type Statement } from 'better-sqlite3';
import type { ThreadAnswer, ThreadOrder, ThreadQuery } from './reader.ts';

/** Runs one query at a time on its own read-only connection, so that a long one never holds the event loop. */
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

function answer({ id, sql, parameters }: ThreadQuery): ThreadAnswer {
  try {
    const query = queryOf(sql);
    const columns = query.columns().map(({ name }) => name);
    return { id, columns, rows: query.all(parameters) as unknown[][] };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: ThreadOrder) => {
  if (order !== 'end') return parentPort?.postMessage(answer(order));
  db.close();
  parentPort?.close();
});
