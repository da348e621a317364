import { expect, test } from 'vitest';
import { readPromo } from '../../../src/domain/shop/promo-line.ts';
import { zone } from '../../../src/domain/zone.ts';
import { usd } from '../../support/plans.ts';

const reading = { zone: zone('Europe/Moscow'), base: usd };
const plain = { limit: null, expiresAt: null, plans: [], active: true };

test.each([
  ['spring 20%', { code: 'SPRING', off: { kind: 'percent', percent: 20 }, ...plain }],
  ['весна 20 %', { code: 'ВЕСНА', off: { kind: 'percent', percent: 20 }, ...plain }],
  ['five 5', { code: 'FIVE', off: { kind: 'sum', amountMinor: 500, currency: 'USD' }, ...plain }],
  ['five 5.50 EUR', { code: 'FIVE', off: { kind: 'sum', amountMinor: 550, currency: 'EUR' }, ...plain }],
  [
    'ALL 100% x7 until 31.12.2026 club, book',
    {
      code: 'ALL',
      off: { kind: 'percent', percent: 100 },
      limit: 7,
      expiresAt: '2026-12-31T21:00:00.000Z',
      plans: ['club', 'book'],
      active: true,
    },
  ],
  [
    'ВСЕ 10% х7 до 1.2.2027',
    { code: 'ВСЕ', off: { kind: 'percent', percent: 10 }, ...plain, limit: 7, expiresAt: '2027-02-01T21:00:00.000Z' },
  ],
  ['spring', null],
  ['spring 0%', null],
  ['spring 101%', null],
  ['spring 5.555 USD', null],
  ['spring 20% until 31.02.2026', null],
  ['spring 20% for everybody!', null],
])('%j', (line, promo) => {
  expect(readPromo(line, reading)).toEqual(promo);
});
