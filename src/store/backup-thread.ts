import { createHash } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readSync, statSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

export type FileJob = Readonly<{ kind: 'copy'; source: string; target: string } | { kind: 'examine'; file: string }>;
export type Examined = Readonly<{
  /** SQLite's first complaint after a look at every page, index and row; null where all is well. */
  complaint: string | null;
  rows: Readonly<Record<string, number>>;
  schema: string | null;
  bytes: number;
  sha256: string;
}>;

const pagesAtOnce = 2_000;
const blockBytes = 1_048_576;

/**
 * SQLite's online copy of one snapshot: the reading transaction stays open, so writers neither wait for it nor make it
 * begin anew. The copy is a file of its own, without a log beside it, and on disk when this returns.
 */
async function copy(source: string, target: string): Promise<void> {
  const from = new Database(source, { readonly: true, timeout: 5_000 });
  try {
    from.exec('begin');
    from.prepare('select count(*) from sqlite_schema').get();
    await from.backup(target, { progress: () => pagesAtOnce });
  } finally {
    from.close();
  }
  const made = new Database(target);
  made.pragma('journal_mode = DELETE');
  made.close();
  chmodSync(target, 0o600);
  const handle = openSync(target, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}

function hashOf(file: string): string {
  const hash = createHash('sha256');
  const block = Buffer.alloc(blockBytes);
  const handle = openSync(file, 'r');
  for (let read = readSync(handle, block); read > 0; read = readSync(handle, block))
    hash.update(block.subarray(0, read));
  closeSync(handle);
  return hash.digest('hex');
}

function look(file: string): Pick<Examined, 'complaint' | 'rows' | 'schema'> {
  const db = new Database(file, { readonly: true });
  try {
    const told = String(db.pragma('integrity_check(1)', { simple: true }));
    if (told !== 'ok') return { complaint: told, rows: {}, schema: null };
    const tables = db
      .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name")
      .pluck()
      .all() as string[];
    const countOf = (table: string) => db.prepare(`select count(*) from "${table}"`).pluck().get() as number;
    const schema = tables.includes('kysely_migration')
      ? ((db.prepare('select max(name) from kysely_migration').pluck().get() as string | null) ?? null)
      : null;
    const complaint = schema === null ? 'this is no database of payops' : null;
    return { complaint, schema, rows: Object.fromEntries(tables.map((table) => [table, countOf(table)])) };
  } finally {
    db.close();
  }
}

function examine(file: string): Examined {
  const facts = { bytes: statSync(file).size, sha256: hashOf(file) };
  try {
    return { ...look(file), ...facts };
  } catch (error) {
    return { complaint: error instanceof Error ? error.message : String(error), rows: {}, schema: null, ...facts };
  }
}

const job = workerData as FileJob;
if (job.kind === 'examine') parentPort?.postMessage(examine(job.file));
else {
  await copy(job.source, job.target);
  parentPort?.postMessage('copied');
}
