import type { CampaignFacts } from '../domain/facts.ts';
import type { Traits } from '../domain/metrics/dimensions.ts';
import type { Charge, ReturnOfMoney, Sale } from '../domain/metrics/tally.ts';
import type { Currency } from '../domain/money.ts';
import type { Window } from '../domain/ports.ts';
import type { Attribute } from '../domain/teams/attribute.ts';
import type { Instant } from '../domain/time.ts';
import { afterTurn } from '../lib/wait.ts';
import type { Reader } from './database.ts';
import { selectRows } from './select.ts';

const pageRows = 1_000;

type TraitRow = Readonly<{
  provider: string;
  method: string | null;
  country: string | null;
  city: string | null;
  campaign: string | null;
}>;
type Place = readonly [at: string, id: string];

/** Which sales are read, and whose they are. */
export type SalesWish = Readonly<{
  /** Of one campaign only, by its very name. */
  campaign?: string | undefined;
  attribute?: Attribute | undefined;
}>;

type Origin = Pick<Traits, 'campaign' | 'team'>;
const noCampaign: CampaignFacts = {};
/** Some ads bring most sales: of so many it is remembered what they are and whose. */
const knownOrigins = 1_000;

/** Reads what a row says of its campaign, and tells its team, once for all rows that say the same. */
function traitsReader({ attribute }: SalesWish): (row: TraitRow) => Traits {
  const known = new Map<string | null, Origin>();
  const originOf = (text: string | null): Origin => {
    const campaign = text === null ? noCampaign : (JSON.parse(text) as CampaignFacts);
    const origin = { campaign, team: attribute?.(campaign).team ?? null };
    if (known.size >= knownOrigins) known.clear();
    known.set(text, origin);
    return origin;
  };
  return ({ provider, method, country, city, campaign }) => {
    const origin = known.get(campaign) ?? originOf(campaign);
    return { provider, method, country, city, campaign: origin.campaign, team: origin.team };
  };
}

/**
 * Page by page in order, so that neither memory nor the event loop feels the length of the period. The next page is
 * read in its thread while this one is worked on.
 */
async function* paged<R, T>(
  page: (after: Place) => Promise<readonly R[]>,
  from: Instant,
  placeOf: (row: R) => Place,
  read: (row: R) => T,
): AsyncGenerator<readonly T[]> {
  let coming: Promise<readonly R[]> | null = page([from, '']);
  while (coming !== null) {
    const rows: readonly R[] = await coming;
    const last = rows.at(-1);
    coming = last === undefined || rows.length < pageRows ? null : page(placeOf(last));
    // Whoever stops reading early does not wait for it: its failure is nobody's.
    coming?.catch(() => undefined);
    // Answers of threads that came together would all be worked on in one turn.
    await afterTurn();
    yield rows.map(read);
  }
}

type SaleRow = TraitRow &
  Readonly<{
    id: string;
    paid_at: string;
    amount_minor: number;
    currency: string;
    reversed_minor: number;
    purchase_id: string | null;
    settled_minor: number | null;
    settled_currency: string | null;
    first_paid_at: string | null;
    ordinal: number | null;
    follows: number | boolean | null;
  }>;

/** A later payment of its purchase asks whether an earlier one was in the same currency; the first need not. */
const salesText = `
  select p.id, p.paid_at, p.amount_minor, p.currency, p.reversed_minor, p.purchase_id, p.provider, p.method, p.country,
    p.city, p.campaign, p.settled_minor, p.settled_currency, purchases.first_paid_at, purchases.ordinal,
    case when p.paid_at > purchases.first_paid_at then (
      select count(*) from payments e where e.purchase_id = p.purchase_id and e.currency = p.currency
        and e.status = 'captured' and e.paid_at < p.paid_at) else 0 end as follows
  from payments p left join purchases on purchases.id = p.purchase_id
  where p.status = 'captured' and p.paid_at >= ? and p.paid_at < ? and (p.paid_at > ? or p.id > ?)`;

function saleOf(row: SaleRow, traits: Traits): Sale {
  return {
    at: row.paid_at as Instant,
    amountMinor: Number(row.amount_minor),
    currency: row.currency as Currency,
    reversedMinor: Number(row.reversed_minor),
    purchaseId: row.purchase_id,
    startsPurchase: row.paid_at === row.first_paid_at,
    followsSameCurrency: Number(row.follows) > 0,
    settled:
      row.settled_minor === null
        ? null
        : { amountMinor: Number(row.settled_minor), currency: row.settled_currency as Currency },
    isCustomersFirst: Number(row.ordinal) === 1,
    traits,
  };
}

/** The captured payments of a period by paid time. */
export function readSales(db: Reader, { from, to }: Window, wish: SalesWish = {}): AsyncGenerator<readonly Sale[]> {
  const { campaign } = wish;
  const text = `${salesText}${campaign === undefined ? '' : ' and p.campaign_name = ?'} order by p.paid_at, p.id limit ?`;
  const own = campaign === undefined ? [] : [campaign];
  const traitsOf = traitsReader(wish);
  return paged<SaleRow, Sale>(
    ([at, id]) => selectRows(db, text, at, to, at, id, ...own, pageRows),
    from,
    (row) => [row.paid_at, row.id],
    (row) => saleOf(row, traitsOf(row)),
  );
}

type ReturnRow = TraitRow &
  Readonly<{ at: string; key: string; amount_minor: number; currency: string; kind: 'refund' | 'dispute' }>;

const returnsText = `
  select m.at, m.payment_id || ' ' || m.seq as key, m.amount_minor, m.currency, m.kind, p.provider, p.method, p.country,
    p.city, p.campaign
  from money_back m join payments p on p.id = m.payment_id
  where m.at >= ? and m.at < ? and (m.at > ? or m.payment_id || ' ' || m.seq > ?)`;

/** The money that went back in a period, by the time when it went. */
export function readReturns(
  db: Reader,
  { from, to }: Window,
  wish: SalesWish = {},
): AsyncGenerator<readonly ReturnOfMoney[]> {
  const { campaign } = wish;
  const text = `${returnsText}${campaign === undefined ? '' : ' and p.campaign_name = ?'} order by m.at, key limit ?`;
  const own = campaign === undefined ? [] : [campaign];
  const traitsOf = traitsReader(wish);
  return paged<ReturnRow, ReturnOfMoney>(
    ([at, key]) => selectRows(db, text, at, to, at, key, ...own, pageRows),
    from,
    (row) => [row.at, row.key],
    (row) => ({
      at: row.at as Instant,
      amountMinor: Number(row.amount_minor),
      currency: row.currency as Currency,
      kind: row.kind,
      traits: traitsOf(row),
    }),
  );
}

type ChargeRow = Readonly<{
  at: string;
  key: string;
  provider: string;
  currency: string;
  succeeded: number;
  method: string | null;
  country: string | null;
}>;

const chargesText = `
  select at, provider || ' ' || external_id as key, provider, currency, succeeded, method, country from charges
  where at >= ? and at < ? and (at > ? or provider || ' ' || external_id > ?) order by at, key limit ?`;

/** The decided charges of a period, by the time when they were made. */
export function readCharges(db: Reader, { from, to }: Window): AsyncGenerator<readonly Charge[]> {
  return paged<ChargeRow, Charge>(
    ([at, key]) => selectRows(db, chargesText, at, to, at, key, pageRows),
    from,
    (row) => [row.at, row.key],
    ({ at, currency, succeeded, provider, method, country }) => ({
      at: at as Instant,
      currency: currency as Currency,
      succeeded: Number(succeeded) === 1,
      traits: { provider, method, country, city: null, campaign: {}, team: null },
    }),
  );
}
