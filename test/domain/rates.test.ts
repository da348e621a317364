import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { noMeasures } from '../../src/domain/metrics/measures.ts';
import { convert, inBase, parseRate, quotientRate, RateBook } from '../../src/domain/metrics/rates.ts';
import type { Slice } from '../../src/domain/metrics/tally.ts';
import { currency } from '../../src/domain/money.ts';
import type { BusinessDate } from '../../src/domain/time.ts';

const [usd, rub, jpy, kwd] = ['USD', 'RUB', 'JPY', 'KWD'].map(currency) as [never, never, never, never];
const date = (text: string) => text as BusinessDate;
const rate = (code: never, day: string, value: string) =>
  ({ currency: code, base: usd, date: date(day), rate: value, source: 'operator' }) as const;
const day = (bucket: string, code: never, grossMinor: number): Slice => ({
  dimension: 'total',
  bucket,
  value: '',
  currency: code,
  measures: { ...noMeasures, grossMinor, purchases: 2, starts: 1 },
});

describe('a rate', () => {
  it('is a positive decimal', () => {
    expect(['0.0108', '92', ' 1.5 '].map(parseRate)).toEqual(['0.0108', '92', '1.5']);
    expect(['0', '-1', '1e3', '1,5', '', 'x', '1.1234567890123'].map(parseRate)).toEqual(Array(7).fill(null));
  });

  it('converts between currencies of different digits, rounding halves away from zero', () => {
    expect(convert(100_00, rub, rate(rub, '2026-11-01', '0.0108'))).toBe(108);
    expect(convert(1_000, jpy, rate(jpy, '2026-11-01', '0.0065'))).toBe(650);
    expect(convert(1_250, kwd, rate(kwd, '2026-11-01', '3.26'))).toBe(408);
    expect(convert(-1_250, kwd, rate(kwd, '2026-11-01', '3.26'))).toBe(-408);
    expect(convert(50, rub, rate(rub, '2026-11-01', '0.01'))).toBe(1);
  });

  it('made of what was booked gives that back', () => {
    const minor = fc.integer({ min: 1, max: 1_000_000_000 });
    const code = fc.constantFrom(rub, jpy, kwd);
    const isBack = (paid: number, got: number, from: never) => {
      const value = quotientRate(got, usd, paid, from);
      return value !== null && convert(paid, from, { base: usd, rate: value }) === got;
    };
    fc.assert(fc.property(minor, minor, code, isBack));
    expect(quotientRate(0, usd, 5, rub)).toBeNull();
  });

  it('of a provider goes before what somebody says of the same day, and not before a newer one', () => {
    const booked = { ...rate(rub, '2026-11-02', '0.015'), source: 'stripe' };
    const book = new RateBook(usd, [rate(rub, '2026-11-02', '0.01'), booked, rate(rub, '2026-11-04', '0.02')]);
    expect(['02', '03', '04'].map((n) => book.find(rub, date(`2026-11-${n}`))?.rate)).toEqual([
      '0.015',
      '0.015',
      '0.02',
    ]);
  });

  it('of 1 changes nothing', () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (minor) => convert(minor, usd, { base: usd, rate: '1' }) === minor));
  });
});

describe('the base currency', () => {
  const book = new RateBook(usd, [rate(rub, '2026-11-01', '0.01'), rate(rub, '2026-11-03', '0.02')]);

  it('takes each day at the newest rate that was known then', () => {
    const days = [day('2026-11-02', rub, 100_00), day('2026-11-03', rub, 100_00), day('2026-11-03', usd, 5)];
    const found = inBase(days, book);
    expect(found.measures).toMatchObject({ grossMinor: 100 + 200 + 5, purchases: 3 });
    expect(found.used.map((one) => one.date)).toEqual(['2026-11-01', '2026-11-03']);
    expect(found.missing).toEqual([]);
  });

  it('says what it could not convert instead of guessing', () => {
    const days = [day('2026-10-31', rub, 1), day('2026-11-05', jpy, 1), day('2026-11-09', jpy, 1)];
    expect(inBase(days, book).missing).toEqual([
      { currency: rub, from: '2026-10-31', to: '2026-10-31' },
      { currency: jpy, from: '2026-11-05', to: '2026-11-09' },
    ]);
    expect(inBase(days, book).measures).toEqual(noMeasures);
  });

  it('does not take a rate of more than a month ago', () => {
    expect(book.find(rub, date('2026-12-04'))?.rate).toBe('0.02');
    expect(book.find(rub, date('2026-12-05'))).toBeNull();
  });
});
