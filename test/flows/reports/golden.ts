import type { DomainEvent } from '../../../src/domain/facts.ts';
import { worldStart } from '../../support/small-world.ts';
import { chargeEvent, eventOf } from '../../support/stripe-facts.ts';

/** A sale as a person would note it: the local time with its offset, so that its day can be read off the text. */
export type GoldenSale = Readonly<{
  local: string;
  amount: number;
  currency: string;
  customer: string;
  country: string;
  campaign: string;
  /** When some of it went back. */
  refund?: Readonly<{ local: string; amount: number }>;
  /** Sale of the list that begins its purchase: within three hours of the same customer's. */
  follows?: number;
}>;

const sale = (
  local: string,
  amount: number,
  customer: string,
  more: Partial<Pick<GoldenSale, 'currency' | 'country' | 'campaign' | 'refund' | 'follows'>> = {},
): GoldenSale => ({ local, amount, customer, currency: 'usd', country: 'US', campaign: 'core', ...more });

/** New York, 2026: clocks go forward on 8 March at 2:00 and back on 1 November at 2:00. */
export const goldenSales: readonly GoldenSale[] = [
  // The end of February, and the spring switch.
  sale('2026-02-27T23:59:59-05:00', 900, 'cus_a'),
  sale('2026-02-28T00:00:00-05:00', 1_100, 'cus_b', { country: 'CA' }),
  sale('2026-02-28T23:59:59-05:00', 1_300, 'cus_c', { refund: { local: '2026-03-01T00:00:00-05:00', amount: 300 } }),
  sale('2026-03-01T00:00:00-05:00', 1_700, 'cus_d', { campaign: 'spring' }),
  sale('2026-03-07T23:59:59-05:00', 1_900, 'cus_e', { campaign: 'spring' }),
  sale('2026-03-08T00:00:00-05:00', 2_300, 'cus_f', { currency: 'eur', country: 'DE' }),
  sale('2026-03-08T01:59:59-05:00', 2_900, 'cus_g'),
  sale('2026-03-08T03:00:00-04:00', 3_100, 'cus_h', { campaign: 'spring' }),
  sale('2026-03-08T23:59:59-04:00', 3_700, 'cus_i'),
  sale('2026-03-09T00:00:00-04:00', 4_100, 'cus_j'),
  sale('2026-03-31T23:30:00-04:00', 4_300, 'cus_k', { country: 'CA' }),
  // One purchase over the end of a month.
  sale('2026-04-01T00:30:00-04:00', 4_700, 'cus_k', { country: 'CA', follows: 10 }),
  // The end of October, the autumn switch with its repeated hour, and the end of November's first week.
  sale('2026-10-25T12:00:00-04:00', 500, 'cus_l'),
  sale('2026-10-26T00:00:00-04:00', 510, 'cus_m', { campaign: 'autumn' }),
  sale('2026-10-31T23:30:00-04:00', 520, 'cus_n', { campaign: 'autumn' }),
  sale('2026-11-01T00:15:00-04:00', 530, 'cus_n', { campaign: 'autumn', follows: 14 }),
  sale('2026-11-01T01:30:00-04:00', 540, 'cus_o', { country: 'DE', currency: 'eur' }),
  sale('2026-11-01T01:30:00-05:00', 550, 'cus_p', { country: 'DE', currency: 'eur' }),
  sale('2026-11-01T13:59:59-05:00', 560, 'cus_q', { refund: { local: '2026-11-02T00:00:00-05:00', amount: 560 } }),
  sale('2026-11-01T14:05:00-05:00', 570, 'cus_r'),
  sale('2026-11-01T23:59:59-05:00', 580, 'cus_s', { country: 'CA' }),
  sale('2026-11-02T00:00:00-05:00', 590, 'cus_a'),
  sale('2026-11-07T23:59:59-05:00', 610, 'cus_t', { campaign: 'autumn' }),
  sale('2026-11-08T09:00:00-05:00', 620, 'cus_b', { campaign: 'autumn' }),
  sale('2026-11-08T14:04:59-05:00', 630, 'cus_u', { country: 'CA' }),
];

function secondsOf(local: string): number {
  return Date.parse(local) / 1_000;
}

/** The same as Stripe would tell it. */
export function goldenEvents(): readonly DomainEvent[] {
  return goldenSales.flatMap((one, index) => {
    const { local, amount, currency, customer, country, campaign, refund } = one;
    const card = { type: 'card', card: { country, last4: '4242' } };
    const paid = chargeEvent(secondsOf(local) - worldStart, {
      id: `ch_g${index}`,
      payment_intent: `pi_g${index}`,
      amount,
      currency,
      customer,
      metadata: { campaign_name: campaign },
      payment_method_details: card,
    });
    if (!refund) return [paid];
    const back = { id: `re_g${index}`, charge: `ch_g${index}`, payment_intent: `pi_g${index}`, status: 'succeeded' };
    return [paid, eventOf('refund', { ...back, currency, amount: refund.amount, created: secondsOf(refund.local) })];
  });
}

export type GoldenSums = Readonly<{ gross: number; refunded: number; payments: number; purchases: number }>;

/** By hand, as it were: days are the first ten signs of a local time, and nothing of ours is used. */
export function goldenSums(
  currency: string,
  isWanted: (local: string) => boolean,
  only: (sale: GoldenSale) => boolean = () => true,
): GoldenSums {
  const own = goldenSales.filter((one) => one.currency === currency && only(one));
  const sold = own.filter(({ local }) => isWanted(local));
  return {
    gross: sold.reduce((sum, { amount }) => sum + amount, 0),
    refunded: own.reduce((sum, { refund }) => sum + (refund && isWanted(refund.local) ? refund.amount : 0), 0),
    payments: sold.length,
    purchases: sold.filter(({ follows }) => follows === undefined).length,
  };
}
