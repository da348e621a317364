import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { Plan } from '../../../src/domain/shop/plan.ts';
import { newPlan, planFields, readKeys, typedField, withField } from '../../../src/domain/shop/plan-fields.ts';
import { planOf, rub, usd, xtr } from '../../support/plans.ts';

const plan = planOf();

test.each<[Parameters<typeof withField>[1], string, Partial<Plan> | null]>([
  ['title', 'Клуб\nClub', { title: { ru: 'Клуб', en: 'Club' } }],
  ['title', 'Club', { title: { ru: 'Club', en: 'Club' } }],
  ['title', 'x'.repeat(33), null],
  ['description', '', null],
  ['kind', 'Physical', { kind: 'physical' }],
  ['kind', 'цифровой', { kind: 'digital' }],
  ['kind', 'both', null],
  ['period', '-', { periodDays: null }],
  ['period', '0', null],
  ['stock', '0', { stock: 0 }],
  ['stock', '-1', null],
  ['tickets', 'нет', { tickets: 0 }],
  ['prices', '500 Stars', { prices: [{ currency: xtr, amountMinor: 500, methods: ['stars'] }] }],
  [
    'prices',
    '10.50 usd, 1 990 RUB',
    {
      prices: [
        { currency: usd, amountMinor: 1_050, methods: ['stripe'] },
        { currency: rub, amountMinor: 199_000, methods: ['yookassa'] },
      ],
    },
  ],
  [
    'prices',
    '990 RUB stripe+yookassa',
    { prices: [{ currency: rub, amountMinor: 99_000, methods: ['stripe', 'yookassa'] }] },
  ],
  ['prices', '10 USD yookassa', null],
  ['prices', '10 USD, 12 EUR', null],
  ['prices', '0 USD', null],
  ['prices', '10.505 USD', null],
  ['prices', 'trial', { trial: true, prices: [] }],
  ['fulfilment', 'chat -1001234567890', { fulfilment: { type: 'invite_link', chatId: '-1001234567890' } }],
  ['fulfilment', 'chat 5', null],
  ['fulfilment', 'webhook http://a.example', null],
  ['fulfilment', 'webhook https://a.example/x', { fulfilment: { type: 'webhook', url: 'https://a.example/x' } }],
  ['fulfilment', 'keys', { fulfilment: { type: 'keys' } }],
  ['fulfilment', 'text', null],
])('%s: %j', (field, typed, change) => {
  expect(withField(plan, field, typed)).toEqual(change && { ...plan, ...change });
});

describe('a plan', () => {
  it('is the same again where each of its fields is typed as it is shown', () => {
    for (const one of [plan, planOf({ stock: 3, fulfilment: { type: 'keys' }, periodDays: null })])
      for (const field of planFields) expect(withField(one, field, typedField(one, field))).toEqual(one);
  });

  it('that is new can be typed in one field after the other', () => {
    const typed = planFields.reduce<Plan>(
      (made, field) => withField(made, field, typedField(plan, field)) ?? made,
      newPlan('club'),
    );
    expect(typed).toEqual(plan);
  });

  it('never becomes of any typed text one that its own rules refuse in that field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...planFields), fc.string({ unit: 'grapheme', maxLength: 300 }), (field, typed) => {
        const made = withField(plan, field, typed);
        if (made !== null) expect(withField(made, field, typedField(made, field))).toEqual(made);
      }),
    );
  });
});

it('keys are one a line, each once; a picture is none', () => {
  expect(readKeys('\uFEFFA\r\n B \n\nA\n')).toEqual(['A', 'B']);
  expect(readKeys(' \n')).toBeNull();
  expect(readKeys('x'.repeat(501))).toBeNull();
});
