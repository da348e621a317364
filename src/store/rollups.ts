import { type Dimension, hourlyDimensions } from '../domain/metrics/dimensions.ts';
import type { Measures } from '../domain/metrics/measures.ts';
import type { Slice } from '../domain/metrics/tally.ts';
import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { BusinessDate, Instant } from '../domain/time.ts';
import type { Reader, Tx } from './database.ts';
import type { RollupTable } from './schema-metrics.ts';
import { selectRows } from './select.ts';
import { type UpsertSpec, upsertRows } from './upsert.ts';

export type Grain = RollupTable['grain'];

const sums = [
  'gross_minor',
  'payments',
  'purchases',
  'starts',
  'new_customers',
  'refunded_minor',
  'refunds',
  'disputed_minor',
  'disputes',
  'sales_back_minor',
  'attempts',
  'succeeded',
] as const;
const key = ['grain', 'dimension', 'bucket', 'value', 'currency'] as const;
const spec: UpsertSpec<'rollups'> = { table: 'rollups', columns: [...key, ...sums], key, onConflict: 'update' };

/** PostgreSQL writes large sums as text. */
type SumRow = Readonly<Record<(typeof sums)[number], number | string>>;

function measuresOf(row: SumRow): Measures {
  return {
    grossMinor: Number(row.gross_minor),
    payments: Number(row.payments),
    purchases: Number(row.purchases),
    starts: Number(row.starts),
    newCustomers: Number(row.new_customers),
    refundedMinor: Number(row.refunded_minor),
    refunds: Number(row.refunds),
    disputedMinor: Number(row.disputed_minor),
    disputes: Number(row.disputes),
    salesBackMinor: Number(row.sales_back_minor),
    attempts: Number(row.attempts),
    succeeded: Number(row.succeeded),
  };
}

function rowOf(grain: Grain, { dimension, bucket, value, currency, measures: m }: Slice): RollupTable {
  return {
    grain,
    dimension,
    bucket,
    value,
    currency,
    gross_minor: m.grossMinor,
    payments: m.payments,
    purchases: m.purchases,
    starts: m.starts,
    new_customers: m.newCustomers,
    refunded_minor: m.refundedMinor,
    refunds: m.refunds,
    disputed_minor: m.disputedMinor,
    disputes: m.disputes,
    sales_back_minor: m.salesBackMinor,
    attempts: m.attempts,
    succeeded: m.succeeded,
  };
}

/** Buckets from one to another, both included: dates, or first instants of hours. */
export type BucketRange = Readonly<{ from: string; to: string }>;

type StoredSums = SumRow & Readonly<{ value: string; currency: string; bucket?: string }>;

/** Sums over the buckets of a range by value and currency; `bucket` is empty where `byBucket` is not asked for. */
export async function sumRollups(
  db: Reader,
  grain: Grain,
  dimension: Dimension,
  { from, to }: BucketRange,
  { byBucket }: Readonly<{ byBucket: boolean }>,
): Promise<readonly Slice[]> {
  const keys = byBucket ? 'bucket, value, currency' : 'value, currency';
  const text = `select ${keys}, ${sums.map((name) => `sum(${name}) as ${name}`).join(', ')} from rollups
    where grain = ? and dimension = ? and bucket >= ? and bucket <= ?
    group by ${keys}${byBucket ? ' order by bucket' : ''}`;
  const rows = await selectRows<StoredSums>(db, text, grain, dimension, from, to);
  return rows.map((row) => ({
    dimension,
    bucket: row.bucket ?? '',
    value: row.value,
    currency: row.currency as Currency,
    measures: measuresOf(row),
  }));
}

/** All that is stored of one day, to be compared with what it should be. */
export async function readDay(
  db: Reader,
  date: BusinessDate,
  hours: Readonly<{ from: Instant; to: Instant }>,
  dimensions: readonly Dimension[],
): Promise<Readonly<Record<Grain, readonly Slice[]>>> {
  const slices = (rows: readonly RollupTable[]): Slice[] =>
    rows.map((row) => ({
      dimension: row.dimension as Dimension,
      bucket: row.bucket,
      value: row.value,
      currency: row.currency as Currency,
      measures: measuresOf(row),
    }));
  const day = await db
    .selectFrom('rollups')
    .selectAll()
    .where('grain', '=', 'day')
    .where('dimension', 'in', dimensions)
    .where('bucket', '=', date)
    .execute();
  const hour = await db
    .selectFrom('rollups')
    .selectAll()
    .where('grain', '=', 'hour')
    .where('dimension', 'in', hourlyDimensions)
    .where('bucket', '>=', hours.from)
    .where('bucket', '<', hours.to)
    .execute();
  return { day: slices(day), hour: slices(hour) };
}

export async function saveSlices(tx: Tx, grain: Grain, slices: readonly Slice[]): Promise<void> {
  await upsertRows(
    tx,
    spec,
    slices.map((slice) => rowOf(grain, slice)),
  );
}

export async function deleteSlices(tx: Tx, grain: Grain, slices: readonly Slice[]): Promise<void> {
  for (const { dimension, bucket, value, currency } of slices)
    await tx
      .deleteFrom('rollups')
      .where('grain', '=', grain)
      .where('dimension', '=', dimension)
      .where('bucket', '=', bucket)
      .where('value', '=', value)
      .where('currency', '=', currency)
      .execute();
}

/** A closed day told other sums before. */
export async function noteRevised(tx: Tx, date: BusinessDate, now: Instant): Promise<void> {
  await tx
    .insertInto('revised_days')
    .values({ date, revised_at: now })
    .onConflict((c) => c.column('date').doUpdateSet({ revised_at: now }))
    .execute();
}

/** The days of a period that were revised after they had been closed. */
export async function listRevised(
  db: Reader,
  from: BusinessDate,
  to: BusinessDate,
): Promise<readonly Readonly<{ date: BusinessDate; revisedAt: Instant }>[]> {
  const rows = await db
    .selectFrom('revised_days')
    .selectAll()
    .where('date', '>=', from)
    .where('date', '<=', to)
    .orderBy('date')
    .execute();
  return rows.map((row) => ({ date: row.date as BusinessDate, revisedAt: row.revised_at as Instant }));
}

/** Everybody who paid in a period, each once: told by the index of paid times alone. */
export async function countCustomers(db: Reader, window: Window): Promise<number> {
  const text = `select count(distinct customer_id) as n from payments
    where status = 'captured' and paid_at >= ? and paid_at < ?`;
  const [row] = await selectRows<{ n: number | string }>(db, text, window.from, window.to);
  return Number(row?.n ?? 0);
}

/** Days that have sums. */
export async function countStoredDays(db: Reader): Promise<number> {
  const row = await db
    .selectFrom('rollups')
    .select((eb) => eb.fn.count<number>('bucket').distinct().as('n'))
    .where('grain', '=', 'day')
    .where('dimension', '=', 'total')
    .executeTakeFirstOrThrow();
  return Number(row.n);
}
