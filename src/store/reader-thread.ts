import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { ThreadAnswer, ThreadOrder, ThreadQuery } from './reader.ts';

/** Runs one query at a time on its own read-only connection, so that a long one never holds the event loop. */
const db = new Database((workerData as { file: string }).file, { readonly: true, timeout: 1_000 });
db.pragma('cache_size = -32000');

function answer({ id, sql, parameters }: ThreadQuery): ThreadAnswer {
  try {
    return { id, rows: db.prepare(sql).all(parameters) };
  } catch (error) {
    return { id, failure: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (order: ThreadOrder) => {
  if (order !== 'end') return parentPort?.postMessage(answer(order));
  db.close();
  parentPort?.close();
});
