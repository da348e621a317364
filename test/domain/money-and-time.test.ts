import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  currency,
  decimalText,
  majorUnits,
  money,
  moneyText,
  parseDecimal,
  totalsByCurrency,
} from '../../src/domain/money.ts';
import { instantOf, msOf, plusMs } from '../../src/domain/time.ts';
import {
  businessDateOf,
  localDateTime,
  localTime,
  plusDays,
  sameTimeOn,
  startOfDay,
  zone,
} from '../../src/domain/zone.ts';
import { scaledRuns } from '../support/scale.ts';

const codes = ['USD', 'JPY', 'KWD', 'EUR', 'RUB', 'XTR', 'ISK'] as const;
const anyMoney = fc.record({
  amountMinor: fc.maxSafeInteger(),
  code: fc.constantFrom(...codes),
});

describe('money', () => {
  it.each([
    [999, 'USD', '9.99 USD'],
    [5, 'USD', '0.05 USD'],
    [-5, 'USD', '-0.05 USD'],
    [0, 'USD', '0.00 USD'],
    [1_500, 'JPY', '1500 JPY'],
    // Stripe's list of currencies without decimals names it, whatever ISO 4217 says (docs.stripe.com/currencies).
    [5_000, 'MGA', '5000 MGA'],
    [1_250, 'KWD', '1.250 KWD'],
    [9_007_199_254_740_991, 'USD', '90071992547409.91 USD'],
  ])('of %i in %s is written %s', (amountMinor, code, text) => {
    expect(moneyText(money(amountMinor, currency(code)))).toBe(text);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(anyMoney, ({ amountMinor, code }) => {
        const value = money(Math.abs(amountMinor), currency(code));
        expect(parseDecimal(decimalText(value), value.currency)).toEqual(value);
      }),
      scaledRuns(500),
    );
  });

  it.each(['1,5', '', '-1', '1.234', '1e3', ' ', '.5'])('is not read from %j', (text) => {
    expect(() => parseDecimal(text, currency('USD'))).toThrow(RangeError);
  });

  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('is not made of %d', (amount) => {
    expect(() => money(amount, currency('USD'))).toThrow(RangeError);
  });

  it.each(['us', 'dollar', '', 'U$D'])('has no currency %j', (code) => {
    expect(() => currency(code)).toThrow(RangeError);
  });

  it('is never added over currencies', () => {
    const amounts = [money(1, currency('usd')), money(2, currency('eur')), money(3, currency('USD'))];
    expect(totalsByCurrency(amounts)).toEqual([money(4, currency('USD')), money(2, currency('EUR'))]);
  });

  it('goes to a cell as the nearest number', () => {
    expect([majorUnits(money(999, currency('USD'))), majorUnits(money(1_250, currency('KWD')))]).toEqual([9.99, 1.25]);
  });
});

const berlin = zone('Europe/Berlin');
const instant = (text: string) => instantOf(Date.parse(text));

describe('business time', () => {
  it.each([
    ['2026-03-28', 24],
    ['2026-03-29', 23],
    ['2026-10-25', 25],
  ])('gives %s in Berlin %i hours', (date, hours) => {
    const day = date as ReturnType<typeof businessDateOf>;
    const lengthMs = msOf(startOfDay(plusDays(day, 1), berlin)) - msOf(startOfDay(day, berlin));
    expect(lengthMs / 3_600_000).toBe(hours);
  });

  it('puts every instant into exactly the day that it names', () => {
    const zones = ['+01:00', '-11:00', '+14:00', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu'];
    const from = Date.UTC(2024, 0, 1);
    const anyInstant = fc.integer({ min: from, max: from + 4 * 365 * 86_400_000 }).map(instantOf);
    fc.assert(
      fc.property(anyInstant, fc.constantFrom(...zones), (at, name) => {
        const zoned = zone(name);
        const date = businessDateOf(at, zoned);
        expect(startOfDay(date, zoned) <= at).toBe(true);
        expect(at < startOfDay(plusDays(date, 1), zoned)).toBe(true);
      }),
      scaledRuns(300),
    );
  });

  it('compares with the same local time of another day across a change of the clock', () => {
    const now = instant('2026-03-30T12:05:00Z');
    const before = sameTimeOn(plusDays(businessDateOf(now, berlin), -7), now, berlin);
    expect([localTime(now, berlin), localTime(before, berlin), before]).toEqual([
      '14:05',
      '14:05',
      '2026-03-23T13:05:00.000Z',
    ]);
  });

  it('writes local date and time for people', () => {
    expect(localDateTime(instant('2026-11-20T23:30:05.900Z'), zone('+01:00'))).toBe('2026-11-21 00:30:05');
  });

  it('is not told by a zone that does not exist', () => {
    expect(() => zone('Mars/Olympus')).toThrow(RangeError);
  });

  it('keeps instants at 24 characters, so that they sort as text', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.nat(1e9), (ms, more) => {
        const a = instantOf(ms);
        expect(a).toHaveLength(24);
        expect(plusMs(a, more) >= a).toBe(true);
      }),
      scaledRuns(200),
    );
  });
});
