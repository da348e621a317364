import { expect, test } from 'vitest';
import { judgeCharges } from '../../src/domain/double-charges.ts';
import { isLargeRefund } from '../../src/domain/findings.ts';
import { alikeByCard, type CustomerCard, judgeCustomers, type Likeness } from '../../src/domain/like-customers.ts';
import { type Currency, currency, money } from '../../src/domain/money.ts';
import { createNearAddresses, isNearEmail, mailboxOf } from '../../src/domain/near-emails.ts';
import type { Instant } from '../../src/domain/time.ts';

test.each([
  ['an.na@gmail.com', 'anna@gmail.com'],
  ['anna+shop@gmail.com', 'anna@gmail.com'],
  ['a.n.n.a+x.y@googlemail.com', 'anna@gmail.com'],
  ['an.na@example.com', 'an.na@example.com'],
  ['an.na+shop@example.com', 'an.na@example.com'],
  ['+shop@example.com', '+shop@example.com'],
])('mail to %s ends up at %s', (email, mailbox) => {
  expect(mailboxOf(email)).toBe(mailbox);
});

test.each([
  ['marina@mail.ru', 'marinna@mail.ru', true],
  ['marina@mail.ru', 'marin@mail.ru', true],
  ['marina@mail.ru', 'maryna@mail.ru', true],
  ['marina@mail.ru', 'mairna@mail.ru', true],
  ['marina@gmail.com', 'marina@gmial.com', true],
  ['marina@gmail.com', 'marina@gmail.co', true],
  ['marina1@mail.ru', 'marina2@mail.ru', false],
  ['marina1@mail.ru', 'marina@mail.ru', false],
  ['marina12@mail.ru', 'marina21@mail.ru', false],
  ['marina@mail.ru', 'marinaa@mail.com', false],
  ['marina@mail.ru', 'karina@mail.ru', false],
  ['anna@mail.ru', 'anne@mail.ru', false],
  ['marina@mail.ru', 'marina@mail.ru', false],
])('%s and %s: one letter apart is %s, whichever comes first', (a, b, isNear) => {
  expect([isNearEmail(a, b), isNearEmail(b, a)]).toEqual([isNear, isNear]);
});

test('the first letters may differ only where something else speaks for one person', () => {
  expect(isNearEmail('marina@mail.ru', 'karina@mail.ru', 0)).toBe(true);
  expect(isNearEmail('marina@mail.ru', 'arina@mail.ru', 0)).toBe(true);
  expect(isNearEmail('1marina@mail.ru', '2marina@mail.ru', 0)).toBe(false);
});

test('addresses are paired in their order; a mailbox with many names is a test, and memory has its limit', () => {
  const many = Array.from({ length: 7 }, (_, n) => `qa+${n}@example.com`);
  const addresses = ['an.na@gmail.com', 'anna+b@gmail.com', 'marina@mail.ru', 'marinna@mail.ru', ...many];
  const near = createNearAddresses(10);
  for (const one of addresses.toSorted()) near.take(one);
  expect(near.found()).toEqual({
    near: [
      { by: 'mailbox', addresses: ['anna@gmail.com', 'an.na@gmail.com', 'anna+b@gmail.com'] },
      { by: 'spelling', addresses: ['marina@mail.ru', 'marinna@mail.ru'] },
    ],
    isCut: false,
  });
  const small = createNearAddresses(1);
  for (const one of ['b.b@gmail.com', 'c.c@gmail.com']) small.take(one);
  expect(small.found()).toMatchObject({ near: [{ by: 'mailbox' }], isCut: true });
});

const card = (customerId: string, last4: string, fingerprint: string | null = null): CustomerCard => ({
  customerId,
  last4,
  fingerprint,
});

test('of one name: the fingerprint tells the card, and where nobody tells one its last digits do', () => {
  const ids = ['c', 'a', 'b', 'd'];
  const cards = [card('a', '4242', 'fp1'), card('b', '4242', 'fp1'), card('c', '4242', 'fp2'), card('d', '4242')];
  expect(alikeByCard(ids, cards)).toEqual([
    { by: 'name_and_card', a: 'a', b: 'b' },
    { by: 'name_and_last4', a: 'a', b: 'd' },
    { by: 'name_and_last4', a: 'b', b: 'd' },
    { by: 'name_and_last4', a: 'c', b: 'd' },
  ]);
});

test('a pair is told once, with all that speaks for it', () => {
  const pair = (by: Likeness, b = 'b') => ({ by, a: 'a', b, keyA: 'cus_a', keyB: `cus_${b}` });
  const told = judgeCustomers([
    pair('spelling'),
    pair('phone'),
    pair('spelling', 'c'),
    pair('name_and_last4', 'd'),
    pair('spelling', 'd'),
    pair('spelling', 'f'),
    pair('name_and_spelling', 'f'),
    pair('name_and_card', 'e'),
  ]).map(({ subjects, reason, strength }) => `${subjects[1]} ${strength} ${reason}`);
  expect(told).toEqual([
    'b certain same_phone+same_spelling',
    'c weak same_spelling',
    'd strong same_name_and_last4+same_spelling',
    'f strong same_name_and_spelling',
    'e strong same_name_and_card',
  ]);
});

test('a refund is large above the sum of its own currency, and always where there is none', () => {
  const limits = [money(10_000, currency('USD')), money(900_000, currency('RUB'))];
  const isLarge = (minor: number, code: string) => isLargeRefund(money(minor, currency(code)), limits);
  expect([isLarge(10_000, 'USD'), isLarge(10_001, 'USD')]).toEqual([false, true]);
  expect([isLarge(900_000, 'RUB'), isLarge(900_001, 'RUB')]).toEqual([false, true]);
  expect([isLarge(1, 'EUR'), isLargeRefund(money(1, currency('USD')), [])]).toEqual([true, true]);
});

test('equal payments within minutes at two providers are their own finding, and not one to be refunded from it', () => {
  const line = (provider: string, externalId: string, second: number) => ({
    provider: provider as 'stripe',
    externalId,
    customerId: 'cst_1',
    customerKey: 'cus_1',
    amountMinor: 999,
    reversedMinor: 0,
    currency: 'USD' as Currency,
    paidAt: `2026-11-20T12:00:${String(second).padStart(2, '0')}.000Z` as Instant,
    product: null,
    cardLast4: null,
  });
  expect(judgeCharges([line('stripe', 'pi_1', 0), line('yookassa', 'yk_1', 40)])).toMatchObject([
    { kind: 'two_providers', reason: 'two_providers_ids', strength: 'weak', subjects: ['pi_1', 'yk_1'] },
  ]);
});
