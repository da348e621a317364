import { expect, it } from 'vitest';
import { owner } from '../support/app.ts';
import { drawn } from '../support/bot-app.ts';
import { openChat } from '../support/buyer.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';
import { usd, xtr } from '../support/plans.ts';
import { startShop } from '../support/shop.ts';

const ann = { id: 9_001 };

async function twoPlans(...args: Parameters<typeof startShop>) {
  const shop = await startShop(...args);
  await shop.sell();
  await shop.sell({
    code: 'book',
    title: { ru: 'Книга', en: 'Book' },
    description: { ru: 'Книга в конверте', en: 'A book in an envelope' },
    kind: 'physical',
    prices: [{ currency: usd, amountMinor: 2_500, methods: ['stripe'] }],
    periodDays: null,
    stock: 1,
  });
  return shop;
}

it.each(['SQLite', 'PostgreSQL'])(
  'leads a stranger from /start to the pay page in four taps on %s, and the same message turns paid',
  async (kind) => {
    const shop = await twoPlans(kind === 'SQLite' ? {} : { databaseUrl: await newPostgresUrl() });
    const chat = openChat(shop.app.world.telegram, ann);
    await chat.say('/start', /Hello!/);
    await chat.tap('Buy');
    await chat.sees('What would you like?');
    await chat.tap('Club');
    await chat.sees('How would you like to pay?');
    await chat.tap(/Bank card/);
    await chat.sees('Waiting for payment');
    const url = chat.follow(/^Pay 10.00 USD/);
    expect(chat.taps()).toBe(4);
    expect(chat.messages()).toHaveLength(1);
    const session = url.split('/').at(-1) ?? '';
    shop.app.world.stripe.completeSession(session);
    await eventually(() => expect(drawn(chat.messages()[0])).toMatch('🟢 Paid · Club'));
    const orders = await shop.app.db().selectFrom('orders').selectAll().execute();
    expect(orders).toMatchObject([{ telegram_id: String(ann.id), status: 'paid', plan_code: 'club' }]);
  },
);

it('sells for Stars, and for rubles', async () => {
  const shop = await twoPlans();
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap(/Telegram Stars · 500 Stars/);
  await chat.sees('Waiting for payment');
  const link = chat.follow(/^Pay/);
  expect(await shop.app.world.telegram.payInvoice({ link, from: ann.id })).toMatchObject({ ok: true });
  await chat.sees('🟢 Paid · Club');
  await chat.say('/buy', 'What would you like?');
  await chat.tap('Club');
  await chat.sees('How would you like to pay?');
  await chat.tap(/Card or SBP · 990.00 RUB/);
  await chat.sees('Waiting for payment');
  expect(chat.follow(/^Pay 990/)).toContain(shop.app.world.yookassa.url);
});

it('a second tap on what became an order shows that order, and a second dialogue finds it', async () => {
  const shop = await twoPlans();
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/buy', 'What would you like?');
  await chat.tap('Club');
  await chat.sees('How would you like to pay?');
  const standing = chat.messages().at(-1);
  const data = standing?.buttons.flat().find(({ text }) => text.startsWith('Bank card'))?.text ?? '';
  const press = () =>
    shop.app.world.telegram.press({ chatId: ann.id, from: ann.id, messageId: standing?.messageId ?? 0, label: data });
  await Promise.all([press(), press()]);
  await chat.sees(/Waiting for payment[\s\S]*Pay 10.00 USD/);
  await chat.say('/buy', 'What would you like?');
  await chat.tap('Club');
  await chat.sees('How would you like to pay?');
  await chat.tap(/Bank card/);
  await chat.sees('Waiting for payment');
  await eventually(() => expect(chat.messages().filter(({ text }) => text.includes('Waiting'))).toHaveLength(1));
  expect(await shop.app.db().selectFrom('orders').select('status').execute()).toEqual([{ status: 'waiting' }]);
});

it('takes a code, says why another does not count, and gives away what costs nothing', async () => {
  const shop = await twoPlans();
  const off = (percent: number) => ({ kind: 'percent', percent }) as const;
  const code = { limit: null, expiresAt: null, plans: [], active: true };
  await shop.app.flows().savePromo(owner, { code: 'TEN', off: off(10), ...code });
  await shop.app.flows().savePromo(owner, { code: 'ALL', off: off(100), ...code });
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap('Promo code');
  await chat.sees('Type your promo code');
  await chat.say('nope', 'This promo code is not known.');
  await chat.tap('Promo code');
  await chat.say('ten', /with the code TEN[\s\S]*Bank card · 9.00 USD/);
  await chat.tap('Promo code');
  await chat.say('all', 'Get it free');
  await chat.tap('Get it free');
  await chat.sees('🟢 Paid · Club');
  const [order] = await shop.app.db().selectFrom('orders').selectAll().execute();
  expect(order).toMatchObject({ status: 'paid', amount_minor: 0, promo_code: 'ALL' });
});

it('asks for the receipt once, and remembers it', async () => {
  const receipts = { YOOKASSA_RECEIPTS: 'true', YOOKASSA_VAT_CODE: '1' };
  const shop = await twoPlans({ env: receipts });
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap(/Card or SBP/);
  await chat.sees('Where shall the receipt go?');
  await chat.say('nowhere', 'does not look like');
  await chat.say('ann@mail.example', 'Waiting for payment');
  const [order] = await shop.app.db().selectFrom('orders').selectAll().execute();
  expect(order?.contact).toBe('ann@mail.example');
  await chat.tap('Cancel');
  await chat.sees('Cancelled');
  await chat.say('/start buy_club', 'The receipt goes to a…@mail.example');
  await chat.tap(/Card or SBP/);
  await chat.sees('Waiting for payment');
});

async function takesAnotherWay(chat: ReturnType<typeof openChat>): Promise<void> {
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap(/Bank card/);
  await chat.sees('Pay 10.00 USD');
  await chat.tap('Another way to pay');
  await chat.sees('How would you like to pay?');
  await chat.tap(/Card or SBP/);
  await chat.sees('Where shall the receipt go?');
}

it('another way to pay asks for what it needs, and costs what it costs', async () => {
  const shop = await twoPlans({ env: { YOOKASSA_RECEIPTS: 'true', YOOKASSA_VAT_CODE: '1' } });
  const chat = openChat(shop.app.world.telegram, ann);
  await takesAnotherWay(chat);
  await chat.say('+7 912 345-67-89', 'Pay 990.00 RUB');
  const orders = await shop.app.db().selectFrom('orders').selectAll().execute();
  expect(orders).toMatchObject([{ contact: '79123456789', method: 'yookassa', currency: 'RUB' }]);
  await eventually(() => expect(chat.messages().filter(({ text }) => text.includes('Waiting'))).toHaveLength(1));
});

it('a telling that comes late does not take the place of what is asked, twice over', async () => {
  const shop = await twoPlans({ env: { YOOKASSA_RECEIPTS: 'true', YOOKASSA_VAT_CODE: '1' } });
  const chat = openChat(shop.app.world.telegram, ann);
  await shop.app.flows().stop(owner, 'test', { scope: 'telegram', until: null });
  await takesAnotherWay(chat);
  await shop.app.flows().resume(owner, 'drain', { scope: 'telegram' });
  await shop.app.settled();
  expect(drawn(chat.messages().at(-1))).toContain('Where shall the receipt go?');
});

it('a page that the provider gives only when it is asked again comes into the order’s message', async () => {
  const shop = await twoPlans();
  const chat = openChat(shop.app.world.telegram, ann);
  const mend = shop.app.world.yookassa.faults.failWith({ status: 500, body: '{}' });
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap(/Card or SBP/);
  await chat.sees('does not answer');
  mend();
  shop.app.clock.advance(61_000);
  await chat.sees('Waiting for payment');
  expect(chat.follow(/^Pay 990/)).toContain(shop.app.world.yookassa.url);
});

it('two people want the last piece: one has it, the other is told', async () => {
  const shop = await twoPlans();
  const chats = [openChat(shop.app.world.telegram, ann), openChat(shop.app.world.telegram, { id: 9_002 })];
  for (const chat of chats) await chat.say('/start buy_book', 'How would you like to pay?');
  await Promise.all(chats.map((chat) => chat.tap(/Bank card/)));
  const said = () => chats.map((chat) => drawn(chat.messages().at(-1)).split('\n')[0] ?? '').toSorted();
  await eventually(() =>
    expect(said()).toEqual(['Sold out. Nothing was charged.', expect.stringContaining('Waiting')]),
  );
});

it('while everything is stopped, buying is refused with a sentence', async () => {
  const shop = await twoPlans();
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/start buy_club', 'How would you like to pay?');
  await shop.app.flows().stop(owner, 'test', { scope: 'all', until: null });
  await chat.tap(/Bank card/);
  await chat.sees('Sales are paused for a moment. Nothing was charged');
  expect(await shop.app.db().selectFrom('orders').selectAll().execute()).toEqual([]);
});

it('a trial is once, and a gift goes to whoever takes it', async () => {
  const shop = await twoPlans();
  await shop.sell({ code: 'try', title: { ru: 'Проба', en: 'Try' }, prices: [], trial: true, periodDays: 7 });
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/start buy_try', 'Try it free');
  await chat.tap('Try it free');
  await chat.sees('🟢 Paid · Try');
  await chat.say('/start buy_try', 'You have had this trial already');
  await chat.say('/start buy_club', 'How would you like to pay?');
  await chat.tap('As a gift');
  await chat.sees('after the payment you get a link');
  await chat.tap(/Telegram Stars/);
  await chat.sees('Waiting for payment');
  await shop.app.world.telegram.payInvoice({ link: chat.follow(/^Pay/), from: ann.id });
  await chat.sees('Link to the gift');
  await chat.tap('Link to the gift');
  const link = /start=(gift_[\w-]+)/.exec(drawn(await chat.sees('Whoever opens the link')))?.[1] ?? '';
  const taker = openChat(shop.app.world.telegram, { id: 9_003 });
  await taker.say(`/start ${link}`, 'A gift for you: Club');
  await taker.tap('Take the gift');
  await taker.sees('It is yours!');
  const late = openChat(shop.app.world.telegram, { id: 9_004 });
  await late.say(`/start ${link}`, 'This gift has been taken');
  const gift = await shop.app.db().selectFrom('orders').selectAll().where('kind', '=', 'gift').executeTakeFirst();
  expect(gift).toMatchObject({ telegram_id: String(ann.id), recipient_id: '9003' });
  expect(gift?.currency).toBe(xtr);
});

it('goes on after a restart in the middle', async () => {
  const shop = await twoPlans();
  const chat = openChat(shop.app.world.telegram, ann);
  await chat.say('/buy', 'What would you like?');
  await chat.tap('Club');
  await chat.sees('How would you like to pay?');
  await chat.tap('Promo code');
  await chat.sees('Type your promo code');
  await shop.app.flows().savePromo(owner, {
    code: 'TEN',
    off: { kind: 'percent', percent: 10 },
    limit: null,
    expiresAt: null,
    plans: [],
    active: true,
  });
  await shop.app.restart();
  await chat.say('ten', 'Bank card · 9.00 USD');
  await shop.app.restart();
  await chat.tap(/Bank card/);
  await chat.sees('Pay 9.00 USD');
});

it('a stop lets an update that is under way end: a deploy loses no dialogue', async () => {
  const shop = await twoPlans();
  const { telegram } = shop.app.world;
  const chat = openChat(telegram, ann);
  await chat.say('/start buy_club', 'How would you like to pay?');
  const release = telegram.faults.hold('editMessageText', 'after');
  await chat.tap('Promo code');
  await chat.sees('Type your promo code');
  const restarted = shop.app.restart();
  setTimeout(release, 1_000);
  await restarted;
  await chat.say('nope', 'is not known');
});
