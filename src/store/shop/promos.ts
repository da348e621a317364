import { sql } from 'kysely';
import type { Promo } from '../../domain/shop/promo.ts';
import type { Instant } from '../../domain/time.ts';
import type { Reader, Tx } from '../database.ts';
import type { PromoTable } from '../schema-shop.ts';

function promoOf({ promo, used }: Pick<PromoTable, 'promo' | 'used'>): Promo {
  return { ...(JSON.parse(promo) as Omit<Promo, 'used'>), used };
}

/** Asked for in any case. */
export async function findPromo(db: Reader, code: string): Promise<Promo | null> {
  const row = await db
    .selectFrom('promos')
    .select(['promo', 'used'])
    .where('code', '=', code.trim().toUpperCase())
    .executeTakeFirst();
  return row ? promoOf(row) : null;
}

export async function listPromos(db: Reader): Promise<readonly Promo[]> {
  const rows = await db.selectFrom('promos').select(['promo', 'used']).orderBy('code').execute();
  return rows.map(promoOf);
}

export async function savePromo(tx: Tx, promo: Omit<Promo, 'used'>, by: string, now: Instant): Promise<void> {
  const row = {
    code: promo.code,
    promo: JSON.stringify(promo),
    active: promo.active ? (1 as const) : (0 as const),
    changed_by: by,
    changed_at: now,
  };
  await tx
    .insertInto('promos')
    .values({ ...row, used: 0 })
    .onConflict((c) => c.column('code').doUpdateSet(row))
    .execute();
}

/** How many orders that wait or were paid use it: counted anew whenever one begins or ends, never added up. */
export async function recountUses(tx: Tx, code: string): Promise<void> {
  await tx
    .updateTable('promos')
    .set({
      used: sql<number>`(select count(*) from orders where promo_code = ${code} and status in ('waiting','paid','refunded'))`,
    })
    .where('code', '=', code)
    .execute();
}
