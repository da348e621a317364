import { sql } from 'kysely';
import type { CustomerId } from '../domain/ids.ts';
import { isOpenDispute } from '../domain/reversals.ts';
import type {
  CurrencyTotal,
  CustomerProblem,
  CustomerView,
  DeliveryCounts,
  PaymentView,
  PurchaseView,
  RefundView,
  SheetRowView,
} from '../domain/views.ts';
import type { Reader } from './database.ts';
import { namedPayments, paymentView, reversalView } from './views.ts';

const payersShown = 50;
const listLimit = 20;
const refundsShown = 10;
const problemsShown = 5;
/** Of somebody with thousands of payments, refunds and disputes of so many of the newest are looked at. */
const reversibleLimit = 200;
const contactsShown = 20;
const deliveriesCounted = 500;

/** Everything about one customer. Each question is a step in an index and has an end, however often he has paid. */
export async function findCustomerView(db: Reader, id: CustomerId): Promise<CustomerView | null> {
  const customer = await db.selectFrom('customers').selectAll().where('id', '=', id).executeTakeFirst();
  if (!customer) return null;
  const payers = await db.selectFrom('payers').select('id').where('customer_id', '=', id).limit(payersShown).execute();
  const payerIds = payers.map((payer) => payer.id);
  const purchases = await listPurchases(db, id);
  const payments = await listNewestPayments(db, payerIds);
  const rows = await listRows(db, id);
  const deliveries = await countDeliveries(db, [...purchases.map((one) => one.id), ...rows.map((row) => row.key)]);
  const reversals = await listReversals(db, id, payments);
  return {
    id,
    key: customer.key,
    ...(await listContacts(db, payerIds, payments)),
    payerIds: payerIds.filter((payerId) => !payerId.startsWith('email:')),
    names: [],
    purchases,
    payments,
    totals: rows.map(
      ({ currency, capturedMinor, reversedMinor }): CurrencyTotal => ({ currency, capturedMinor, reversedMinor }),
    ),
    refunds: reversals.refunds.slice(0, refundsShown),
    campaigns: { first: await findCampaign(db, id, 'asc'), last: await findCampaign(db, id, 'desc') },
    deliveries,
    problems: [...(await listConflicts(db, id)), ...reversals.problems, ...deadProblem(deliveries)],
  };
}

async function listPurchases(db: Reader, id: CustomerId): Promise<readonly PurchaseView[]> {
  const rows = await db
    .selectFrom('purchases')
    .select('view')
    .where('customer_id', '=', id)
    .where('merged_into', 'is', null)
    .orderBy('first_paid_at', 'desc')
    .limit(listLimit)
    .execute();
  return rows.map((row) => JSON.parse(row.view) as PurchaseView);
}

/** The newest of each payer: one order over all of them would read every payment. */
async function listNewestPayments(db: Reader, payerIds: readonly string[]): Promise<readonly PaymentView[]> {
  const lists = await Promise.all(
    payerIds.map((payerId) =>
      namedPayments(db)
        .where('payments.payer_id', '=', payerId)
        .orderBy('payments.created_at', 'desc')
        .limit(listLimit)
        .execute(),
    ),
  );
  return lists
    .flat()
    .map(paymentView)
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
    .slice(0, listLimit);
}

/** The sheet's rows are the sums, one a currency, kept up to date whether or not there is a sheet. */
async function listRows(db: Reader, id: CustomerId): Promise<readonly SheetRowView[]> {
  const rows = await db.selectFrom('sheet_rows').select('view').where('customer_id', '=', id).execute();
  return rows.map((row) => JSON.parse(row.view) as SheetRowView).filter((view) => view.mergedIntoKey === null);
}

async function listContacts(db: Reader, payerIds: readonly string[], payments: readonly PaymentView[]) {
  const holders = [...payerIds, ...payments.map((payment) => payment.id)];
  const told = await listContactsOf(db, holders);
  // Without the kind: it stands first in another index, which would be read whole.
  const identifiers = await db
    .selectFrom('payer_identifiers')
    .select(['kind', 'value'])
    .where('payer_id', 'in', [...payerIds, ''])
    .limit(contactsShown)
    .execute();
  const proven = identifiers.filter(({ kind }) => kind === 'email').map(({ value }) => value);
  const paid = payments.map(({ email }) => email).filter((email) => email !== null);
  const emails = [...new Set([...proven, ...paid, ...told.emails])];
  return { emails, phones: told.phones };
}

/** What these payments and payers were told under. */
export async function listContactsOf(
  db: Reader,
  holders: readonly string[],
): Promise<{ emails: readonly string[]; phones: readonly string[] }> {
  const rows = await db
    .selectFrom('contacts')
    .select(['kind', 'value'])
    .distinct()
    .where('holder_id', 'in', [...holders, ''])
    .limit(contactsShown)
    .execute();
  const valuesOf = (kind: string) => rows.filter((row) => row.kind === kind).map(({ value }) => value);
  return { emails: valuesOf('email'), phones: valuesOf('phone') };
}

/** Under which the customer's first or newest payment is counted. */
async function findCampaign(db: Reader, id: CustomerId, order: 'asc' | 'desc'): Promise<string | null> {
  const row = await db
    .selectFrom('payments')
    .select('campaign_name')
    .where('customer_id', '=', id)
    .where('paid_at', 'is not', null)
    .orderBy('paid_at', order)
    .limit(1)
    .executeTakeFirst();
  return row?.campaign_name ?? null;
}

async function countDeliveries(db: Reader, subjects: readonly string[]): Promise<DeliveryCounts> {
  const newest = db
    .selectFrom('deliveries')
    .select('state')
    .where('subject_id', 'in', [...subjects, ''])
    .limit(deliveriesCounted)
    .as('newest');
  const rows = await db
    .selectFrom(newest)
    .select((eb) => ['state', eb.fn.countAll<number>().as('n')])
    .groupBy('state')
    .execute();
  const count = (...states: readonly string[]) =>
    rows.filter(({ state }) => states.includes(state)).reduce((sum, { n }) => sum + Number(n), 0);
  return {
    delivered: count('delivered', 'merged'),
    waiting: count('waiting', 'leased', 'sending'),
    dead: count('dead'),
    cancelled: count('cancelled'),
  };
}

function deadProblem({ dead }: DeliveryCounts): readonly CustomerProblem[] {
  return dead > 0 ? [{ kind: 'dead', count: dead }] : [];
}

async function listConflicts(db: Reader, id: CustomerId): Promise<readonly CustomerProblem[]> {
  const rows = await db
    .selectFrom('payments')
    .select('external_id')
    .where('customer_id', '=', id)
    .where(sql<boolean>`conflict = 1`)
    .limit(problemsShown)
    .execute();
  return rows.map((row) => ({ kind: 'conflict', payment: row.external_id }));
}

type Reversals = Readonly<{ refunds: readonly RefundView[]; problems: readonly CustomerProblem[] }>;

async function listReversals(db: Reader, id: CustomerId, shown: readonly PaymentView[]): Promise<Reversals> {
  const paid = await db
    .selectFrom('payments')
    .select(['external_id', 'charge_id'])
    .where('customer_id', '=', id)
    .orderBy('paid_at', 'desc')
    .limit(reversibleLimit)
    .execute();
  const ids = [...paid.map((row) => row.external_id), ...shown.map((one) => one.externalId), ''];
  const charges = [...paid.map((row) => row.charge_id ?? ''), ...shown.map((one) => one.chargeId ?? ''), ''];
  const rows = await db
    .selectFrom('reversals')
    .selectAll()
    .where((eb) => eb.or([eb('payment_external_id', 'in', ids), eb('charge_id', 'in', charges)]))
    .orderBy('created_at', 'desc')
    .limit(reversibleLimit)
    .execute();
  const open = rows.filter((row) => row.kind === 'dispute' && isOpenDispute(row.status)).slice(0, problemsShown);
  return {
    refunds: rows.filter((row) => row.kind === 'refund').map(reversalView),
    problems: open.map((row) => {
      const { externalId, amount, status } = reversalView(row);
      return { kind: 'dispute', dispute: externalId, status, amount };
    }),
  };
}
