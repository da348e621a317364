import type { CustomerId, PayerId } from '../domain/ids.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';

export type PinnedCustomer = Readonly<{ id: CustomerId; key: string; originPayerId: PayerId }>;

/** By id, and only while it is somebody of his own. */
export async function findLivingCustomer(db: Reader | Tx, id: string): Promise<PinnedCustomer | null> {
  const row = await db
    .selectFrom('customers')
    .select(['id', 'key', 'origin_payer_id'])
    .where('id', '=', id)
    .where('merged_into', 'is', null)
    .executeTakeFirst();
  return row ? { id: row.id as CustomerId, key: row.key, originPayerId: row.origin_payer_id as PayerId } : null;
}

/** Stands under both, so that either leads to it; the newest decision of two is the one that counts. */
export async function setPin(
  tx: Tx,
  [a, b]: readonly [PayerId, PayerId],
  pin: Readonly<{ kind: 'together' | 'apart'; by: string; now: Instant }>,
): Promise<void> {
  const change = { kind: pin.kind, made_by: pin.by, made_at: pin.now };
  for (const [payer, other] of [
    [a, b],
    [b, a],
  ] as const) {
    await tx
      .insertInto('customer_pins')
      .values({ payer_id: payer, other_id: other, ...change })
      .onConflict((c) => c.columns(['payer_id', 'other_id']).doUpdateSet(change))
      .execute();
  }
}
