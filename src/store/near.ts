import type { Reader } from './database.ts';

/** Where ids stand in order. */
export type IdKind = 'payment' | 'charge' | 'payer' | 'purchase' | 'email';

/** Behind every text that begins alike. */
const behindAll = '\u{10ffff}';

/** A few of those that begin so: one step into an index and a short walk. */
export async function listBeginning(
  db: Reader,
  kind: IdKind,
  beginning: string,
  limit: number,
): Promise<readonly string[]> {
  const end = beginning + behindAll;
  switch (kind) {
    case 'payment': {
      const query = db.selectFrom('payments').select('external_id as id').where('provider', '=', 'stripe');
      return idsOf(query.where('external_id', '>=', beginning).where('external_id', '<', end).limit(limit).execute());
    }
    case 'charge': {
      const query = db.selectFrom('payments').select('charge_id as id').where('charge_id', '>=', beginning);
      return idsOf(query.where('charge_id', '<', end).limit(limit).execute());
    }
    case 'payer': {
      const query = db.selectFrom('payers').select('id').where('id', '>=', `stripe:${beginning}`);
      const ids = await idsOf(query.where('id', '<', `stripe:${end}`).limit(limit).execute());
      return ids.map((id) => id.slice('stripe:'.length));
    }
    case 'purchase': {
      const query = db.selectFrom('purchases').select('name as id').where('name', '>=', beginning);
      return idsOf(query.where('name', '<', end).limit(limit).execute());
    }
    case 'email': {
      const query = db.selectFrom('contacts').select('value as id').where('kind', '=', 'email');
      return idsOf(query.where('value', '>=', beginning).where('value', '<', end).limit(limit).execute());
    }
  }
}

async function idsOf(rows: Promise<readonly Readonly<{ id: string | null }>[]>): Promise<readonly string[]> {
  return (await rows).map(({ id }) => id ?? '');
}
