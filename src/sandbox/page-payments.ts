import { z } from 'zod';
import type { AdjustableClock } from '../lib/clock.ts';
import { BUYERS, PLACES, PRICES, pickMetadata, SOURCES } from './presets.ts';
import { createRandom } from './seeded.ts';
import type { Paid, PayInput } from './stripe/stand-in.ts';
import type { World } from './world.ts';

const HOUR_MS = 3_600_000;
const STORM = 200;

export const paymentInput = z.object({
  buyer: z
    .number()
    .int()
    .min(0)
    .max(BUYERS.length - 1),
  source: z
    .number()
    .int()
    .min(0)
    .max(SOURCES.length - 1),
  amount: z.number().int().min(1).max(99_999_999),
  currency: z.enum(['usd', 'eur', 'jpy', 'gbp']),
  isNew: z.boolean().default(false),
});

/** The panel «Send a payment»; it remembers the last payment for the upsell, the refund and the dispute. */
export class Payments {
  readonly #world: World;
  readonly #clock: AdjustableClock;
  readonly #random = createRandom(20_261_120);
  readonly #customers = new Map<string, string>();
  #last: { paid: Paid; input: PayInput } | undefined;
  #dispute: string | undefined;

  constructor(world: World, clock: AdjustableClock) {
    this.#world = world;
    this.#clock = clock;
  }

  #lastPaid() {
    if (!this.#last) throw new Error('Send a payment first.');
    return this.#last;
  }

  #pay(input: PayInput): Paid {
    const paid = this.#world.stripe.pay({ withChargeUpdated: true, ...input });
    this.#last = { paid, input };
    this.#dispute = undefined;
    return paid;
  }

  /** By one of the known people; the same person is the same customer unless `isNew`. */
  send({ buyer, source, amount, currency, isNew }: z.infer<typeof paymentInput>): Paid {
    const person = BUYERS[buyer];
    if (!person) throw new Error('No such buyer.');
    const { name, email, country, city } = person;
    const known = isNew ? undefined : this.#customers.get(email);
    const metadata = SOURCES[source]?.metadata ?? {};
    const input: PayInput = { name, email, country, city, amount, currency, metadata, withSession: true };
    const paid = this.#pay(known ? { ...input, customer: known } : input);
    if (paid.customer) this.#customers.set(email, paid.customer);
    return paid;
  }

  upsell(): Paid {
    const { paid, input } = this.#lastPaid();
    this.#clock.advance(HOUR_MS);
    const amount = input.currency === 'jpy' ? 980 : 499;
    return this.#pay({ ...input, customer: paid.customer, amount, withSession: false });
  }

  /** The same again within moments, as from a second press of the pay button. */
  twice(): Paid {
    const { paid, input } = this.#lastPaid();
    return this.#pay({ ...input, customer: paid.customer });
  }

  burst(n: number): { sent: number } {
    const random = this.#random;
    for (let i = 0; i < n; i += 1) {
      const place = random.weighted(PLACES);
      const name = `Burst Buyer ${random.below(1_000_000)}`;
      const email = `${name.replaceAll(' ', '.').toLowerCase()}@mail.example`;
      const amount = random.weighted(PRICES[place.currency] ?? []);
      this.#pay({ ...place, amount, name, email, metadata: pickMetadata(random) });
    }
    return { sent: n };
  }

  refund(isPart: boolean): unknown {
    const { paid, input } = this.#lastPaid();
    const amount = isPart ? { amount: Math.floor(input.amount / 2) } : {};
    return this.#world.stripe.refund({ charge: paid.charge, ...amount });
  }

  dispute(what: 'open' | 'win' | 'lose'): unknown {
    const { stripe } = this.#world;
    const { charge } = this.#lastPaid().paid;
    if (what === 'open') {
      if (this.#dispute) throw new Error('The last payment is disputed already.');
      this.#dispute = stripe.dispute({ charge }).dispute;
      return { dispute: this.#dispute };
    }
    if (!this.#dispute) throw new Error('Open a dispute first.');
    return stripe.moveDispute(this.#dispute, what === 'win' ? 'won' : 'lost');
  }

  /** One webhook of the last payment, again and again. */
  storm(): { event: string; times: number } {
    const event = this.#lastPaid().paid.events[0] ?? '';
    this.#world.stripe.webhooks.send([event], STORM);
    return { event, times: STORM };
  }
}
