import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import { chunks } from './load-people.ts';
import { selectRows } from './select.ts';

const keyName = 'erasure_key';
const keyText = `select value from settings where name = '${keyName}'`;
const erasedText = 'select hash from erasures where hash in (??)';

/** The key that names of erased people are hashed with; null where nobody was ever erased. */
export async function findErasureKey(db: Reader): Promise<string | null> {
  const [row] = await selectRows<{ value: string }>(db, keyText);
  return row?.value ?? null;
}

/** The first one stays for ever: what was hashed with it could not be found with another. */
export async function keepErasureKey(tx: Tx, key: string, now: Instant): Promise<string> {
  await tx
    .insertInto('settings')
    .values({ name: keyName, value: key, changed_by: 'payops', changed_at: now })
    .onConflict((c) => c.doNothing())
    .execute();
  return (await findErasureKey(tx)) ?? key;
}

export async function rememberErased(tx: Tx, hashes: readonly string[], now: Instant): Promise<void> {
  for (const hash of hashes) {
    await tx
      .insertInto('erasures')
      .values({ hash, erased_at: now })
      .onConflict((c) => c.doNothing())
      .execute();
  }
}

export async function findErased(db: Reader, hashes: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const chunk of chunks(hashes)) {
    for (const { hash } of await selectRows<{ hash: string }>(db, erasedText, chunk)) found.add(hash);
  }
  return found;
}
