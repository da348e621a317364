import type { Contest } from '../../src/domain/contests/contest.ts';
import type { OrderId } from '../../src/domain/shop/order.ts';
import { type PayMethod, payMethods } from '../../src/domain/shop/plan.ts';
import { dayMs, hourMs, instantOf } from '../../src/domain/time.ts';
import type { Random } from '../../src/sandbox/seeded.ts';
import { CLUB_ID } from '../../src/sandbox/world.ts';
import { contestOf } from './contests.ts';
import { planOf } from './plans.ts';
import type { Scene } from './scene.ts';
import { type Counter, openCounter } from './shop-scene.ts';

/** What becomes of the money of an order. */
export type Fate = 'kept' | 'partly' | 'refunded' | 'refunded_by_team' | 'lost' | 'won';
/** When somebody followed a referral link, and whether it counts. */
type Bound = 'in_window' | 'at_its_edge' | 'beyond_it' | 'as_he_ordered' | 'by_himself' | 'never';

export type Customer = Readonly<{
  id: number;
  method: PayMethod;
  fate: Fate;
  bound: Bound;
  referrer: number;
  /** Ordered in the last millisecond of the first contest; the others in the first of the second. */
  isEarly: boolean;
  /** The update with his Stars never comes. */
  isUpdateLost: boolean;
}>;

export const ticketsEach = 3;
const windowDays = 30;
const referrers = Array.from({ length: 20 }, (_, n) => 1_001 + n);

const fatesOf: Readonly<Record<PayMethod, readonly Fate[]>> = {
  stripe: ['kept', 'partly', 'refunded', 'refunded_by_team', 'lost', 'won'],
  yookassa: ['kept', 'partly', 'refunded', 'refunded_by_team'],
  stars: ['kept', 'kept', 'refunded_by_team'],
};
const bonds: readonly Bound[] = [
  ...(['in_window', 'in_window', 'at_its_edge', 'beyond_it'] as const),
  ...(['as_he_ordered', 'by_himself', 'never'] as const),
];

export const isTakenBack = ({ fate }: Customer) =>
  fate === 'refunded' || fate === 'refunded_by_team' || fate === 'lost';
const countsFor = ({ bound }: Customer) => bound === 'in_window' || bound === 'at_its_edge';

/** Who buys what, and what comes of it: by the seed alone. */
export function castOf(random: Random, size: number, methods: readonly PayMethod[] = payMethods): readonly Customer[] {
  return Array.from({ length: size }, (_, n) => {
    const method = methods[n % methods.length] as PayMethod;
    return {
      ...{ id: 2_001 + n, method, referrer: random.pick(referrers) },
      fate: random.pick(fatesOf[method]),
      bound: random.pick(bonds),
      isEarly: random.below(3) === 0,
      isUpdateLost: random.below(3) === 0,
    };
  });
}

/** The tickets that everybody must have in the end, as `contest person` → sum; computed from the cast, not by payops. */
export function ticketsOf(cast: readonly Customer[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const customer of cast.filter((one) => !isTakenBack(one))) {
    const contest = customer.isEarly ? 'first' : 'second';
    for (const person of [customer.id, ...(countsFor(customer) ? [customer.referrer] : [])])
      sums[`${contest} ${person}`] = (sums[`${contest} ${person}`] ?? 0) + ticketsEach;
  }
  return sums;
}

export type Placed = Readonly<{ customer: Customer; orderId: OrderId; url: string }>;
export type Bank = Readonly<{
  counter: Counter;
  place: (customer: Customer) => Promise<Placed>;
  close: () => Promise<void>;
}>;

/** Two contests, one ending in the instant in which the other begins; a plan that opens a chat; people with links. */
export async function openBank(scene: Scene): Promise<Bank> {
  const turnMs = Date.now();
  const at: { ms: number | null } = { ms: null };
  const counter = await openCounter(scene, { nowMs: () => at.ms ?? Date.now() });
  const { flows } = counter;
  const then = async <T>(ms: number, work: () => Promise<T>): Promise<T> => {
    at.ms = ms;
    return work().finally(() => {
      at.ms = null;
    });
  };
  const codes = new Map<number, string>();
  const codeOf = async (id: number) => {
    const code = codes.get(id) ?? (await flows.invitePage(String(id), 0)).code;
    codes.set(id, code);
    return code;
  };
  const fulfilment = { type: 'invite_link', chatId: String(CLUB_ID) } as const;
  await flows.savePlan({ kind: 'cli' }, planOf({ tickets: ticketsEach, fulfilment }));
  const terms = { zone: '+01:00', attributionWindowDays: windowDays };
  const open = async (contest: Partial<Contest>) => {
    const made = await then(turnMs - hourMs, () =>
      flows.createContest({ kind: 'cli' }, contestOf(instantOf(turnMs), { ...terms, ...contest })),
    );
    if (!made.ok) throw new Error(made.reason);
  };
  await open({ code: 'first', endsAt: instantOf(turnMs) });
  await open({ code: 'second', startsAt: instantOf(turnMs) });
  const bind = async ({ id, bound, referrer }: Customer, orderedMs: number) => {
    const boundMs = {
      in_window: orderedMs - dayMs,
      at_its_edge: orderedMs - windowDays * dayMs,
      beyond_it: orderedMs - windowDays * dayMs - 1,
      as_he_ordered: orderedMs,
      by_himself: orderedMs - dayMs,
      never: null,
    }[bound];
    if (boundMs === null) return;
    const code = await codeOf(bound === 'by_himself' ? id : referrer);
    const outcome = await then(boundMs, () => flows.bindReferral(String(id), code));
    if (outcome !== (bound === 'by_himself' ? 'self' : 'bound')) throw new Error(`${id} ${bound}: ${outcome}`);
    if (outcome === 'self') return;
    // First touch stays, and who was brought brings nobody of those who brought him.
    const again = await flows.bindReferral(String(id), await codeOf(referrers.find((one) => one !== referrer) ?? 0));
    const ring = await flows.bindReferral(String(referrer), await codeOf(id));
    if (again !== 'bound_before' || ring !== 'ring') throw new Error(`${id}: ${again}, ${ring}`);
  };
  return {
    counter,
    place: async (customer) => {
      const orderedMs = customer.isEarly ? turnMs - 1 : turnMs;
      await bind(customer, orderedMs);
      const { order, url } = await then(orderedMs, () => counter.begin(customer.id, customer.method));
      return { customer, orderId: order.id, url };
    },
    close: counter.close,
  };
}

export type Paid = Readonly<{ stripe: readonly string[]; yookassa: readonly string[] }>;

const idIn = (url: string) => url.split('/').at(-1) ?? '';

/** Pays at the provider, with all that becomes of the money there; returns what there is to tell. */
export async function payAndFollow({ world }: Scene, { customer, url }: Placed): Promise<Paid> {
  const { stripe, yookassa, telegram } = world;
  const { method, fate, id, isUpdateLost } = customer;
  switch (method) {
    case 'stripe': {
      const paid = stripe.completeSession(idIn(url));
      const { paymentIntent } = paid;
      const events = [...paid.events];
      if (fate === 'refunded') events.push(...stripe.refund({ paymentIntent }).events);
      if (fate === 'partly') events.push(...stripe.refund({ paymentIntent, amount: 300 }).events);
      if (fate === 'lost' || fate === 'won') {
        const { dispute, events: opened } = stripe.dispute({ charge: paid.charge });
        events.push(...opened, ...stripe.moveDispute(dispute, fate));
      }
      return { stripe: events, yookassa: [] };
    }
    case 'yookassa': {
      const payment = idIn(url);
      yookassa.pay(payment);
      const back = fate === 'refunded' ? {} : fate === 'partly' ? { amount: 10_000 } : null;
      return { stripe: [], yookassa: [payment, ...(back ? [yookassa.refund({ payment, ...back }).id] : [])] };
    }
    case 'stars': {
      // The bot may be dead when it is asked: then he tries once more.
      for (;;) {
        const paid = await telegram.payInvoice({ link: url, from: id, loseUpdate: isUpdateLost, timeoutMs: 2_000 });
        if (!paid.ok) continue;
        if (!isUpdateLost) for (let copy = 1; copy < 10; copy += 1) telegram.repeatPayment(paid.chargeId);
        return { stripe: [], yookassa: [] };
      }
    }
  }
}
