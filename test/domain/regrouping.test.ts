import { describe, expect, it } from 'vitest';
import { replayInMemory, shownOf } from '../support/memory-ledger.ts';
import { canonicalEvents, type PaymentPlan, type WorldPlan } from '../support/small-world.ts';

function payment(change: Partial<PaymentPlan>): PaymentPlan {
  return {
    customer: null,
    email: null,
    sessionEmail: null,
    at: 0,
    amount: 100,
    currency: 'usd',
    outcome: 'paid',
    telegram: null,
    laterEmail: null,
    refunds: [],
    dispute: null,
    road: 'webhook',
    ...change,
  };
}

function shown(plan: Partial<WorldPlan>) {
  return shownOf(replayInMemory(canonicalEvents({ payments: [], customers: [], ...plan })));
}

describe('regrouping', () => {
  it('leaves no row behind when a guest turns out to be one who has paid before', () => {
    const before = payment({ email: 0 });
    const again = payment({ at: 90_000, laterEmail: 0 });
    const { rows } = shown({ payments: [before, again] });
    expect(rows.map((row) => [row.key, row.capturedMinor])).toEqual([['purchase_stripe_pi_0', 200]]);
  });

  it('gives a purchase of its own to each of two who were taken for one person', () => {
    const plain = payment({ email: 0 });
    const bot = payment({ email: 0, at: 60, telegram: '501' });
    const otherBot = payment({ email: 0, at: 120, telegram: '502' });
    const { purchases } = shown({ payments: [plain, bot, otherBot] });
    expect(purchases.map((purchase) => purchase.payments)).toEqual([['pi_0'], ['pi_1'], ['pi_2']]);
  });

  it('takes an e-mail that a customer has replaced for no evidence any more', () => {
    const customers = [
      { customer: 0, emails: [0, 1], road: 'webhook' as const },
      { customer: 1, emails: [0], road: 'webhook' as const },
    ];
    const payments = [payment({ customer: 0 }), payment({ customer: 1, at: 60 })];
    expect(shown({ payments, customers }).customers).toHaveLength(2);
  });

  it('joins two customers with the same e-mail under the id of the one who paid first', () => {
    const payments = [payment({ customer: 1, email: 0 }), payment({ customer: 0, email: 0, at: 60 })];
    expect(shown({ payments }).customers).toEqual([{ key: 'cus_B', payments: ['pi_0', 'pi_1'] }]);
  });

  it.each([
    [10_800, 1],
    [10_801, 2],
  ])('makes of two payments %i s apart %i purchases', (gap, expected) => {
    const payments = [payment({ customer: 0 }), payment({ customer: 0, at: gap })];
    expect(shown({ payments }).purchases).toHaveLength(expected);
  });

  it('names purchases by their paid times', () => {
    const payments = [payment({ customer: 0, at: 90_000 }), payment({ customer: 0 })];
    const names = shown({ payments }).purchases.map(({ name, payments: own }) => [name, own]);
    expect(Object.fromEntries(names)).toEqual({ purchase_cus_A: ['pi_1'], purchase_cus_A_2: ['pi_0'] });
  });

  it('keeps one row per currency, the earliest under the plain key', () => {
    const payments = [payment({ customer: 0 }), payment({ customer: 0, at: 60, currency: 'eur', amount: 999 })];
    const rows = shown({ payments }).rows.map((row) => [row.key, row.currency, row.capturedMinor]);
    expect(rows).toEqual([
      ['purchase_cus_A', 'USD', 100],
      ['purchase_cus_A_EUR', 'EUR', 999],
    ]);
  });
});
