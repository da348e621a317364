import { z } from 'zod';
import type { AdjustableClock } from '../lib/clock.ts';
import { type Breakage, MODES, PROVIDERS } from './breakage.ts';
import { BUYERS, PLACES, PRICES, pickMetadata, SOURCES } from './presets.ts';
import { createRandom } from './seeded.ts';
import type { Paid, PayInput } from './stripe/stand-in.ts';
import type { World } from './world.ts';

export type PageDeps = { world: World; clock: AdjustableClock; breakage: Breakage };
export type Action = (input: unknown) => unknown;

const HOUR_MS = 3_600_000;
const STORM = 200;

function action<T>(schema: z.ZodType<T>, run: (input: T) => unknown): Action {
  return (input) => run(schema.parse(input));
}

type Last = { paid: Paid; input: PayInput } | undefined;

/** What the panel «Send a payment» does; it remembers the last payment for upsell, refund and dispute. */
function paymentActions({ world, clock }: PageDeps): Record<string, Action> {
  const { stripe } = world;
  const random = createRandom(20_261_120);
  const customers = new Map<string, string>();
  let last: Last;
  let dispute: string | undefined;

  function lastPaid(): NonNullable<Last> {
    if (!last) throw new Error('Send a payment first.');
    return last;
  }

  function pay(input: PayInput): Paid {
    const paid = stripe.pay({ withChargeUpdated: true, ...input });
    last = { paid, input };
    dispute = undefined;
    return paid;
  }

  const payment = z.object({
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

  function sendPayment({ buyer, source, amount, currency, isNew }: z.infer<typeof payment>): Paid {
    const {
      label: _,
      currency: __,
      ...person
    } = BUYERS[buyer] ?? { label: '', currency: '', name: '', email: '', country: 'US', city: '' };
    const known = isNew ? undefined : customers.get(person.email);
    const metadata = SOURCES[source]?.metadata ?? {};
    const paid = pay({
      ...person,
      amount,
      currency,
      metadata,
      withSession: true,
      ...(known ? { customer: known } : {}),
    });
    if (paid.customer) customers.set(person.email, paid.customer);
    return paid;
  }

  function upsell(): Paid {
    const { paid, input } = lastPaid();
    clock.advance(HOUR_MS);
    const amount = input.currency === 'jpy' ? 980 : 499;
    return pay({ ...input, customer: paid.customer, amount, withSession: false });
  }

  function burst(n: number): { sent: number } {
    for (let i = 0; i < n; i += 1) {
      const place = random.weighted(PLACES);
      const amount = random.weighted(PRICES[place.currency] ?? []);
      const name = `Burst Buyer ${random.below(1_000_000)}`;
      pay({
        ...place,
        amount,
        name,
        email: `${name.replaceAll(' ', '.').toLowerCase()}@mail.example`,
        metadata: pickMetadata(random),
      });
    }
    return { sent: n };
  }

  function disputeLast(what: 'open' | 'win' | 'lose'): unknown {
    const { paid } = lastPaid();
    if (what === 'open') {
      if (dispute) throw new Error('The last payment is disputed already.');
      dispute = stripe.dispute({ charge: paid.charge }).dispute;
      return { dispute };
    }
    if (!dispute) throw new Error('Open a dispute first.');
    return stripe.moveDispute(dispute, what === 'win' ? 'won' : 'lost');
  }

  function refundLast(isPart: boolean): unknown {
    const { paid, input } = lastPaid();
    return stripe.refund({ charge: paid.charge, ...(isPart ? { amount: Math.floor(input.amount / 2) } : {}) });
  }

  return {
    pay: action(payment, sendPayment),
    upsell: action(z.object({}), upsell),
    refund: action(z.object({ part: z.boolean() }), ({ part }) => refundLast(part)),
    dispute: action(z.object({ what: z.enum(['open', 'win', 'lose']) }), ({ what }) => disputeLast(what)),
    burst: action(z.object({ n: z.number().int().min(1).max(1000) }), ({ n }) => burst(n)),
    storm: action(z.object({}), () => {
      const event = lastPaid().paid.events[0] ?? '';
      stripe.webhooks.send([event], STORM);
      return { event, times: STORM };
    }),
  };
}

function chatActions({ world: { telegram } }: PageDeps): Record<string, Action> {
  const who = { chatId: z.number().int(), from: z.number().int() };
  const say = z.object({ ...who, text: z.string().min(1).max(4096), replyTo: z.number().int().optional() });
  const press = z.object({ ...who, messageId: z.number().int(), data: z.string() });
  return {
    say: action(say, ({ replyTo, ...rest }) => telegram.sendText({ ...rest, ...(replyTo ? { replyTo } : {}) })),
    press: action(press, async (input) => ({ answer: await telegram.press(input) })),
  };
}

function sheetActions({ world: { google } }: PageDeps): Record<string, Action> {
  const tab = z.string();
  const edit = z.object({ tab, cell: z.string().regex(/^[A-Z]{1,3}\d+$/), value: z.string() });
  return {
    edit: action(edit, ({ tab: title, cell, value }) => {
      const isNumber = /^-?\d+(\.\d+)?$/.test(value);
      google.edit(title, cell, isNumber ? Number(value) : value);
    }),
    sort: action(z.object({ tab, column: z.string(), descending: z.boolean() }), (input) =>
      google.sortBy(input.tab, input.column, input.descending),
    ),
    deleteRow: action(z.object({ tab, row: z.number().int().min(2) }), (input) =>
      google.deleteRow(input.tab, input.row),
    ),
  };
}

/** Everything that the page's buttons do, by name; input is checked, and a refusal is one readable sentence. */
export function createActions(deps: PageDeps): ReadonlyMap<string, Action> {
  const { clock, breakage } = deps;
  return new Map<string, Action>(
    Object.entries({
      ...chatActions(deps),
      ...paymentActions(deps),
      ...sheetActions(deps),
      clock: action(
        z.object({
          ms: z
            .number()
            .int()
            .min(1)
            .max(31 * 24 * HOUR_MS),
        }),
        ({ ms }) => clock.advance(ms),
      ),
      break: action(z.object({ provider: z.enum(PROVIDERS), mode: z.enum(MODES) }), ({ provider, mode }) =>
        breakage.set(provider, mode),
      ),
    }),
  );
}
