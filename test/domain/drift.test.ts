import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePayment, compareRow, type DriftCause, type PaymentLine } from '../../src/domain/drift.ts';
import type { Currency } from '../../src/domain/money.ts';

const usd = 'USD' as Currency;
const line = (n: number): PaymentLine => ({
  externalId: `pi_${n}`,
  status: 'captured',
  amountMinor: 1_000 + n,
  currency: usd,
  refundedMinor: n % 7 === 0 ? 100 : 0,
});
const row = (n: number) => ({
  'Total Amount': n / 100,
  Currency: 'USD',
  Status: 'paid',
  Refunded: 0,
  'Payment Count': 1,
});

type Pair = Readonly<{ here: PaymentLine | null; there: PaymentLine | null }>;
const ofPayments: Readonly<Partial<Record<DriftCause, (pair: PaymentLine) => Pair>>> = {
  missing_here: (one) => ({ here: null, there: one }),
  missing_there: (one) => ({ here: one, there: null }),
  amount: (one) => ({ here: one, there: { ...one, amountMinor: one.amountMinor + 1 } }),
  status: (one) => ({ here: { ...one, status: 'failed' }, there: one }),
  currency: (one) => ({ here: one, there: { ...one, currency: 'EUR' as Currency } }),
  refunded: (one) => ({ here: one, there: { ...one, refundedMinor: one.refundedMinor + 5 } }),
};
const causes = Object.keys(ofPayments) as DriftCause[];

test('every one of 500 seeded drifts is found by its cause, and none is invented among equal lines', () => {
  const seeds = fc.array(fc.record({ cause: fc.constantFrom(...causes), at: fc.nat(4_999) }), {
    minLength: 500,
    maxLength: 500,
  });
  fc.assert(
    fc.property(seeds, (seeded) => {
      const planned = new Map(seeded.map(({ cause, at }) => [at, cause]));
      const found = Array.from({ length: 5_000 }, (_, n): [number, DriftCause | undefined] => {
        const cause = planned.get(n);
        const { here, there } = (cause && ofPayments[cause]?.(line(n))) || { here: line(n), there: line(n) };
        return [n, comparePayment(here, there)?.cause];
      }).filter(([, cause]) => cause !== undefined);
      expect(new Map(found)).toEqual(new Map([...planned].sort(([a], [b]) => a - b)));
    }),
    { numRuns: 20 },
  );
});

test('what was never paid on either side is nobody’s drift', () => {
  expect(
    comparePayment({ ...line(1), status: 'failed' }, { ...line(1), status: 'canceled', amountMinor: 5 }),
  ).toBeNull();
  expect(comparePayment(null, { ...line(1), status: 'failed' })).toBeNull();
});

test('a row differs by what it says, not by how it is typed', () => {
  expect(compareRow('k', row(1_000), { ...row(1_000), 'Total Amount': '10', Refunded: '0' }, false)).toBeNull();
  expect(compareRow('k', row(1_000), { ...row(1_000), 'Total Amount': '' }, false)?.cause).toBe('amount');
  expect(compareRow('k', row(1_000), { ...row(1_000), Currency: 'EUR' }, false)?.cause).toBe('currency');
  expect(compareRow('k', row(1_000), { ...row(1_000), Status: 'refunded' }, false)?.cause).toBe('status');
  expect(compareRow('k', { ...row(1_000), City: 'Rome' }, { ...row(1_000), City: 'Roma' }, false)).toBeNull();
  expect(compareRow('k', { ...row(1_000), City: 'Rome' }, { ...row(1_000), City: 'Roma' }, true)?.cause).toBe('text');
});
