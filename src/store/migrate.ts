import { Migrator } from 'kysely/migration';
import { migrations } from '../../migrations/index.ts';
import { type Store, untilUnlocked } from './database.ts';

export type MigrationStatus = Readonly<{ name: string; appliedAt: string | null }>;

function migratorOf(store: Store): Migrator {
  return new Migrator({ db: store.writer, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
}

async function migrateOnce(store: Store): Promise<readonly string[]> {
  const { error, results } = await migratorOf(store).migrateToLatest();
  if (error) throw error;
  return (results ?? []).map((result) => result.migrationName);
}

/**
 * Brings the schema to the newest version; throws, with nothing half done, where a step fails. Returns what was run.
 * Two processes that ask at once wait for each other.
 */
export async function migrateUp(store: Store): Promise<readonly string[]> {
  try {
    return await untilUnlocked(() => migrateOnce(store));
  } catch (error) {
    throw new Error('the database could not be migrated', { cause: error });
  }
}

export async function migrationStatus(store: Store): Promise<readonly MigrationStatus[]> {
  const all = await migratorOf(store).getMigrations();
  return all.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.toISOString() ?? null }));
}
