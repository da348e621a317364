import { sql } from 'kysely';
import type { Tx } from './database.ts';

/** Within a transaction: what fails is undone by itself, and the rest of the transaction goes on. Rethrows. */
export async function inSavepoint<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`savepoint inner_work`.execute(tx);
  try {
    const value = await work();
    await sql`release savepoint inner_work`.execute(tx);
    return value;
  } catch (error) {
    await sql`rollback to savepoint inner_work`.execute(tx);
    await sql`release savepoint inner_work`.execute(tx);
    throw error;
  }
}
