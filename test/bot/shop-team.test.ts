import { expect, it } from 'vitest';
import { instantOf } from '../../src/domain/time.ts';
import { OWNER } from '../../src/sandbox/world.ts';
import { owner } from '../support/app.ts';
import { drawn } from '../support/bot-app.ts';
import { type BuyerChat, openChat } from '../support/buyer.ts';
import { contestOf } from '../support/contests.ts';
import { eventually } from '../support/eventually.ts';
import { type Shop, startShop } from '../support/shop.ts';

const boss = { id: OWNER.id };
const ann = { id: 9_001 };

it('makes a plan by dialogue, asks again what it cannot read, and says what Telegram wants of digital goods', async () => {
  const shop = await startShop();
  const chat = openChat(shop.app.world.telegram, boss);
  await chat.say('/plans', 'Nothing is sold yet');
  await chat.tap('New plan');
  await chat.sees('A short code');
  await chat.say('two words', 'Please type another');
  await chat.say('course', 'The title');
  await chat.say('Курс\nCourse', 'What one gets');
  await chat.say('Десять уроков\nTen lessons', 'Type “digital” or “physical”');
  await chat.say('digital', 'Prices, a line each');
  await chat.say('a lot', 'I could not read that');
  await chat.say('25 USD\n1900 RUB\n700 Stars', 'For how many days?');
  await chat.say('30', 'How many are there in all?');
  await chat.say('2', 'How many contest tickets');
  await chat.say('3', 'What does the buyer get?');
  const draft = await chat.say('text\nСпасибо\nThank you', 'Buyers will read it so');
  expect(drawn(draft)).toMatch('Telegram wants digital goods');
  expect(await shop.app.db().selectFrom('plans').selectAll().execute()).toEqual([]);
  await chat.tap('Save');
  await chat.sees(/Course[\s\S]*25.00 USD \(Bank card\) · 1900.00 RUB \(Card or SBP\) · 700 Stars/);
  const listed = await shop.app.flows().listPlans({ kind: 'cli' });
  expect(listed.ok && listed.plans.map(({ plan }) => plan)).toMatchObject([
    { code: 'course', tickets: 3, periodDays: 30, stock: 2, fulfilment: { type: 'text', text: { en: 'Thank you' } } },
  ]);

  await chat.tap('Stock');
  await chat.sees(/How many are there in all\?[\s\S]*Now:\s+2/);
  await chat.say('1', 'Buyers will read it so');
  await chat.tap('Save');
  await chat.sees('1 left · ⚠ running low');
  await chat.tap('Hide');
  await chat.sees('hidden');
  const buyer = openChat(shop.app.world.telegram, ann);
  await buyer.say('/start buy_course', 'not for sale any more');
});

it('takes keys as a file, and shows them to nobody', async () => {
  const shop = await startShop();
  await shop.sell({ fulfilment: { type: 'keys' }, stock: null });
  const { telegram } = shop.app.world;
  const chat = openChat(telegram, boss);
  await chat.say('/plans', 'keys: 0 free');
  const bytes = Buffer.from('SECRET-1\nSECRET-2\nSECRET-2\n');
  const file = { chatId: boss.id, from: boss.id, name: 'keys.txt', bytes, caption: '/plans keys club' };
  const { messageId } = telegram.sendFile(file);
  await eventually(() => expect(chat.messages().map(drawn).join()).toMatch('2 keys added; 2 are free'));
  await chat.sees('keys: 2 free, 0 given');
  expect(telegram.messages(boss.id).some((message) => message.messageId === messageId)).toBe(false);
  expect(chat.messages().map(drawn).join()).not.toContain('SECRET');
});

it('makes a promo code in one line, stops it, and lets it count again', async () => {
  const shop = await startShop();
  await shop.sell();
  const chat = openChat(shop.app.world.telegram, boss);
  await chat.say('/plans', '1 plan');
  await chat.tap('Promo codes');
  await chat.sees('No promo codes');
  await chat.tap('New code');
  await chat.sees('Type the code in one line');
  await chat.say('spring', 'I could not read that');
  await chat.say('spring 20% x5 until 31.12.2026 club', '−20 % · used 0 of 5 · until 01.01.2027 00:00 · club');
  await chat.tap('Make the code');
  await chat.sees('Stop SPRING');
  const buyer = openChat(shop.app.world.telegram, ann);
  await buyer.say('/start buy_club', 'How would you like to pay?');
  await buyer.tap('Promo code');
  await buyer.sees('Type your promo code');
  await buyer.say('spring', 'Bank card · 8.00 USD');
  await chat.tap('Stop SPRING');
  await chat.sees('stopped');
  await buyer.tap(/Bank card/);
  await buyer.sees('This promo code is not known.');
});

it('an operator finds an order, and gives its money back through the provider', async () => {
  const shop = await startShop();
  await shop.sell();
  const order = await shop.place(ann.id);
  await shop.pay(await shop.start(ann.id, order.id, 'stripe'), ann.id);
  await shop.reaches(order.id, 'paid');
  const chat = openChat(shop.app.world.telegram, boss);
  await chat.say('/orders', 'You have no orders yet.');
  await chat.tap('All orders');
  await chat.sees(`Club · ${ann.id}`);
  await chat.tap('1. Club');
  await chat.sees(/🟢 Paid · Club[\s\S]*Payment pi_/);
  await chat.tap('Refund');
  await chat.sees('10.00 USD for Club goes back');
  await chat.tap('Give back 10.00 USD');
  await chat.sees('is on its way back to the buyer');
  await shop.reaches(order.id, 'refunded');
});

it('money that pays no order waits for a person, who gives it back or accepts it', async () => {
  const shop = await startShop();
  await shop.sell();
  const order = await shop.place(ann.id);
  const page = await shop.start(ann.id, order.id, 'yookassa');
  await shop.app.flows().cancelOrder(shop.buyer(ann.id), order.id);
  await shop.pay(page, ann.id).catch(() => undefined);
  const chat = openChat(shop.app.world.telegram, boss);
  const waiting = await eventually(async () => {
    const found = await shop.decisions();
    expect(found).toHaveLength(1);
    return found;
  });
  expect(waiting).toMatchObject([{ problem: 'ended' }]);
  await chat.say('/orders', 'You have no orders yet.');
  await chat.tap('Money to decide');
  await chat.sees(/1 payment waits for a decision[\s\S]*990.00 RUB · for an order whose time was over/);
  await chat.tap('1. Accept');
  await chat.sees(`counts for the order ${order.id}`);
  await chat.tap('Accept 990.00 RUB');
  await chat.sees(/990.00 RUB was accepted|needs a second person|asked/);
  await shop.reaches(order.id, 'paid');
});

const anna = { id: 602, firstName: 'Anna', languageCode: 'en' };

/** Anna is an admin, too: what needs a second person waits for her. */
async function withAnna(shop: Shop): Promise<Readonly<{ chat: BuyerChat; second: BuyerChat }>> {
  const chat = openChat(shop.app.world.telegram, boss);
  const second = openChat(shop.app.world.telegram, anna);
  await shop.app.flows().grantRole(owner, { telegramId: String(anna.id), role: 'admin', name: 'Anna' });
  return { chat, second };
}

it.each([
  ['accepted', '1. Accept', 'Accept 990.00 RUB', 'paid'],
  ['given back', '1. Refund', 'Give back 990.00 RUB', 'cancelled'],
] as const)('of a large sum is %s only with a second person’s yes', async (_how, first, sure, status) => {
  const shop = await startShop();
  await shop.sell();
  const { chat, second } = await withAnna(shop);
  const order = await shop.place(ann.id);
  const page = await shop.start(ann.id, order.id, 'yookassa');
  await shop.app.flows().cancelOrder(shop.buyer(ann.id), order.id);
  await shop.pay(page, ann.id).catch(() => undefined);
  await eventually(async () => expect(await shop.decisions()).toHaveLength(1));
  await chat.say('/orders', 'You have no orders yet.');
  await chat.tap('Money to decide');
  await chat.sees('1 payment waits');
  await chat.tap(first);
  await chat.sees(sure);
  await chat.tap(sure);
  // Nothing has happened, and he cannot say yes to himself.
  expect(await shop.decisions()).toMatchObject([{ state: 'waiting' }]);
  await second.say('/approvals', '990.00 RUB');
  await second.tap(/Allow|Approve|Yes/);
  await eventually(async () => expect((await shop.decisions())[0]?.['state']).not.toBe('waiting'));
  await shop.reaches(order.id, status);
});

it('tickets are put right by a dialogue with a reason, and with a second person’s yes', async () => {
  const shop = await startShop();
  const { app } = shop;
  await app.flows().createContest(owner, contestOf(instantOf(app.clock.nowMs())));
  const { chat, second } = await withAnna(shop);
  const held = async () => {
    const found = await app.flows().contestEntries(owner, 'autumn', { limit: 10, cursor: null });
    return found.ok ? found.items.map(({ telegramId, tickets }) => [telegramId, tickets]) : found;
  };
  await chat.say('/contests', 'Autumn draw');
  await chat.tap('Autumn draw');
  await chat.sees('Correct tickets');
  await chat.tap('🎟 Correct tickets');
  await chat.sees('Whose tickets in autumn?');
  await chat.say('7345550904 +3', 'I cannot read that');
  await chat.say('7345550904 +3 lost by us', /Tickets of 7345550904 in autumn: \+3\?[\s\S]*lost by us/);
  await chat.tap('Enter +3');
  expect(await held()).toEqual([]);
  await second.say('/approvals', 'lost by us');
  await second.tap(/Allow|Approve|Yes/);
  await eventually(async () => expect(await held()).toEqual([['7345550904', 3]]));
  const rows = await app.db().selectFrom('ticket_ledger').select(['note', 'delta']).orderBy('seq').execute();
  expect(rows).toEqual([
    { note: 'lost by us', delta: 3 },
    { note: 'lost by us', delta: -3 },
  ]);
});

it('a buyer’s question reaches the team once an hour', async () => {
  const shop = await startShop();
  const chat = openChat(shop.app.world.telegram, ann);
  for (const words of ['I paid twice', 'Hello?']) {
    await chat.say('/paysupport', 'Write what happened');
    await chat.say(words, 'your question is with the team');
  }
  await eventually(() =>
    expect(
      shop.app
        .chat()
        .map(({ text }) => text)
        .join(),
    ).toContain('I paid twice'),
  );
  expect(shop.app.chat().filter(({ text }) => text.includes('A buyer asks'))).toHaveLength(1);
});
