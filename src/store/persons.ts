import { type RawBuilder, sql } from 'kysely';
import type { Reader } from './database.ts';
import { chunks } from './load-people.ts';
import type {
  ContactTable,
  CustomerTable,
  PayerIdentifierTable,
  PayerTable,
  PaymentTable,
  PurchaseTable,
  SentMessageTable,
  SheetRowTable,
} from './schema.ts';
import { loadShopPerson, type ShopPerson } from './shop/persons.ts';

/** All rows about one person. */
export type Person = Readonly<{
  customers: readonly CustomerTable[];
  payers: readonly PayerTable[];
  identifiers: readonly PayerIdentifierTable[];
  contacts: readonly ContactTable[];
  payments: readonly PaymentTable[];
  purchases: readonly PurchaseTable[];
  rows: readonly SheetRowTable[];
  messages: readonly SentMessageTable[];
  shop: ShopPerson;
}>;

async function inChunks<R>(ids: readonly string[], read: (chunk: readonly string[]) => Promise<R[]>): Promise<R[]> {
  const found: R[] = [];
  for (const chunk of chunks(ids)) found.push(...(await read(chunk)));
  return found;
}

/** Customers that a text names: by our id, the shown key, the provider's id, an address, also one of a failed payment. */
export async function listNamedCustomers(db: Reader, names: readonly string[]): Promise<readonly string[]> {
  const customers = await db
    .selectFrom('customers')
    .select('id')
    .where((eb) => eb.or([eb('id', 'in', names), eb('key', 'in', names)]))
    .execute();
  const payers = await db
    .selectFrom('payers')
    .select('customer_id as id')
    .where((eb) =>
      eb.or([
        eb('customer_external_id', 'in', names),
        eb('id', 'in', (ids) => ids.selectFrom('payer_identifiers').select('payer_id').where('value', 'in', names)),
      ]),
    )
    .execute();
  const payments = await db
    .selectFrom('payments')
    .select('customer_id as id')
    .where('customer_id', 'is not', null)
    .where('email', 'in', names)
    .execute();
  return [...new Set([...customers, ...payers, ...payments].map(({ id }) => id as string))];
}

/** Those that were merged into them, and those that they were merged into, are the same person. */
async function withMerged(db: Reader, ids: readonly string[]): Promise<readonly CustomerTable[]> {
  const known = new Map<string, CustomerTable>();
  const asked = new Set<string>();
  for (let next = [...ids]; next.length > 0; ) {
    for (const id of next) asked.add(id);
    const rows = await inChunks(next, (chunk) =>
      db
        .selectFrom('customers')
        .selectAll()
        .where((eb) => eb.or([eb('id', 'in', chunk), eb('merged_into', 'in', chunk)]))
        .execute(),
    );
    for (const row of rows) known.set(row.id, row);
    next = rows.flatMap((row) => [row.id, row.merged_into ?? row.id]).filter((id) => !asked.has(id));
  }
  return [...known.values()];
}

/** `telegramIds`: his in the shop, besides those that his payments name. */
export async function loadPerson(
  db: Reader,
  customerIds: readonly string[],
  telegramIds: readonly string[] = [],
): Promise<Person> {
  const customers = await withMerged(db, customerIds);
  const ids = customers.map(({ id }) => id);
  const payers = await inChunks(ids, (chunk) =>
    db.selectFrom('payers').selectAll().where('customer_id', 'in', chunk).execute(),
  );
  const purchases = await inChunks(ids, (chunk) =>
    db.selectFrom('purchases').selectAll().where('customer_id', 'in', chunk).execute(),
  );
  const identifiers = await inChunks(
    payers.map(({ id }) => id),
    (chunk) => db.selectFrom('payer_identifiers').selectAll().where('payer_id', 'in', chunk).execute(),
  );
  const messages = await inChunks(
    purchases.map(({ id }) => id),
    (chunk) => db.selectFrom('sent_messages').selectAll().where('subject_id', 'in', chunk).execute(),
  );
  const payments = await inChunks(ids, (chunk) =>
    db.selectFrom('payments').selectAll().where('customer_id', 'in', chunk).execute(),
  );
  const holders = [...payments, ...payers].map(({ id }) => id);
  const contacts = await inChunks(holders, (chunk) =>
    db.selectFrom('contacts').selectAll().where('holder_id', 'in', chunk).execute(),
  );
  const rows = await inChunks(ids, (chunk) =>
    db.selectFrom('sheet_rows').selectAll().where('customer_id', 'in', chunk).execute(),
  );
  const known = identifiers.filter(({ kind }) => kind === 'telegram').map(({ value }) => value);
  const shop = await loadShopPerson(db, [...known, ...telegramIds]);
  return { customers, payers, identifiers, contacts, payments, purchases, rows, messages, shop };
}

/** Addresses that somebody else has too, who is not the same person: they name nobody. */
export async function listSharedEmails(
  db: Reader,
  emails: readonly string[],
  { payers }: Person,
): Promise<Set<string>> {
  const own = new Set(payers.map(({ id }) => id));
  const holders = await inChunks(emails, (chunk) =>
    db
      .selectFrom('payer_identifiers')
      .select(['value', 'payer_id'])
      .where('kind', '=', 'email')
      .where('value', 'in', chunk)
      .execute(),
  );
  return new Set(holders.filter(({ payer_id }) => !own.has(payer_id)).map(({ value }) => value));
}

/** Whether a text holds a name, in whatever case; `%` and `_` mean themselves. */
export function contains(column: string, name: string): RawBuilder<boolean> {
  const pattern = `%${name.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
  return sql<boolean>`lower(${sql.ref(column)}) like ${pattern} escape '\\'`;
}

/** Webhooks whose text is kept and names one of these, or that are about one of the payments. Reads all texts: long. */
export async function listWebhooksNaming(
  db: Reader,
  names: readonly string[],
  paymentRefs: readonly string[],
): Promise<readonly string[]> {
  const ids = new Set<string>();
  const hasText = sql<boolean>`payload <> ''`;
  const byRef = await inChunks(paymentRefs, (chunk) =>
    db.selectFrom('inbox').select('id').where('payment_ref', 'in', chunk).where(hasText).execute(),
  );
  for (const { id } of byRef) ids.add(id);
  for (const name of names) {
    const naming = sql<boolean>`(${contains('payload', name)} or ${contains('conflict_payload', name)})`;
    const rows = await db.selectFrom('inbox').select('id').where(hasText).where(naming).execute();
    for (const { id } of rows) ids.add(id);
  }
  return [...ids];
}
