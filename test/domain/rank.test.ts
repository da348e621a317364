import { describe, expect, it } from 'vitest';
import { noMeasures } from '../../src/domain/metrics/measures.ts';
import { RateBook } from '../../src/domain/metrics/rates.ts';
import type { Slice } from '../../src/domain/metrics/tally.ts';
import { currency } from '../../src/domain/money.ts';
import { rank } from '../../src/domain/reports/rank.ts';
import type { BusinessDate } from '../../src/domain/time.ts';

const [usd, eur, jpy] = ['USD', 'EUR', 'JPY'].map(currency) as [never, never, never];
const date = '2026-11-20' as BusinessDate;
const book = new RateBook(usd, [{ currency: eur, base: usd, date, rate: '2', source: 'operator' }]);
const slice = (value: string, code: never, grossMinor: number, starts = 1): Slice => ({
  dimension: 'campaign',
  bucket: '',
  value,
  currency: code,
  measures: { ...noMeasures, grossMinor, payments: 1, purchases: 1, starts },
});
const wish = { dimension: 'campaign', book, date } as const;
const shown = ({ rows }: ReturnType<typeof rank>) =>
  rows.map((row) => [
    row.place,
    row.value,
    row.currency,
    row.whole?.amountMinor,
    row.whole?.purchases,
    row.placeBefore,
  ]);

describe('a ranking', () => {
  // Of spring one purchase was paid in both currencies.
  const now = [slice('autumn', usd, 500), slice('spring', usd, 300), slice('spring', eur, 150, 0), slice('', usd, 900)];
  const past = [slice('autumn', usd, 1), slice('spring', eur, 100)];

  it('gives a value one place in all of its currencies where their rates are known', () => {
    const ranking = rank(now, past, { ...wish, top: 'all' });
    expect([ranking.base, ranking.rankedBy]).toEqual([usd, 'netOfSales']);
    expect(shown(ranking)).toEqual([
      [1, 'spring', 'EUR', 600, 1, 1],
      [1, 'spring', 'USD', 600, 1, 1],
      [2, 'autumn', 'USD', 500, 1, 2],
      [3, '', 'USD', 900, 1, null],
    ]);
    expect(ranking.rows.map(({ whole }) => whole?.share)).toEqual([0.3, 0.3, 0.25, 0.45]);
  });

  it('counts places in a short list, not rows', () => {
    const ranking = rank([...now, slice('winter', usd, 1)], null, { ...wish, top: 1 });
    expect(ranking.rows.map(({ value }) => value)).toEqual(['spring', 'spring']);
    expect(ranking.more).toBe(2);
  });

  it('gives each currency its own place where a rate is missing, and says no sum', () => {
    const ranking = rank([...now, slice('spring', jpy, 5)], null, { ...wish, top: 'all' });
    expect([ranking.base, ranking.rankedBy]).toEqual([null, 'purchases']);
    expect(new Set(ranking.rows.map(({ place }) => place)).size).toBe(5);
    expect(ranking.rows.every(({ whole }) => whole === null)).toBe(true);
  });

  it('in one currency says it in that', () => {
    const ranking = rank([slice('a', eur, 5), slice('b', eur, 7)], null, { ...wish, top: 5 });
    expect([ranking.base, shown(ranking)]).toEqual([
      null,
      [
        [1, 'b', 'EUR', ...nothing],
        [2, 'a', 'EUR', ...nothing],
      ],
    ]);
  });
});

const nothing = [undefined, undefined, undefined];
