import type { Kysely } from 'kysely';
import { createTable, run } from './table.ts';

/** People who have started the bot and are invited to the team, what is said to all of them, and what is held back. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'partial_stops',
    'scope TEXT PRIMARY KEY, stopped_by TEXT NOT NULL, reason TEXT, since TEXT NOT NULL, until TEXT',
  );
  await createTable(db, 'banners', 'chat_id TEXT PRIMARY KEY, message_id TEXT NOT NULL, shown TEXT NOT NULL');
  await createTable(
    db,
    'invites',
    `id TEXT PRIMARY KEY,
     hash TEXT NOT NULL UNIQUE,
     role TEXT NOT NULL,
     purpose TEXT NOT NULL CHECK (purpose IN ('invite','first_owner','host_owner')),
     made_by TEXT NOT NULL,
     made_by_id TEXT,
     made_at TEXT NOT NULL,
     expires_at TEXT NOT NULL,
     taken_by TEXT,
     taken_at TEXT,
     revoked_at TEXT`,
  );
  await createTable(
    db,
    'people',
    'telegram_id TEXT PRIMARY KEY, locale TEXT NOT NULL, first_seen TEXT NOT NULL, blocked_at TEXT',
  );
  await createTable(
    db,
    'broadcasts',
    `id TEXT PRIMARY KEY,
     body TEXT NOT NULL,
     segment TEXT NOT NULL,
     made_by TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('running','paused','cancelled','done')),
     total BIGINT NOT NULL,
     chat_id TEXT,
     message_id TEXT,
     made_at TEXT NOT NULL,
     ended_at TEXT`,
  );
  await createTable(
    db,
    'broadcast_people',
    `broadcast_id TEXT NOT NULL,
     telegram_id TEXT NOT NULL,
     queued BIGINT NOT NULL CHECK (queued IN (0, 1)),
     PRIMARY KEY (broadcast_id, telegram_id)`,
  );
  await run(
    db,
    'create index broadcast_people_to_come on broadcast_people (broadcast_id, telegram_id) where queued = 0',
    "create index broadcasts_under_way on broadcasts (made_at) where state in ('running','paused')",
  );
}
