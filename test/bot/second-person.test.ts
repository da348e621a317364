import readXlsxFile from 'read-excel-file/node';
import { expect, test } from 'vitest';
import { OPERATOR, OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const tab = 'Purchases';
const own = OWNER.id;

const bots = (app: App, chatId: number) => app.world.telegram.messages(chatId).filter(({ from }) => from.isBot);

async function say(app: App, text: string): Promise<void> {
  app.world.telegram.sendText({ chatId: own, from: own, text });
}

async function shows(app: App, chatId: number, words: RegExp): Promise<void> {
  await eventually(async () => expect(bots(app, chatId).at(-1)?.text ?? '').toMatch(words));
}

async function press(app: App, label: RegExp, chatId = own, from = own): Promise<string> {
  const message = bots(app, chatId).at(-1);
  const button = message?.buttons.flat().find(({ text }) => label.test(text));
  if (!message || !button) throw new Error(`no button ${label} under: ${message?.text}`);
  const asked = { chatId, from, messageId: message.messageId, label: button.text };
  return (await app.world.telegram.press(asked))?.text ?? '';
}

describeDatabases('the second person', (startApp) => {
  /** Olga owns it, Omar is an admin: each can be the other's second person. */
  async function withTwo(): Promise<App> {
    const app = await startApp();
    await app.flows().grantRole(owner, { telegramId: String(OPERATOR.id), role: 'admin', name: 'Omar' });
    return app;
  }

  async function allow(app: App): Promise<void> {
    expect(await press(app, /^Allow/, OPS_GROUP_ID, own)).toMatch(/\S/);
    await press(app, /^Allow/, OPS_GROUP_ID, OPERATOR.id);
    await shows(app, OPS_GROUP_ID, /Allowed by Omar[\s\S]*done/);
  }

  test('a refund above the sum set in /settings is made when the second person allows it, once, and never by the asker', async () => {
    const app = await withTwo();
    const { stripe } = app.world;
    const paidAt = app.clock.nowMs() - 600_000;
    const { customer } = stripe.pay({ amount: 4_000, currency: 'usd', paidAt });
    const second = stripe.pay({
      amount: 4_000,
      currency: 'usd',
      customer: customer as string,
      paidAt: paidAt + 60_000,
    });
    await app.settled();
    await say(app, '/settings refund_alone 30 USD');
    await shows(app, own, /Refund alone up to: 30\.00 USD/);
    await eventually(() =>
      expect(app.flows().isLargeRefund({ amountMinor: 4_000, currency: 'USD' as never })).toBe(true),
    );
    await say(app, '/dedup');
    await shows(app, own, /Probably charged twice: 1/);
    await press(app, /Show: double charges/);
    await press(app, /Refund 1/);
    await shows(app, own, /It is a large sum: another admin has to allow it/);
    await press(app, /Refund 40\.00 USD/);
    await shows(app, OPS_GROUP_ID, new RegExp(`Olga Owner asks: refund 40\\.00 USD of ${second.paymentIntent}`));
    expect(stripe.counts().refunds).toBe(0);
    await allow(app);
    await app.settled();
    expect(stripe.counts().refunds).toBe(1);
    const [row] = await app.db().selectFrom('payments').selectAll().where('reversed_minor', '>', 0).execute();
    expect(row).toMatchObject({ external_id: second.paymentIntent, reversed_minor: 4_000 });
  });

  test('two customers are joined when the second person allows it', async () => {
    const app = await withTwo();
    for (const email of ['an.na@gmail.com', 'anna@gmail.com'])
      app.world.stripe.pay({ amount: 1_000, currency: 'usd', email, paidAt: app.clock.nowMs() - 600_000 });
    await app.settled();
    await say(app, '/dedup');
    await shows(app, own, /Same customer under two ids: 1/);
    await press(app, /Show: customers/);
    await shows(app, own, /The same mailbox, written differently/);
    await press(app, /Join 1/);
    await shows(app, own, /become one customer/);
    await press(app, /^Join$/);
    await shows(app, OPS_GROUP_ID, /Olga Owner asks: join the customers/);
    const living = () => app.db().selectFrom('customers').select('id').where('merged_into', 'is', null).execute();
    expect(await living()).toHaveLength(2);
    await allow(app);
    await app.settled();
    expect(await living()).toHaveLength(1);
    expect(app.sheet().filter(({ Status }) => Status === 'paid')).toMatchObject([{ 'Total Amount': 20 }]);
  });

  test('a repair waits for the second person, is done then, and refused leaves everything as it is', async () => {
    const app = await withTwo();
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', paidAt: app.clock.nowMs() - 600_000 });
    await app.settled();
    app.world.google.edit(tab, 'D2', 5);
    const ask = async () => {
      await say(app, '/reconcile 7d');
      await shows(app, own, /Amount differs in the sheet: 1/);
      await press(app, /Repair 1/);
      await press(app, /Repair 1/);
      await shows(app, OPS_GROUP_ID, /Olga Owner asks: repair 1 difference/);
    };
    await ask();
    await press(app, /^Refuse/, OPS_GROUP_ID, OPERATOR.id);
    await shows(app, OPS_GROUP_ID, /Refused by Omar/);
    expect(app.world.google.grid(tab)[1]?.[3]).toBe(5);
    await ask();
    await allow(app);
    await eventually(() => expect(app.world.google.grid(tab)[1]?.[3]).toBe(10));
  });

  test('the list of payments comes to the asker alone, after the yes of the second person', async () => {
    const app = await withTwo();
    const email = 'anna@gmail.com';
    const { paymentIntent } = app.world.stripe.pay({ amount: 1_000, currency: 'usd', email });
    await app.settled();
    const files = (chatId: number) => bots(app, chatId).flatMap(({ document }) => document ?? []);
    await say(app, '/export payments today');
    await shows(app, own, /second|another/i);
    await shows(app, OPS_GROUP_ID, /Olga Owner asks: /);
    expect(files(own)).toEqual([]);
    await allow(app);
    await eventually(() => expect(files(own)).toHaveLength(1));
    const [file] = files(own);
    expect(file?.name).toMatch(/^payments-[\d-]+\.xlsx$/);
    expect([...files(OPS_GROUP_ID), ...files(OPERATOR.id)]).toEqual([]);
    const [sheet] = await readXlsxFile(file?.bytes as Buffer);
    expect(JSON.stringify(sheet?.data)).toContain(paymentIntent);
  });
});
