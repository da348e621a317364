import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { DomainEvent, FactSource } from '../../src/domain/facts.ts';
import { instantOfSeconds } from '../../src/domain/time.ts';
import { objectEvent, readObject, type YookassaObject } from '../../src/providers/yookassa/read.ts';
import { replayInMemory, shownOf } from '../support/memory-ledger.ts';
import { scaledRuns } from '../support/scale.ts';
import { worldStart } from '../support/small-world.ts';

/** A payment's whole life, second by second, and the moments when somebody looked at it. */
const plan = fc.record({
  amount: fc.integer({ min: 100, max: 999_999 }),
  email: fc.constantFrom(null, 'a@x.io', 'b@x.io'),
  buyer: fc.constantFrom(null, 'tg_501', 'tg_502', 'someone@x.io'),
  asked: fc.integer({ min: 0, max: 40_000 }),
  end: fc.constantFrom('paid', 'paid', 'held and paid', 'held and let go', 'declined', 'left'),
  refunds: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }),
  looks: fc.array(
    fc.record({
      at: fc.integer({ min: 0, max: 30 }),
      source: fc.constantFrom<FactSource>('webhook', 'sweep', 'reread'),
    }),
    { maxLength: 6 },
  ),
});
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never;

const iso = (second: number) => instantOfSeconds(worldStart + second);
const sum = (minor: number) => ({ value: (minor / 100).toFixed(2), currency: 'RUB' });

/** What the API answers `after` seconds into the payment's life: asked, 5 held, 10 ended, 15 and 20 money back. */
function standing({ amount, email, buyer, asked, end, refunds }: Plan, id: string, after: number) {
  const given = refunds.map((percent, i) => ({ at: 15 + 5 * i, minor: Math.ceil((amount * percent) / 200) }));
  const isHeld = end.startsWith('held') && after >= 5;
  const isEnded = after >= 10 && end !== 'left';
  const isPaid = isEnded && end.endsWith('paid');
  const back = isPaid ? given.filter(({ at }) => after >= at) : [];
  const status = isPaid ? 'succeeded' : isEnded ? 'canceled' : isHeld ? 'waiting_for_capture' : 'pending';
  const payment = {
    id,
    status,
    amount: sum(amount),
    created_at: iso(asked),
    ...(isPaid
      ? { captured_at: iso(asked + 10), refunded_amount: sum(back.reduce((all, { minor }) => all + minor, 0)) }
      : {}),
    metadata: email === null ? {} : { email },
    ...(buyer === null ? {} : { merchant_customer_id: buyer }),
    ...(isHeld || isEnded
      ? { payment_method: { type: 'bank_card', card: { last4: '4444', issuer_country: 'RU' } } }
      : {}),
    ...(status === 'canceled' ? { cancellation_details: { party: 'merchant', reason: 'canceled_by_merchant' } } : {}),
  };
  const refundsOf = back.map(({ at, minor }, i) => {
    const state = { id: `${id}-r${i}`, payment_id: id, status: 'succeeded', amount: sum(minor) };
    return { ...state, created_at: iso(asked + at) };
  });
  return { payment, refunds: refundsOf };
}

function read(object: YookassaObject, body: unknown, second: number, source: FactSource): DomainEvent {
  const asOf = iso(second);
  const facts = readObject(object, body, { asOf, reread: false });
  if ('issues' in facts) throw new Error(facts.issues);
  return objectEvent(`${object}.read`, facts.facts, asOf, source);
}

const idOf = (n: number) => `2d8f0a3c-000f-5000-9000-00000000000${n}`;
const ending = { asOf: iso(99_999), reread: false };

/** Each road reads what it finds; a last look of the sweep sees the end. */
function eventsOf(plans: readonly Plan[]): readonly DomainEvent[] {
  return plans.flatMap((one, n) => {
    const id = idOf(n);
    return [...one.looks, { at: 31, source: 'sweep' as const }].flatMap(({ at, source }) => {
      const { payment, refunds } = standing(one, id, at);
      const second = one.asked + at;
      return [read('payment', payment, second, source), ...refunds.map((one) => read('refund', one, second, source))];
    });
  });
}

it('YooKassa’s payments show the same whatever the order, the repeats and the road of their reads', () => {
  const order = fc.array(fc.nat(1_000), { minLength: 80, maxLength: 80 });
  fc.assert(
    fc.property(fc.array(plan, { minLength: 1, maxLength: 4 }), order, (plans, weights) => {
      const events = eventsOf(plans);
      const shuffled = [...events, ...events.filter((_, i) => (weights[i % 80] ?? 0) % 3 === 0)]
        .map((event, i) => ({ event, rank: weights[(i * 7) % 80] ?? 0 }))
        .sort((a, b) => a.rank - b.rank)
        .map(({ event }) => event);
      const [once, again] = [replayInMemory(events), replayInMemory(shuffled)];
      expect(shownOf(again)).toEqual(shownOf(once));
      const lines = (world: typeof once) =>
        [...world.payments.values()].map(({ externalId, charge }) => [externalId, { ...charge, asOf: null }]).sort();
      expect(lines(again)).toEqual(lines(once));
      // The last look saw the end: what is remembered is that, whenever it was told.
      const ends = plans.map((one, n) => readObject('payment', standing(one, idOf(n), 31).payment, ending));
      const facts = ends.map((end) => ('facts' in end ? { ...end.facts[0], asOf: null } : end));
      expect(lines(again).map(([, fact]) => fact)).toEqual(facts);
    }),
    scaledRuns(500),
  );
});
