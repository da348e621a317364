import type { Kysely } from 'kysely';
import { createTable, forbidChanges, run } from './table.ts';

/** People and their rights, what their buttons mean, what they did, and how the system is set. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'operators',
    'telegram_id TEXT PRIMARY KEY, role TEXT NOT NULL, name TEXT NOT NULL, added_by TEXT NOT NULL, added_at TEXT NOT NULL',
  );
  await createTable(db, 'chats', 'chat_id TEXT PRIMARY KEY, locale TEXT NOT NULL');
  await createTable(
    db,
    'settings',
    'name TEXT PRIMARY KEY, value TEXT NOT NULL, changed_by TEXT NOT NULL, changed_at TEXT NOT NULL',
  );
  await createTable(
    db,
    'handles',
    'id TEXT PRIMARY KEY, chat_id TEXT NOT NULL, message_id TEXT, kind TEXT NOT NULL, subject_id TEXT NOT NULL, made_at TEXT NOT NULL',
  );
  await createTable(
    db,
    'actions',
    `id TEXT PRIMARY KEY,
     person_id TEXT NOT NULL,
     chat_id TEXT NOT NULL,
     verb TEXT NOT NULL,
     argument TEXT NOT NULL,
     expires_at TEXT NOT NULL,
     taken_at TEXT`,
  );
  await createTable(
    db,
    'audit',
    `seq BIGINT PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     at TEXT NOT NULL,
     actor TEXT NOT NULL,
     action TEXT NOT NULL,
     subject TEXT,
     detail TEXT,
     hash TEXT NOT NULL`,
  );
  await forbidChanges(db, 'audit');
  await createTable(
    db,
    'api_tokens',
    `id TEXT PRIMARY KEY,
     hash TEXT NOT NULL UNIQUE,
     name TEXT NOT NULL,
     scopes TEXT NOT NULL,
     made_at TEXT NOT NULL,
     expires_at TEXT,
     revoked_at TEXT`,
  );
  await createTable(db, 'bot_sessions', 'key TEXT PRIMARY KEY, value TEXT NOT NULL, changed_at TEXT NOT NULL');
  await createTable(db, 'telegram_updates', 'update_id BIGINT PRIMARY KEY, taken_at TEXT NOT NULL');
  await run(
    db,
    'create index handles_by_message on handles (chat_id, message_id)',
    'create index audit_by_time on audit (at)',
  );
}
