import type { Kysely } from 'kysely';
import { createTable } from './table.ts';

/** Chats and topics that were set up in the chat: what each is told, and when it is told without a sound. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await createTable(
    db,
    'chat_routes',
    `address TEXT PRIMARY KEY,
     streams TEXT NOT NULL,
     filter TEXT NOT NULL,
     quiet_from TEXT,
     quiet_to TEXT,
     changed_by TEXT NOT NULL,
     changed_at TEXT NOT NULL`,
  );
}
