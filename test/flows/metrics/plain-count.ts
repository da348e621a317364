import { noMeasures } from '../../../src/domain/metrics/measures.ts';
import type { Slice } from '../../../src/domain/metrics/tally.ts';
import type { Zone } from '../../../src/domain/zone.ts';
import type { Question } from '../../../src/flows/metrics/measure.ts';
import type { Store } from '../../../src/store/database.ts';

type Sums = Record<string, number>;

/** The local date and hour by the runtime's own calendar, which shares no code with ours. */
function localParts(at: string, { name }: Zone): Readonly<{ date: string; minute: number }> {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: name,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    minute: '2-digit',
  }).formatToParts(new Date(at));
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return { date: `${part('year')}-${part('month')}-${part('day')}`, minute: Number(part('minute')) };
}

function bucketOf(at: string, grain: Question['grain'], zoned: Zone): string {
  if (grain === undefined || grain === 'whole') return '';
  const { date, minute } = localParts(at, zoned);
  if (grain === 'day') return date;
  const ms = Date.parse(at);
  return new Date(ms - minute * 60_000 - (ms % 60_000)).toISOString();
}

type Traits = Readonly<{
  provider: string;
  method: string | null;
  country: string | null;
  city: string | null;
  campaign: string | null;
}>;

/** Whose the sales of each source are. */
export type Teams = Readonly<Record<string, string>>;

function traitOf(dimension: string, row: Traits, teams: Teams): string {
  const c = JSON.parse(row.campaign ?? '{}') as Record<string, string>;
  const city = row.city === null ? null : row.country === null ? row.city : `${row.country}, ${row.city}`;
  const traits: Record<string, string | null | undefined> = {
    total: '',
    country: row.country,
    city,
    campaign: c['campaign_name'] ?? c['utm_campaign'],
    adset: c['adset_name'] ?? c['utm_term'],
    creative: c['ad_name'] ?? c['utm_content'],
    product: c['product_tag'],
    team: teams[c['utm_source'] ?? ''],
    method: row.method,
    provider: row.provider,
  };
  return (dimension in traits ? traits[dimension] : c[dimension]) ?? '';
}

/** Row by row from the tables, as slowly and as plainly as it can be said. */
export async function countPlainly(
  store: Store,
  question: Question,
  zoned: Zone,
  teams: Teams = {},
): Promise<readonly Slice[]> {
  const { window, grain, dimensions } = question;
  const payments = await store.reader.selectFrom('payments').selectAll().where('status', '=', 'captured').execute();
  const returns = await store.reader.selectFrom('money_back').selectAll().execute();
  const charges = await store.reader.selectFrom('charges').selectAll().execute();
  const found = new Map<string, { slice: Slice; sums: Sums }>();
  const isInside = (at: string | null) => at !== null && at >= window.from && at < window.to;
  const add = (at: string, currency: string, row: Traits, of: readonly string[], sums: Sums) => {
    for (const dimension of of) {
      const bucket = bucketOf(at, grain, zoned);
      const value = traitOf(dimension, row, teams);
      const key = [dimension, bucket, value, currency].join('|');
      const own = found.get(key) ?? {
        slice: { dimension, bucket, value, currency, measures: noMeasures } as Slice,
        sums: { ...noMeasures } as Sums,
      };
      for (const [name, amount] of Object.entries(sums)) own.sums[name] = (own.sums[name] ?? 0) + amount;
      found.set(key, own);
    }
  };
  const paid = payments.map((row) => ({ ...row, at: row.paid_at as string }));
  const order = (a: (typeof paid)[number], b: (typeof paid)[number]) =>
    a.at.localeCompare(b.at) || a.id.localeCompare(b.id);
  for (const row of paid) {
    if (!isInside(row.at)) continue;
    const purchase = paid.filter((one) => one.purchase_id === row.purchase_id).sort(order);
    const inCurrency = purchase.filter((one) => one.currency === row.currency);
    const ofCustomer = paid.filter((one) => one.customer_id === row.customer_id).sort(order);
    const firstDay = (ofCustomer[0] as { at: string }).at;
    const starts = purchase[0]?.id === row.id;
    add(row.at, row.currency, row, dimensions, {
      grossMinor: row.amount_minor,
      payments: 1,
      purchases: inCurrency[0]?.id === row.id ? 1 : 0,
      starts: starts ? 1 : 0,
      newCustomers: starts && row.at === firstDay ? 1 : 0,
      salesBackMinor: row.reversed_minor,
    });
  }
  for (const row of returns) {
    const sale = payments.find((one) => one.id === row.payment_id);
    if (!sale || !isInside(row.at)) continue;
    const isDispute = row.kind === 'dispute';
    add(row.at, row.currency, sale, dimensions, {
      [isDispute ? 'disputedMinor' : 'refundedMinor']: row.amount_minor,
      [isDispute ? 'disputes' : 'refunds']: row.amount_minor > 0 ? 1 : 0,
    });
  }
  const told = dimensions.filter((one) => ['total', 'country', 'method', 'provider'].includes(one));
  for (const row of charges) {
    if (isInside(row.at))
      add(row.at, row.currency, { ...row, city: null, campaign: null }, told, {
        attempts: 1,
        succeeded: row.succeeded,
      });
  }
  return [...found.values()].map(({ slice, sums }) => ({ ...slice, measures: sums as Slice['measures'] }));
}
