import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** The HTTP API's memory: answers kept for repeats, addresses locked out, and when a token was last used. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'idempotency_keys',
    `key TEXT PRIMARY KEY,
     body_hash TEXT NOT NULL,
     taken_at TEXT NOT NULL,
     status BIGINT,
     answer TEXT`,
  );
  await createTable(db, 'lockouts', 'address TEXT PRIMARY KEY, since TEXT NOT NULL, until TEXT NOT NULL');
  await run(
    db,
    "alter table api_tokens add column prefix TEXT NOT NULL DEFAULT ''",
    'alter table api_tokens add column last_used_at TEXT',
    'create index idempotency_keys_by_time on idempotency_keys (taken_at)',
  );
}
