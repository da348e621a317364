import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SeenMessage } from '../../src/sandbox/telegram/stand-in.ts';
import { drawn, people, startBot, type TestBot, type Who } from '../support/bot-app.ts';
import { cannedOrder } from '../support/canned-shop.ts';
import { at } from '../support/canned-views.ts';
import { planOf, rub, usd, xtr } from '../support/plans.ts';

const plan = planOf({ code: 'club', stock: 20, tickets: 2 });
const book = planOf({ code: 'book', title: { ru: 'Книга', en: 'Book' }, periodDays: null, stock: 1 });
const prices = [
  { method: 'stripe', price: { amountMinor: 900, currency: usd }, takenOffMinor: 100, needsContact: false },
  { method: 'yookassa', price: { amountMinor: 89_100, currency: rub }, takenOffMinor: 9_900, needsContact: true },
  { method: 'stars', price: { amountMinor: 450, currency: xtr }, takenOffMinor: 50, needsContact: false },
] as const;
const paid = {
  ...cannedOrder,
  plan,
  status: 'paid',
  contact: 'ann@mail.example',
  paidAt: at('13:04:00'),
  paidBy: { provider: 'stripe', externalId: 'pi_3SUpaid' },
} as const;
const code = { code: 'TEN', off: { kind: 'percent', percent: 10 }, used: 3, plans: ['club'], active: true } as const;
const money = {
  id: 'dec_1',
  orderId: cannedOrder.id,
  provider: 'stripe',
  paymentRef: 'pi_1',
  amount: { amountMinor: 100, currency: usd },
  telegramId: '17',
  state: 'waiting',
  madeAt: at('13:00:00'),
  decidedBy: null,
  decidedAt: null,
} as const;

let app: TestBot;
beforeEach(async () => {
  app = await startBot({
    flows: {
      listOffers: async () => [
        { plan, prices, left: 2 },
        { plan: book, prices: [prices[0]], left: 0 },
        { plan: planOf({ code: 'try', trial: true, prices: [], periodDays: 7 }), prices: [], left: null },
      ],
      showOffer: async (_, { promo }) => ({ ok: true, offer: { plan, prices, left: 2, promo: promo ?? null } }),
      listOwnOrders: async () => [cannedOrder, paid, { ...paid, kind: 'gift', recipientId: null }],
      findOrder: async () => paid,
      listPlans: async () => ({
        ok: true,
        plans: [
          { plan, left: 2, keys: null },
          { plan: { ...book, active: false, fulfilment: { type: 'keys' } }, left: 0, keys: { free: 0, given: 1 } },
        ],
      }),
      listPromos: async () => ({
        ok: true,
        promos: [
          { ...code, limit: 100, expiresAt: at('23:00:00') },
          {
            ...code,
            code: 'FIVE',
            off: { kind: 'sum', amountMinor: 500, currency: usd },
            limit: null,
            expiresAt: null,
            plans: [],
            active: false,
          },
        ],
      }),
      listOrders: async () => ({ ok: true, orders: [{ order: paid, tickets: 2 }], nextCursor: 'ord_0' }),
      listDecisions: async () => ({
        ok: true,
        decisions: [
          { ...money, problem: 'underpaid' },
          { ...money, id: 'dec_2', orderId: null, problem: 'unknown_order' },
        ],
      }),
      findGift: async () => ({ plan, state: 'open', isOwn: false }),
      giftCode: async () => 'CODE',
      waysToPay: async () => ({ ok: true, prices }),
    },
  });
});
afterEach(() => app.close());

/** A walk: what is written or pressed, one after the other; each answer is looked at. */
const walks: readonly { who: Who; steps: readonly (string | RegExp)[] }[] = [
  { who: 'stranger', steps: ['/start'] },
  { who: 'stranger', steps: ['/buy', /Club|Клуб/, /Promo|Промокод/, 'TEN'] },
  { who: 'stranger', steps: ['/start buy_club', /As a gift|В подарок/] },
  { who: 'stranger', steps: ['/orders', /^2\. /] },
  { who: 'stranger', steps: ['/start gift_CODE'] },
  { who: 'stranger', steps: ['/terms'] },
  { who: 'stranger', steps: ['/paysupport', 'I paid twice'] },
  { who: 'operator', steps: ['/orders', /All orders|Все заказы/, /^1\. /] },
  { who: 'admin', steps: ['/orders', /Money|Деньги/, /1\. Accept|1\. Принять/] },
  { who: 'admin', steps: ['/orders', /Money|Деньги/, /1\. Refund|1\. Вернуть/] },
  { who: 'admin', steps: ['/plans', /^1\. /, /Prices|Цены/, '12 USD'] },
  { who: 'admin', steps: ['/plans', /^2\. /] },
  { who: 'admin', steps: ['/plans', /Promo codes|Промокоды/, /New code|Новый код/, 'SPRING 20% x5'] },
];

describe.each(['en', 'ru'] as const)('in %s', (locale) => {
  test.each(walks)('$who: $steps', async ({ who, steps }) => {
    await app.canned.flows.setLocale(String(people[who]), locale);
    const shown: string[] = [];
    for (const step of steps) {
      if (typeof step === 'string') await app.say(who, step);
      else await press(who, step);
      shown.push(
        drawn(
          app
            .messages(people[who])
            .filter(({ from }) => from.isBot)
            .at(-1),
        ),
      );
    }
    expect(shown.join('\n\n')).toMatchSnapshot();
    for (const line of shown.join('\n').split('\n'))
      expect([...line.matchAll(/\p{Extended_Pictographic}/gu)].length).toBeLessThanOrEqual(2);
  });
});

async function press(who: Who, label: RegExp): Promise<void> {
  const message = app
    .messages(people[who])
    .filter(({ from }) => from.isBot)
    .at(-1) as SeenMessage;
  const button = message.buttons.flat().find(({ text }) => label.test(text));
  if (!button) throw new Error(`no button ${label} under\n${drawn(message)}`);
  await app.press(who, message, button.text);
}
