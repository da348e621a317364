import { z } from 'zod';
import { BUYERS, SOURCES } from './presets.ts';
import { createRandom } from './seeded.ts';
import type { World } from './world.ts';
import { rubleSale } from './yookassa/history.ts';

export const rublePayment = z.object({ method: z.enum(['bank_card', 'sbp']) });

/** «Pay in rubles»: sales that YooKassa notifies of; the last one can be given back. */
export class RublePayments {
  readonly #yookassa: World['yookassa'];
  readonly #random = createRandom(20_261_121);
  #last: string | undefined;

  constructor({ yookassa }: World) {
    this.#yookassa = yookassa;
  }

  send({ method }: z.infer<typeof rublePayment>): { payment: string } {
    const { email } = this.#random.pick(BUYERS);
    const metadata = { ...this.#random.pick(SOURCES).metadata, email };
    this.#last = this.#yookassa.sell({ amount: 199_000, method, metadata, last4: '4477' }).id;
    return { payment: this.#last };
  }

  burst(n: number): { sent: number } {
    for (let i = 0; i < n; i += 1) this.#last = this.#yookassa.sell(rubleSale(this.#random, i)).id;
    return { sent: n };
  }

  refund(isPart: boolean): { refund: string } {
    if (!this.#last) throw new Error('Pay in rubles first.');
    const { amount } = this.#yookassa.find(this.#last);
    const half = Math.floor(Number(amount.value) * 50);
    return { refund: this.#yookassa.refund({ payment: this.#last, ...(isPart ? { amount: half } : {}) }).id };
  }
}
