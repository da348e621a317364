import type { Currency, Money } from '../money.ts';
import type { Instant } from '../time.ts';

export type Promo = Readonly<{
  /** Upper case; asked for in any case. */
  code: string;
  off: Readonly<{ kind: 'percent'; percent: number } | { kind: 'sum'; amountMinor: number; currency: Currency }>;
  /** How many orders may use it; null: no end. */
  limit: number | null;
  used: number;
  expiresAt: Instant | null;
  /** Only these plans; empty: all. */
  plans: readonly string[];
  active: boolean;
}>;

export type PromoRefusal = 'unknown' | 'expired' | 'used_up' | 'other_plan' | 'other_currency';

/** Why a code does not count here; null: it does. */
export function refusePromo(
  promo: Promo | null,
  { planCode, price, now }: Readonly<{ planCode: string; price: Money; now: Instant }>,
): PromoRefusal | null {
  if (promo === null || !promo.active) return 'unknown';
  if (promo.expiresAt !== null && now >= promo.expiresAt) return 'expired';
  if (promo.limit !== null && promo.used >= promo.limit) return 'used_up';
  if (promo.plans.length > 0 && !promo.plans.includes(planCode)) return 'other_plan';
  return promo.off.kind === 'sum' && promo.off.currency !== price.currency ? 'other_currency' : null;
}

/**
 * The price with the code, never below nothing: what is taken off and what is left are the price again, to the last
 * minor unit. A percentage is rounded in the buyer's favour.
 */
export function priceWith(price: Money, { off }: Pick<Promo, 'off'>): Readonly<{ left: Money; takenOffMinor: number }> {
  const asked = off.kind === 'sum' ? off.amountMinor : percentOf(price.amountMinor, off.percent);
  const takenOffMinor = Math.min(price.amountMinor, asked);
  return { left: { ...price, amountMinor: price.amountMinor - takenOffMinor }, takenOffMinor };
}

/** Exact where the product would not fit a double: prices are below 2^53. */
function percentOf(amountMinor: number, percent: number): number {
  const product = BigInt(amountMinor) * BigInt(percent);
  return Number((product + 99n) / 100n);
}
