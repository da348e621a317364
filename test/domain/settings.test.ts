import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Currency } from '../../src/domain/money.ts';
import {
  parseSetting,
  type SettingName,
  settingNames,
  steppedSetting,
  storedSetting,
  typedSetting,
} from '../../src/domain/settings.ts';

const usd = 'USD' as Currency;
const money = (amountMinor: number, currency: string) => ({ amountMinor, currency });

describe('a typed value', () => {
  const right: readonly [SettingName, string, unknown][] = [
    ['vip', '100', [money(10_000, 'USD')]],
    ['vip', '100 usd, 9 000 RUB', [money(10_000, 'USD'), money(900_000, 'RUB')]],
    ['vip', '1500 JPY', [money(1_500, 'JPY')]],
    ['daily_target', '-', []],
    ['refund_alone', '50, 9000 RUB', [money(5_000, 'USD'), money(900_000, 'RUB')]],
    ['digest', ' 30 ', 30],
    ['daily_hour', '07:00', 7],
    ['creative_hours', '22, 10 10', [10, 22]],
    ['notifications', 'Выкл', false],
  ];
  test.each(right)('%s takes %j', (name, typed, value) => {
    expect(parseSetting(name, typed, usd)).toEqual(value);
  });

  const wrong: readonly [SettingName, string][] = [
    ['vip', '100 USD, 200 USD'],
    ['vip', '9.999 USD'],
    ['vip', '-5'],
    ['vip', 'hundred'],
    ['digest', '0'],
    ['digest', '10001'],
    ['daily_hour', '24'],
    ['weekly_day', '8'],
    ['creative_hours', '10, 25'],
    ['notifications', 'maybe'],
    ['digest', ''],
  ];
  test.each(wrong)('%s refuses %j', (name, typed) => {
    expect(parseSetting(name, typed, usd)).toBeNull();
  });

  test('whatever is typed, what is taken can be stored, read and typed again', () => {
    fc.assert(
      fc.property(fc.constantFrom(...settingNames), fc.string({ maxLength: 30 }), (name, typed) => {
        const value = parseSetting(name, typed, usd);
        if (value === null) return;
        expect(storedSetting(name, JSON.parse(JSON.stringify(value)))).toEqual(value);
        expect(parseSetting(name, typedSetting(value), usd)).toEqual(value);
      }),
    );
  });
});

test('what is stored and is no value any more counts as unset', () => {
  for (const [name, stored] of [
    ['digest', 'many'],
    ['vip', [{ amountMinor: 1.5, currency: 'USD' }]],
    ['creative_hours', [99]],
    ['notifications', 1],
  ] as const) {
    expect(storedSetting(name, stored)).toBeNull();
  }
});

test('steps stay within the limits; hours go round', () => {
  expect(steppedSetting('digest', 1, -1)).toBe(1);
  expect(steppedSetting('digest', 20, 1)).toBe(25);
  expect(steppedSetting('daily_hour', 23, 1)).toBe(0);
  expect(steppedSetting('daily_hour', 0, -1)).toBe(23);
  expect(steppedSetting('vip', [], 1)).toBeNull();
});
