import { expect, test } from 'vitest';
import { marksIn, maskEmail, maskPayerId, maskTelegramId } from '../../src/domain/erasure.ts';
import { keyedHash } from '../../src/lib/keyed-hash.ts';

const hash = keyedHash('a key');

test('what names a person is found in any text, and no more', () => {
  const text = JSON.stringify({
    id: 'ch_1Abc',
    customer: 'cus_X',
    description: 'purchase_cus_Y for Anna+quiz@Example.com, (see boris@mail.example.org)',
    metadata: { telegram_id: '123456', note: 'a @ b.c' },
    session: 'cs_test_a1',
  });
  expect(marksIn(text)).toEqual([
    'email:anna+quiz@example.com',
    'email:boris@mail.example.org',
    'id:ch_1Abc',
    'id:cus_X',
    'id:cs_test_a1',
    'telegram:123456',
  ]);
});

test('equal addresses stay equal, a mask stays as it is, and another key tells nothing', () => {
  const mask = maskEmail('Anna@Example.com', hash);
  expect(mask).toMatch(/^erased-[0-9a-f]{16}@erased\.invalid$/);
  expect(maskEmail('anna@example.com', hash)).toBe(mask);
  expect(maskEmail(mask, hash)).toBe(mask);
  expect(maskEmail('anna@example.com', keyedHash('another'))).not.toBe(mask);
  expect(maskTelegramId(maskTelegramId('7', hash), hash)).toBe(maskTelegramId('7', hash));
  expect(maskPayerId('email:anna@example.com', hash)).toBe(`email:${mask}`);
  expect(maskPayerId('stripe:cus_1', hash)).toBe('stripe:cus_1');
});
