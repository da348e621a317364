import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, onTestFinished } from 'vitest';
import { openStore, type Store } from '../../src/store/database.ts';
import { migrateUp } from '../../src/store/migrate.ts';
import { newPostgresUrl } from './database-offer.ts';

/** Folders of failed tests stay, and their place is printed. */
export function tempFolder(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'payops-test-'));
  onTestFinished(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(`kept for a look: ${dir}\n`);
    else rmSync(dir, { recursive: true, force: true });
  });
  return dir;
}

export type Stores = Readonly<{
  kind: Store['kind'];
  /** Address of a new, empty database. */
  newUrl: () => Promise<string>;
  /** A store on a new database, migrated; closed when the test ends. */
  open: () => Promise<Store>;
}>;

function closedAtTheEnd(store: Store): Store {
  onTestFinished(() => store.close());
  return store;
}

/** The same suite on both databases. */
export function describeStores(name: string, suite: (stores: Stores) => void): void {
  describe.each(['sqlite', 'postgres'] as const)(`${name} on %s`, (kind) => {
    const newUrl = async () =>
      kind === 'sqlite' ? `file:${path.join(tempFolder(), 'payops.db')}` : await newPostgresUrl();
    const open = async () => {
      const url = await newUrl();
      const store = closedAtTheEnd(openStore(url));
      await migrateUp(store);
      return store;
    };
    suite({ kind, newUrl, open });
  });
}
