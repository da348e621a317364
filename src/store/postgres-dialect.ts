import { type Dialect, PostgresDialect } from 'kysely';
import pg from 'pg';

const int8Oid = 20;
const numericOid = 1700;

/** PostgreSQL hands out 64-bit integers as text: they become numbers, and one that would be rounded is an error. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`integer beyond 2^53 in the database: ${text}`);
  return value;
}

export function postgresDialect(connectionString: string): Dialect {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8Oid, safeInteger);
  types.setTypeParser(numericOid, safeInteger);
  const pool = new pg.Pool({ connectionString, max: 8, types, connectionTimeoutMillis: 5_000, query_timeout: 30_000 });
  // A connection that the server closes, idle or in the middle of a transaction, must not end the process: its query
  // fails, and the next one opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new PostgresDialect({ pool });
}
