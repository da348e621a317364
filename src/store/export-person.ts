import type { Reader } from './database.ts';
import { chunks } from './load-people.ts';
import { listWebhooksNaming, type Person } from './persons.ts';

type Row = Readonly<Record<string, unknown>>;

/** Columns that hold JSON are shown as what they say. */
const jsonColumns = new Set(['facts', 'fact', 'view', 'campaign', 'payload', 'conflict_payload', 'content', 'plan']);

function readable(row: Row): Row {
  const value = (column: string, text: unknown) => {
    if (!jsonColumns.has(column) || typeof text !== 'string' || text === '') return text;
    return JSON.parse(text) as unknown;
  };
  return Object.fromEntries(Object.entries(row).map(([column, text]) => [column, value(column, text)]));
}

async function rowsOf(
  ids: readonly string[],
  read: (chunk: readonly string[]) => Promise<readonly Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const chunk of chunks(ids)) rows.push(...(await read(chunk)));
  return rows.map(readable);
}

/** All tables that say anything about a person, each with his rows. */
export async function listHeld(db: Reader, person: Person): Promise<Readonly<Record<string, readonly Row[]>>> {
  const payments = person.payments.map(({ id }) => id);
  const refs = person.payments.flatMap((row) => [row.external_id, row.charge_id]).filter((id) => id !== null);
  const subjects = [...person.purchases.map(({ id }) => id), ...person.rows.map(({ row_key }) => row_key)];
  const names = [
    ...person.identifiers.filter(({ kind }) => kind === 'email').map(({ value }) => value),
    ...person.payers.map((payer) => payer.customer_external_id).filter((id) => id !== null),
    ...person.shop.telegramIds.map((id) => `telegram_id":"${id}"`),
  ];
  const webhooks = await listWebhooksNaming(db, [...new Set(names)], refs);
  return {
    customers: person.customers.map(readable),
    payers: person.payers.map(readable),
    identifiers: person.identifiers.map(readable),
    contacts: person.contacts.map(readable),
    payments: person.payments.map(readable),
    purchases: person.purchases.map(readable),
    rows: person.rows.map(readable),
    messages: person.messages.map(readable),
    orders: person.shop.orders.map(readable),
    accesses: person.shop.accesses.map(readable),
    keys: person.shop.keys.map(readable),
    tickets: person.shop.tickets.map(readable),
    referrals: person.shop.referrals.map(readable),
    referralCodes: person.shop.codes.map((code) => ({ code })),
    moneyDecisions: person.shop.decisions.map(readable),
    reversals: await rowsOf(refs, (ids) =>
      db
        .selectFrom('reversals')
        .selectAll()
        .where((eb) => eb.or([eb('payment_external_id', 'in', ids), eb('charge_id', 'in', ids)]))
        .execute(),
    ),
    moneyBack: await rowsOf(payments, (ids) =>
      db.selectFrom('money_back').selectAll().where('payment_id', 'in', ids).execute(),
    ),
    webhooks: await rowsOf(webhooks, (ids) => db.selectFrom('inbox').selectAll().where('id', 'in', ids).execute()),
    deliveries: await rowsOf(subjects, (ids) =>
      db
        .selectFrom('deliveries')
        .select(['destination', 'address', 'kind', 'subject_id', 'state', 'created_at', 'settled_at'])
        .where('subject_id', 'in', ids)
        .execute(),
    ),
  };
}
