import { describe, expect, it } from 'vitest';
import { looksLikePhone, phoneDigits, phoneReadings } from '../../src/domain/phone.ts';

describe('a phone number', () => {
  it.each([
    '+7 (912) 345-67-89',
    '+79123456789',
    '8 912 345 67 89',
    '8(912)345-67-89',
    '007 912 345 67 89',
    '7 912 345‑67‑89',
    '\u202a+7\u00a0912\u00a0345\u201067\u201089\u202c',
    '+7.912.345.67.89',
  ])('is one however it is written: %s', (text) => expect(phoneDigits(text)).toBe('79123456789'));

  it.each([
    ['+44 (0)20 7946 0958', '442079460958'],
    ['+81 3 1234 5678', '81312345678'],
    ['+8 123 456 7890', '81234567890'],
    ['(212) 555-0100', '2125550100'],
  ])('%s is %s', (text, digits) => expect(phoneDigits(text)).toBe(digits));

  it.each(['', 'anna', '12345', '2026-11-20 14:05 UTC', '1234567890123456', '12+3456789', 'pi_1234567'])(
    'is not what only holds digits: %s',
    (text) => expect([phoneDigits(text), looksLikePhone(text), phoneReadings(text)]).toEqual([null, false, []]),
  );

  it('asked for without its country code may be a Russian or an American one', () => {
    expect(phoneReadings('912 345-67-89')).toEqual(['9123456789', '79123456789', '19123456789']);
  });

  it('asked for in full may have been stored without its country code', () => {
    expect(phoneReadings('8 912 345-67-89')).toEqual(['79123456789', '9123456789']);
    expect(phoneReadings('+49 151 23456789')).toEqual(['4915123456789']);
  });
});
