import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Access, endsOf, isOutlived, nextAccessStep } from '../../../src/domain/access/access.ts';
import type { OrderId } from '../../../src/domain/shop/order.ts';
import { dayMs, type Instant, instantOf, plusMs } from '../../../src/domain/time.ts';

const start = '2026-11-01T12:00:00.000Z' as Instant;
const day = (n: number) => plusMs(start, n * dayMs);

function accessOf(changes: Partial<Access> = {}): Access {
  return {
    ...{ orderId: 'ord_1' as OrderId, planCode: 'club', telegramId: '900', type: 'text', place: null },
    ...{ state: 'granted', inviteLink: null, since: start, periodDays: 30, grantedAt: start, until: day(30) },
    ...{ toldDays: null, endedAt: null, lookAt: start },
    ...changes,
  };
}

describe('ends', () => {
  const order = (id: string, at: number, changes: Partial<Access> = {}) =>
    accessOf({ orderId: `ord_${id}` as OrderId, since: day(at), ...changes });

  test('a renewal carries the rest over, one after the end begins anew', () => {
    const ends = endsOf([order('1', 0), order('2', 20), order('3', 80)]);
    expect([...ends.values()]).toEqual([day(30), day(60), day(110)]);
  });

  test('what was withdrawn counts for nothing, and the next falls back by it', () => {
    const ends = endsOf([order('1', 0, { state: 'withdrawn' }), order('2', 20)]);
    expect([...ends]).toEqual([['ord_2', day(50)]]);
  });

  test('for ever stays for ever', () => {
    const ends = endsOf([order('1', 0, { periodDays: null }), order('2', 20)]);
    expect([...ends.values()]).toEqual([null, day(50)]);
  });

  test('nobody loses a paid day, in whatever order they are listed', () => {
    const days = fc.array(fc.record({ at: fc.nat(400), days: fc.integer({ min: 1, max: 90 }) }), { minLength: 1 });
    fc.assert(
      fc.property(days, (list) => {
        const orders = list.map(({ at, days: periodDays }, n) => order(String(n), at, { periodDays }));
        const ends = endsOf(orders);
        expect(new Map([...endsOf([...orders].reverse())].sort())).toEqual(new Map([...ends].sort()));
        const last = [...ends.values()].sort().at(-1) as Instant;
        const first = orders.map(({ since }) => since).sort()[0] as Instant;
        const paidDays = list.reduce((sum, one) => sum + one.days, 0);
        expect(last >= plusMs(first, paidDays * dayMs)).toBe(true);
      }),
    );
  });
});

describe('steps', () => {
  const at = (n: number, changes: Partial<Access> = {}, outlived = false) =>
    nextAccessStep(accessOf(changes), { now: day(n), graceMs: dayMs, outlived });

  test.each([
    [0, {}, { do: 'wait', at: day(27) }],
    [27, {}, { do: 'remind', days: 3 }],
    [27, { toldDays: 3 }, { do: 'wait', at: day(29) }],
    [29, { toldDays: 3 }, { do: 'remind', days: 1 }],
    // The clock jumped over the first: only the nearer one is told.
    [29.5, {}, { do: 'remind', days: 1 }],
    [29, { toldDays: 1 }, { do: 'wait', at: day(30) }],
    [30, { toldDays: 1 }, { do: 'grace' }],
    [30.5, { state: 'grace' }, { do: 'wait', at: day(31) }],
    [31, { state: 'grace' }, { do: 'end' }],
    [99, {}, { do: 'end' }],
    [99, { until: null }, { do: 'rest' }],
    [99, { state: 'withdrawn' }, { do: 'rest' }],
    [27, { periodDays: 3 }, { do: 'wait', at: day(29) }],
  ] as const)('day %d of 30 with %o', (n, changes, step) => {
    expect(at(n, changes)).toEqual(step);
  });

  test('one that another goes on after passes without a word', () => {
    expect(at(28, {}, true)).toEqual({ do: 'wait', at: day(30) });
    expect(at(30, {}, true)).toEqual({ do: 'pass' });
  });

  test('without grace it ends at its end', () => {
    expect(nextAccessStep(accessOf(), { now: day(30), graceMs: 0, outlived: false })).toEqual({ do: 'end' });
  });
});

test('only what stands outlives', () => {
  const own = accessOf();
  const other = accessOf({ orderId: 'ord_2' as OrderId, until: instantOf(Date.parse(day(60))) });
  expect(isOutlived(own, [own, other])).toBe(true);
  expect(isOutlived(own, [own, { ...other, state: 'withdrawn' }])).toBe(false);
  expect(isOutlived(other, [own, other])).toBe(false);
});
