import type { PaymentLine } from '../domain/drift.ts';
import type { PaymentStatus } from '../domain/facts.ts';
import type { ProviderName } from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import { attributeBy } from '../domain/teams/attribute.ts';
import type { Instant } from '../domain/time.ts';
import type { SheetRowView } from '../domain/views.ts';
import type { Reader, Tx } from './database.ts';
import { selectRows } from './select.ts';
import { listTeamRules } from './team-rules.ts';

type Row = Readonly<{
  external_id: string;
  charge_id: string | null;
  status: string;
  amount_minor: number | string;
  currency: string;
}>;

const payments =
  'select external_id, charge_id, status, amount_minor, currency from payments where provider = ? and external_id in (??)';
/** Written so that the payments' ids choose the index: by provider and kind alone it would read all refunds. */
const refunds = `select payment_external_id, charge_id, amount_minor from reversals
  where kind || '' = 'refund' and status not in ('failed', 'canceled') and provider || '' = ? and`;
type Refund = Readonly<{ payment_external_id: string | null; charge_id: string | null; amount_minor: number | string }>;

/** The ledger's lines of these payments. At most a few hundred at once. */
export async function readPaymentLines(
  db: Reader,
  provider: ProviderName,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, PaymentLine>> {
  if (externalIds.length === 0) return new Map();
  const rows = await selectRows<Row>(db, payments, provider, externalIds);
  const charges = rows.flatMap(({ charge_id: id }) => (id === null ? [] : [id]));
  const back = [
    ...(await selectRows<Refund>(db, `${refunds} payment_external_id in (??)`, provider, externalIds)),
    ...(await selectRows<Refund>(
      db,
      `${refunds} coalesce(payment_external_id, '') = '' and charge_id in (??)`,
      provider,
      charges,
    )),
  ];
  const byPayment = new Map<string, number>();
  for (const { payment_external_id: payment, charge_id: charge, amount_minor: amount } of back) {
    const key = payment ?? charge ?? '';
    byPayment.set(key, (byPayment.get(key) ?? 0) + Number(amount));
  }
  // Where the payment is its own charge, both ids are one.
  const idsOf = (row: Row) => new Set([row.external_id, row.charge_id ?? '']);
  const lineOf = (row: Row): PaymentLine => ({
    externalId: row.external_id,
    status: row.status as PaymentStatus,
    amountMinor: Number(row.amount_minor),
    currency: row.currency as Currency,
    refundedMinor: [...idsOf(row)].reduce((sum, id) => sum + (byPayment.get(id) ?? 0), 0),
  });
  return new Map(rows.map((row) => [row.external_id, lineOf(row)]));
}

/** Written so that the time chooses the index: by provider alone it would read all payments for each page. */
const paidBetween = `select external_id, paid_at, id from payments where status = 'captured' and provider || '' = ?
  and paid_at >= ? and paid_at < ? and (paid_at > ? or id > ?) order by paid_at, id limit ?`;

export type PaidId = Readonly<{ externalId: string; paidAt: Instant; id: string }>;

/** Captured payments of a window in order; `after` goes on behind the last one seen. */
export async function listPaid(
  db: Reader,
  provider: ProviderName,
  window: Window,
  after: PaidId | null,
  limit: number,
): Promise<readonly PaidId[]> {
  const from = after?.paidAt ?? window.from;
  const place = [from, window.to, after ? after.paidAt : '', after?.id ?? ''];
  const rows = await selectRows<{ external_id: string; paid_at: string; id: string }>(
    db,
    paidBetween,
    provider,
    ...place,
    limit,
  );
  return rows.map((row) => ({ externalId: row.external_id, paidAt: row.paid_at as Instant, id: row.id }));
}

export type LedgerRow = Readonly<{ key: string; view: SheetRowView }>;

/** Whose a sale is follows from the rules as they are now: it is told when the row is read. */
async function rowsOf(
  db: Reader,
  rows: readonly Readonly<{ row_key: string; view: string }>[],
): Promise<readonly LedgerRow[]> {
  const attribute = attributeBy(await listTeamRules(db));
  return rows.map(({ row_key: key, view }) => {
    const row = JSON.parse(view) as SheetRowView;
    return { key, view: { ...row, team: attribute(row.campaign).team } };
  });
}

export async function readSheetRows(db: Reader | Tx, keys: readonly string[]): Promise<readonly LedgerRow[]> {
  if (keys.length === 0) return [];
  const rows = await db.selectFrom('sheet_rows').select(['row_key', 'view']).where('row_key', 'in', keys).execute();
  return rowsOf(db, rows);
}

export async function listSheetRows(db: Reader, after: string, limit: number): Promise<readonly LedgerRow[]> {
  const rows = await db
    .selectFrom('sheet_rows')
    .select(['row_key', 'view'])
    .where('row_key', '>', after)
    .orderBy('row_key')
    .limit(limit)
    .execute();
  return rowsOf(db, rows);
}

/** Rows that the outbox is writing, or wrote since then: what was read of them before says nothing. */
export async function findUnsettledRows(
  db: Reader,
  keys: readonly string[],
  since: Instant,
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const rows = await db
    .selectFrom('deliveries')
    .select('subject_id')
    .where('destination', '=', 'sheets')
    .where('subject_id', 'in', keys)
    .where((eb) => eb.or([eb('state', 'in', ['waiting', 'leased', 'sending']), eb('settled_at', '>=', since)]))
    .execute();
  return new Set(rows.map((row) => row.subject_id));
}
