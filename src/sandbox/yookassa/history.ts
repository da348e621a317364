import { FIRST_NAMES, LAST_NAMES, pickMetadata } from '../presets.ts';
import { createRandom, type Random } from '../seeded.ts';
import type { Selling, YookassaStandIn } from './stand-in.ts';

const DAY_MS = 86_400_000;
const PRICES = [
  [99_000, 6],
  [199_000, 5],
  [499_000, 2],
  [1_290_000, 0.5],
] as const;

/** One buyer of the shop: what he pays, how, and which advertisement brought him. */
export function rubleSale(random: Random, n: number): Selling {
  const name = `${random.pick(FIRST_NAMES)}.${random.pick(LAST_NAMES)}${n}`.toLowerCase();
  const method = random.weighted([
    ['bank_card', 6],
    ['sbp', 4],
  ] as const);
  const metadata = { ...pickMetadata(random), email: `${name}@pochta.example` };
  const last4 = String(1_000 + random.below(9_000));
  return { amount: random.weighted(PRICES), metadata, method, last4, customer: `shop_${name}` };
}

/** A share of the seeded history in rubles: a few sales a day, some of them given back. Nothing is sent. */
export function seedRubles(
  yookassa: YookassaStandIn,
  { nowMs, seed, days = 60 }: { nowMs: number; seed: number; days?: number },
) {
  const random = createRandom(seed + 99);
  for (let day = days; day >= 0; day -= 1) {
    const sales = 3 + random.below(6);
    for (let n = 0; n < sales; n += 1) {
      const at = nowMs - day * DAY_MS - random.below(DAY_MS);
      const { id, amount } = yookassa.sell({ ...rubleSale(random, day * 10 + n), at, notify: false });
      if (random.next() > 0.06) continue;
      const whole = Math.round(Number(amount.value) * 100);
      const back = random.next() < 0.4 ? Math.floor(whole / 2) : whole;
      yookassa.refund({ payment: id, amount: back, at: Math.min(nowMs, at + DAY_MS), notify: false });
    }
  }
}
