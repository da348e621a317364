import { expect, test } from 'vitest';
import { parseRate, RateBook } from '../../src/domain/metrics/rates.ts';
import { readRate } from '../../src/domain/metrics/read-rates.ts';
import { currency } from '../../src/domain/money.ts';
import type { BusinessDate } from '../../src/domain/time.ts';
import { demoRates } from '../../src/sandbox/demo-rates.ts';

const nowMs = Date.parse('2026-11-21T00:30:00Z');
const today = '2026-11-20' as BusinessDate;

test.each(['USD', 'EUR', 'JPY', 'RUB'])(
  'every other currency of the demo has a rate into %s on each day of its history',
  (base) => {
    const read = demoRates(base, nowMs).map((rate) => readRate(rate, currency(base), today, 'file'));
    const rates = read.map((one) => ('rate' in one ? one.rate : expect.fail(one.problem)));
    const book = new RateBook(currency(base), rates);
    for (const code of ['USD', 'EUR', 'JPY', 'RUB'])
      for (const day of ['2026-09-21', '2026-10-25', today])
        expect(parseRate(book.find(currency(code), day as BusinessDate)?.rate ?? ''), `${code} ${day}`).not.toBeNull();
  },
);

test('of a base currency that the demo does not know nothing is made up', () => {
  expect(demoRates('CHF', nowMs)).toEqual([]);
});
