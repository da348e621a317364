import { describe, expect, test } from 'vitest';
import { addressOf, placeOf } from '../../src/domain/deliveries.ts';
import type { Currency } from '../../src/domain/money.ts';
import { isQuiet, noFilter, passes } from '../../src/domain/route-filter.ts';
import { instantOf } from '../../src/domain/time.ts';
import type { PurchaseView } from '../../src/domain/views.ts';
import { zone } from '../../src/domain/zone.ts';
import * as canned from '../support/canned-views.ts';

const purchase = (change: Partial<PurchaseView>): PurchaseView => ({ ...canned.purchase, ...change });
const total = (capturedMinor: number, currency: string) => ({
  currency: currency as Currency,
  capturedMinor,
  reversedMinor: 0,
});

describe('a filter', () => {
  test('that asks nothing lets everything pass', () => {
    expect(passes(noFilter, purchase({ country: null, campaign: {} }))).toBe(true);
  });

  test('by country wants a known one', () => {
    const filter = { ...noFilter, countries: ['US', 'DE'] };
    expect(passes(filter, purchase({ country: 'us' }))).toBe(true);
    expect(passes(filter, purchase({ country: 'FR' }))).toBe(false);
    expect(passes(filter, purchase({ country: null }))).toBe(false);
  });

  test('by sum counts each currency by itself and holds back none that it does not name', () => {
    const filter = { ...noFilter, minimum: [{ amountMinor: 5_000, currency: 'USD' as Currency }] };
    expect(passes(filter, purchase({ totals: [total(4_999, 'USD')] }))).toBe(false);
    expect(passes(filter, purchase({ totals: [total(5_000, 'USD')] }))).toBe(true);
    expect(passes(filter, purchase({ totals: [total(1, 'EUR')] }))).toBe(true);
  });

  test('by campaign looks for a word in any case', () => {
    const filter = { ...noFilter, campaigns: ['Core', 'brand'] };
    expect(passes(filter, purchase({ campaign: { campaign_name: 'web_core_01' } }))).toBe(true);
    expect(passes(filter, purchase({ campaign: { utm_campaign: 'BRAND' } }))).toBe(true);
    expect(passes(filter, purchase({ campaign: {} }))).toBe(false);
  });
});

test('quiet hours may go over midnight, in local time', () => {
  const berlin = zone('Europe/Berlin');
  const at = (utc: string) => instantOf(Date.parse(`2026-11-20T${utc}:00Z`));
  const night = { from: '22:00', to: '08:00' };
  const cases = ['20:59', '21:00', '06:59', '07:00'].map((utc) => isQuiet(night, at(utc), berlin));
  expect(cases).toEqual([false, true, true, false]);
  expect(isQuiet({ from: '09:00', to: '17:00' }, at('12:00'), berlin)).toBe(true);
});

test('an address is a chat, or a topic of it', () => {
  expect(placeOf('-1001:17')).toEqual({ chat: '-1001', topic: 17 });
  expect(placeOf('-1001')).toEqual({ chat: '-1001', topic: null });
  expect(placeOf('@channel')).toEqual({ chat: '@channel', topic: null });
  expect(addressOf(placeOf('-1001:17'))).toBe('-1001:17');
});
