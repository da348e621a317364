import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DisputeFact, RefundFact } from '../../src/domain/facts.ts';
import { currency, money } from '../../src/domain/money.ts';
import { counts, moneyBackOf, type Reversal, reversedMinorOf, withReversalFact } from '../../src/domain/reversals.ts';
import { instantOfSeconds } from '../../src/domain/time.ts';
import { scaledRuns } from '../support/scale.ts';

const usd = currency('USD');

function refund(status: RefundFact['status'], at = 0, amountMinor = 100): RefundFact {
  return {
    kind: 'refund',
    provider: 'stripe',
    externalId: 're_1',
    status,
    amount: money(amountMinor, usd),
    createdAt: instantOfSeconds(0),
    asOf: instantOfSeconds(at),
  };
}

function dispute(status: string, at = 0): DisputeFact {
  return { ...refund('pending', at), kind: 'dispute', externalId: 'dp_1', status };
}

function told<F extends RefundFact | DisputeFact>(facts: readonly F[]): Reversal {
  return facts.reduce<Reversal<F> | null>((known, fact) => withReversalFact(known, fact), null) as Reversal;
}

function backOf(facts: readonly (RefundFact | DisputeFact)[], captured = 1_000): number {
  return reversedMinorOf(moneyBackOf(captured, [told(facts)]));
}

describe('a refund', () => {
  it.each([
    ['pending', 0],
    ['requires_action', 0],
    ['succeeded', 100],
    ['failed', 0],
    ['canceled', 0],
  ] as const)('that is %s takes %i', (status, minor) => {
    expect(backOf([refund(status)])).toBe(minor);
  });

  it('that succeeded and then failed comes back on the day it failed', () => {
    const entries = moneyBackOf(1_000, [told([refund('succeeded', 1), refund('failed', 9)])]);
    expect(entries).toEqual([
      { at: instantOfSeconds(0), amountMinor: 100, kind: 'refund' },
      { at: instantOfSeconds(9), amountMinor: -100, kind: 'refund' },
    ]);
  });
});

describe('a dispute', () => {
  it.each([
    [['warning_needs_response'], 0],
    [['warning_needs_response', 'warning_closed'], 0],
    [['warning_needs_response', 'needs_response'], 100],
    [['needs_response', 'under_review'], 100],
    [['needs_response', 'lost'], 100],
    [['needs_response', 'won'], 0],
    [['needs_response', 'prevented'], 0],
    [['a_word_of_tomorrow'], 100],
  ])('told as %j takes %i', (statuses, minor) => {
    expect(backOf(statuses.map((status, i) => dispute(status, i)))).toBe(minor);
  });
});

const anyFact = fc
  .tuple(
    fc.constantFrom('pending', 'requires_action', 'succeeded', 'failed', 'canceled'),
    fc.nat(5),
    fc.constantFrom(100, 300),
  )
  .map(([status, at, amount]) => refund(status as RefundFact['status'], at, amount));

describe('facts of one refund', () => {
  it('come to the same in any order and however often', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()), (facts, chance) => {
        const mixed = [...facts, ...facts]
          .map((fact) => ({ fact, rank: chance.next().value }))
          .sort((a, b) => a.rank - b.rank);
        expect(told(mixed.map(({ fact }) => fact))).toEqual(told(facts));
      }),
      scaledRuns(500),
    );
  });
});

describe('money back', () => {
  it('is never more than was captured, nor less than nothing, at any time', () => {
    fc.assert(
      fc.property(fc.array(anyFact, { maxLength: 5 }), fc.nat(500), (facts, captured) => {
        const reversals = facts.map((fact, i) => told([{ ...fact, externalId: `re_${i}` }]));
        let sum = 0;
        for (const { amountMinor } of moneyBackOf(captured, reversals)) {
          sum += amountMinor;
          expect(sum >= 0 && sum <= captured).toBe(true);
        }
        const asked = reversals
          .filter(({ fact }) => counts(fact))
          .reduce((all, { fact }) => all + fact.amount.amountMinor, 0);
        expect(sum).toBe(Math.min(asked, captured));
      }),
      scaledRuns(500),
    );
  });
});
