import { Migrator } from 'kysely/migration';
import { migrations } from '../../migrations/index.ts';
import type { Store } from './database.ts';

export type MigrationStatus = Readonly<{ name: string; appliedAt: string | null }>;

function migratorOf(store: Store): Migrator {
  return new Migrator({ db: store.writer, provider: { getMigrations: () => Promise.resolve({ ...migrations }) } });
}

/** Brings the schema to the newest version; throws, with nothing half done, where a step fails. Returns what was run. */
export async function migrateUp(store: Store): Promise<readonly string[]> {
  const { error, results } = await migratorOf(store).migrateToLatest();
  if (error) throw new Error('the database could not be migrated', { cause: error });
  return (results ?? []).map((result) => result.migrationName);
}

export async function migrationStatus(store: Store): Promise<readonly MigrationStatus[]> {
  const all = await migratorOf(store).getMigrations();
  return all.map(({ name, executedAt }) => ({ name, appliedAt: executedAt?.toISOString() ?? null }));
}
