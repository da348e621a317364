import { expect, it, test } from 'vitest';
import {
  afterPress,
  afterText,
  type Buying,
  type BuyStep,
  nothingChosen,
  readContact,
} from '../../../src/domain/shop/buying.ts';
import { buyButton, readBuyStep } from '../../../src/messages/shop/buttons.ts';

const begun: Buying = { ...nothingChosen, planCode: 'club', promo: 'TEN', isGift: true, contact: 'a@b.example' };

it('a button of another plan forgets the code and the gift, and keeps the contact', () => {
  expect(afterPress(begun, { do: 'plan', plan: 'club' })).toEqual(begun);
  expect(afterPress(begun, { do: 'plan', plan: 'book' })).toEqual({
    ...nothingChosen,
    planCode: 'book',
    contact: 'a@b.example',
  });
  expect(afterPress(begun, { do: 'list' })).toEqual({ ...nothingChosen, contact: 'a@b.example' });
});

it('an order is placed as its screen promised, or not at all', () => {
  const pay = (as: string) => afterPress(begun, { do: 'pay', method: 'stars', as, plan: 'club' }).method;
  expect(pay('gc')).toBe('stars');
  expect(['n', 'g', 'c', 'gcr'].map(pay)).toEqual([null, null, null, null]);
});

it('a text is what was asked for, and nothing else', () => {
  expect(afterText(begun, 'hello')).toBe(begun);
  expect(afterText({ ...begun, asking: 'code' }, ' spring ')).toMatchObject({ promo: 'SPRING', asking: null });
  expect(afterText({ ...begun, asking: 'contact' }, 'nowhere')).toMatchObject({
    contact: 'a@b.example',
    asking: 'contact-again',
  });
  expect(afterText({ ...begun, asking: 'contact-again' }, '8 912 345-67-89')).toMatchObject({ contact: '79123456789' });
});

test.each([
  ['ann@mail.example', 'ann@mail.example'],
  ['+7 (912) 345-67-89', '79123456789'],
  ['ann@mail', null],
  ['12', null],
])('the contact %s', (typed, contact) => {
  expect(readContact(typed)).toBe(contact);
});

const steps: readonly BuyStep[] = [
  { do: 'list' },
  { do: 'plan', plan: 'a-b-c' },
  { do: 'free', as: 'n', plan: 'pay' },
  { do: 'pay', as: 'gcr', plan: '-x-', method: 'stars' },
  { do: 'pay', as: 'n', plan: 'n-n', method: 'stripe' },
  { do: 'free', as: 'c', plan: 'stripe-n-x' },
  { do: 'free', as: 'n', plan: 'n-x' },
  { do: 'pay', as: 'gcr', plan: 'a'.repeat(32), method: 'yookassa' },
];
test.each(steps)('the button %j means the same when it is pressed, and fits', (step) => {
  const { intent } = buyButton('x', step);
  const about = intent.kind === 'open' ? (intent.about ?? '') : '';
  expect(readBuyStep(about)).toEqual(step);
  expect(`buy.${about}`.length).toBeLessThanOrEqual(64);
});

test.each([
  '',
  'pay',
  'pay-',
  'pay-cash-n-club',
  'pay-stripe-club',
  'pay-stripe-x-club',
  'free-club',
  'free-stripe-n-club',
  'plan',
  'nonsense-club',
  'list-x',
])('%j means nothing', (handle) => {
  expect(readBuyStep(handle)).toBeNull();
});
