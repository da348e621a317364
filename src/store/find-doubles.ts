import type { ChargeLine } from '../domain/double-charges.ts';
import type { PaymentFact } from '../domain/facts.ts';
import type { ProviderName } from '../domain/ids.ts';
import type { Currency } from '../domain/money.ts';
import type { Instant } from '../domain/time.ts';
import type { Reader } from './database.ts';
import { isPostgres } from './dialect.ts';
import { selectRows } from './select.ts';

/** So many index entries are looked at in one statement: a fraction of a second, then others have their turn. */
const entriesAtOnce = 100_000;
const idsAtOnce = 200;

const border = `select customer_id as id from payments where customer_id > ? order by customer_id limit 1 offset ${entriesAtOnce}`;
/** Walks payments_by_customer in its own order: nothing is sorted, no row is read. */
const neighbours = (seconds: string, upTo: string) => `select id from (
    select id, paid_at,
      lag(paid_at) over w as before_at, lead(paid_at) over w as after_at
    from payments where customer_id > ? ${upTo} and paid_at is not null
    window w as (partition by customer_id, currency, amount_minor order by paid_at, id)
  ) as walked where ${seconds}`;

function within(db: Reader): string {
  if (isPostgres(db))
    return `(cast(paid_at as timestamptz) - cast(before_at as timestamptz) <= make_interval(secs => ?)
      or cast(after_at as timestamptz) - cast(paid_at as timestamptz) <= make_interval(secs => ?))`;
  return '((unixepoch(paid_at) - unixepoch(before_at)) <= ? or (unixepoch(after_at) - unixepoch(paid_at)) <= ?)';
}

/** Ids of captured payments that have an equal one of the same customer near them, part by part. */
export async function* nearEqualPayments(db: Reader, withinMs: number): AsyncGenerator<readonly string[]> {
  const seconds = Math.ceil(withinMs / 1_000);
  let from = '';
  for (;;) {
    const [last] = await selectRows<{ id: string }>(db, border, from);
    const upTo = last ? 'and customer_id <= ?' : '';
    const bounds = last ? [from, last.id] : [from];
    const found = await selectRows<{ id: string }>(db, neighbours(within(db), upTo), ...bounds, seconds, seconds);
    yield found.map(({ id }) => id);
    if (!last) return;
    from = last.id;
  }
}

type Row = Readonly<{
  provider: string;
  external_id: string;
  customer_id: string;
  key: string;
  amount_minor: number | string;
  reversed_minor: number | string;
  currency: string;
  paid_at: string;
  campaign: string | null;
  card_last4: string | null;
  facts: string;
}>;

const charges = `select p.provider, p.external_id, p.customer_id, c.key, p.amount_minor, p.reversed_minor, p.currency,
  p.paid_at, p.campaign, p.card_last4, p.facts
  from payments as p join customers as c on c.id = p.customer_id where p.id in (??)`;

function productOf({ campaign, facts }: Row): string | null {
  const tag = campaign === null ? undefined : (JSON.parse(campaign) as { product_tag?: string }).product_tag;
  if (tag) return tag;
  const objects = JSON.parse(facts) as Readonly<Record<string, PaymentFact | null>>;
  const told = [objects['intent'], objects['charge'], objects['session']];
  return told.find((fact) => fact?.order?.planId)?.order.planId ?? null;
}

export async function readCharges(db: Reader, ids: readonly string[]): Promise<readonly ChargeLine[]> {
  const lines: ChargeLine[] = [];
  for (let from = 0; from < ids.length; from += idsAtOnce) {
    const rows = await selectRows<Row>(db, charges, ids.slice(from, from + idsAtOnce));
    for (const row of rows) lines.push(lineOf(row));
  }
  return lines;
}

function lineOf(row: Row): ChargeLine {
  return {
    provider: row.provider as ProviderName,
    externalId: row.external_id,
    customerId: row.customer_id,
    customerKey: row.key,
    amountMinor: Number(row.amount_minor),
    reversedMinor: Number(row.reversed_minor),
    currency: row.currency as Currency,
    paidAt: row.paid_at as Instant,
    product: productOf(row),
    cardLast4: row.card_last4,
  };
}

const oneCharge = charges.replace('p.id in (??)', "p.external_id = ? and p.status = 'captured'");

/** The captured payment with this id of its provider. */
export async function findCharge(db: Reader, externalId: string): Promise<readonly ChargeLine[]> {
  return (await selectRows<Row>(db, oneCharge, externalId)).map(lineOf);
}

const knownKeys = 'select row_key from sheet_rows where row_key in (??)';

/** Which of these row keys are ours. */
export async function findKnownKeys(db: Reader, keys: readonly string[]): Promise<ReadonlySet<string>> {
  const known = new Set<string>();
  for (let from = 0; from < keys.length; from += 1_000) {
    const rows = await selectRows<{ row_key: string }>(db, knownKeys, keys.slice(from, from + 1_000));
    for (const { row_key: key } of rows) known.add(key);
  }
  return known;
}

const rowsOfPayments = `select p.external_id, s.row_key from payments as p
  join sheet_rows as s on s.customer_id = p.customer_id and s.currency = p.currency
  where p.provider in ('stripe', 'yookassa') and p.external_id in (??)`;

/** Under which of our row keys payments are counted. */
export async function findRowsOfPayments(
  db: Reader,
  externalIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await selectRows<{ external_id: string; row_key: string }>(db, rowsOfPayments, externalIds);
  return new Map(rows.map((row) => [row.external_id, row.row_key]));
}
