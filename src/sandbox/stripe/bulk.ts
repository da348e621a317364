import { createRandom } from '../seeded.ts';
import type { Book } from './book.ts';
import type { Happenings } from './happenings.ts';
import type { Meta } from './records.ts';

export type BulkOptions = {
  seed?: number;
  /** Milliseconds since the epoch; payments are spread evenly from `from` to `to`. */
  from: number;
  to: number;
  /** Payments a customer makes, on average; 1 where left out. */
  perCustomer?: number;
  currency?: string;
  /** Writes payment_intent.succeeded and charge.succeeded for what is younger than 30 days (never sent). */
  withEvents?: boolean;
};

const COUNTRIES = ['US', 'GB', 'DE', 'FR', 'ES', 'BR', 'JP', 'AU', 'CA', 'PL'] as const;
const PRICES = [999, 1499, 1999, 2999, 4999] as const;
const EVENTS_KEPT_SECONDS = 30 * 86_400;

const CAMPAIGNS: readonly Meta[] = Array.from({ length: 20 }, (_, i) => ({
  utm_source: i % 3 === 0 ? 'google' : 'facebook',
  utm_campaign: `Bulk_campaign_${i}`,
  campaign_name: `Bulk_campaign_${i}`,
  adset_name: `Bulk_adset_${i % 7}`,
  ad_name: `Bulk_ad_${i % 11}`,
}));

/** Adds `n` succeeded payments of the past, cheaply: a few hundred bytes each, nothing is sent. */
export function addBulk(book: Book, happenings: Happenings, nowSeconds: number, n: number, options: BulkOptions): void {
  const random = createRandom(options.seed ?? 1);
  const stepSeconds = (options.to - options.from) / 1000 / Math.max(1, n);
  const isRepeat = 1 - 1 / Math.max(1, options.perCustomer ?? 1);
  const currency = options.currency ?? 'usd';
  for (let i = 0; i < n; i += 1) {
    const created = Math.floor(options.from / 1000 + i * stepSeconds);
    const country = random.pick(COUNTRIES);
    const known = random.next() < isRepeat ? book.customers.get(random.below(book.customers.rows.length)) : undefined;
    const email = known?.email ?? `bulk${i}@example.com`;
    const customer =
      known ??
      book.customers.add({
        created,
        email,
        name: null,
        phone: null,
        country,
        city: null,
        metadata: NO_META,
        intents: [],
      });
    const amount = random.pick(PRICES);
    const intent = book.intents.add({
      created,
      amount,
      received: amount,
      currency,
      customer: customer.n,
      status: 'succeeded',
      isManualCapture: false,
      metadata: random.pick(CAMPAIGNS),
      description: null,
      receiptEmail: email,
      charges: [],
      session: undefined,
      decline: undefined,
      canceledAt: null,
    });
    const charge = book.charges.add({
      created,
      intent: intent.n,
      amount,
      captured: amount,
      isCaptured: true,
      status: 'succeeded',
      decline: undefined,
      email,
      name: null,
      country,
      city: null,
      cardCountry: country,
      refunds: undefined,
      dispute: undefined,
    });
    customer.intents.push(intent.n);
    intent.charges.push(charge.n);
    if (options.withEvents !== false && created > nowSeconds - EVENTS_KEPT_SECONDS) {
      happenings.lasting('payment_intent.succeeded', created, ['pi', intent.n]);
      happenings.lasting('charge.succeeded', created, ['ch', charge.n]);
    }
  }
}

const NO_META: Meta = {};
