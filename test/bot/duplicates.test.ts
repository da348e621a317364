import { expect, test } from 'vitest';
import { OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner } from '../support/app.ts';
import { describeDatabases } from '../support/databases.ts';
import { eventually } from '../support/eventually.ts';

const tab = 'Purchases';

async function say(app: App, words: string): Promise<number> {
  return app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: words }).messageId;
}

const bots = (app: App) => app.world.telegram.messages(OWNER.id).filter((message) => message.from.isBot);
const last = (app: App) => bots(app).at(-1);

async function shows(app: App, words: RegExp): Promise<void> {
  await eventually(async () => expect(last(app)?.text ?? '').toMatch(words));
}

async function press(app: App, label: RegExp): Promise<void> {
  const message = last(app);
  const button = message?.buttons.flat().find(({ text }) => label.test(text));
  if (!message || !button) throw new Error(`no button ${label} under: ${message?.text}`);
  const asked = { chatId: OWNER.id, from: OWNER.id, messageId: message.messageId, label: button.text };
  await app.world.telegram.press(asked);
}

describeDatabases('the chat', (startApp) => {
  test('/dedup in the chat: found, shown, previewed, cleaned with its progress in one message, put back', async () => {
    const app = await startApp();
    for (let i = 0; i < 3; i++)
      app.world.stripe.pay({ amount: 1_000 + i, currency: 'usd', email: `b${i}@example.com` });
    await app.settled();
    const { google } = app.world;
    for (const row of google.grid(tab).slice(1)) google.insertRow(tab, google.grid(tab).length + 1, row as string[]);
    const before = google.grid(tab);
    await say(app, '/dedup');
    await shows(app, /Rows doubled in the sheet: 3\n30\.03 USD/);
    await press(app, /Show: rows/);
    await shows(app, /Same key, and equal in every cell[\s\S]*#2 ← #5/);
    await press(app, /Back/);
    await shows(app, /Duplicates/);
    await press(app, /Clean the sheet/);
    await shows(app, /3 rows will be cut to the tab “payops duplicates”/);
    expect(google.grid(tab)).toEqual(before);
    await press(app, /Clean 3/);
    await shows(app, /Done: 3 of 3/);
    expect(google.grid(tab)).toHaveLength(4);
    const messages = bots(app).length;
    await press(app, /Undo/);
    await shows(app, /3 changes will be put back/);
    await press(app, /Put back 3/);
    await shows(app, /Put back: 3/);
    expect(google.grid(tab)).toEqual(before);
    expect(bots(app)).toHaveLength(messages);
  });

  test('a doubled charge is refunded from its finding, once, after a question; a large one waits for another admin', async () => {
    const app = await startApp();
    const { stripe } = app.world;
    const at = app.clock.nowMs() - 600_000;
    const first = stripe.pay({ amount: 999, currency: 'usd', paidAt: at });
    const customer = first.customer as string;
    const second = stripe.pay({ amount: 999, currency: 'usd', customer, paidAt: at + 60_000 });
    await app.settled();
    await say(app, '/dedup');
    await shows(app, /Probably charged twice: 1\n9\.99 USD/);
    await press(app, /Show: double charges/);
    await press(app, /Refund 1/);
    await shows(app, new RegExp(`9\\.99 USD of ${second.paymentIntent} go back`));
    await press(app, /Refund 9\.99 USD/);
    await shows(app, /on their way back \(re_/);
    await app.settled();
    expect(stripe.counts().refunds).toBe(1);
    const again = await app.flows().refundPayment(owner, second.paymentIntent);
    expect(again).toMatchObject({ ok: false, reason: 'expired' });

    await app.flows().grantRole(owner, { telegramId: '7002', role: 'admin', name: 'Anton' });
    const large = stripe.pay({ amount: 10_001, currency: 'usd' });
    await app.settled();
    expect(await app.flows().refundPayment(owner, large.paymentIntent)).toMatchObject({ reason: 'needs_approval' });
    await app.settled();
    expect(app.world.telegram.messages(OPS_GROUP_ID).at(-1)?.text).toContain('refund 100.01 USD of pi_');
    expect(stripe.counts().refunds).toBe(1);
  });

  test('a payment that went back at Stripe meanwhile is not refunded again, and that is said', async () => {
    const app = await startApp();
    const { stripe } = app.world;
    const at = app.clock.nowMs() - 600_000;
    const first = stripe.pay({ amount: 999, currency: 'usd', paidAt: at });
    const second = stripe.pay({
      amount: 999,
      currency: 'usd',
      customer: first.customer as string,
      paidAt: at + 60_000,
    });
    await app.settled();
    stripe.refund({ paymentIntent: second.paymentIntent, notify: false });
    await say(app, '/dedup');
    await shows(app, /Probably charged twice: 1/);
    await press(app, /Show: double charges/);
    await shows(app, /60 s/);
    await press(app, /Refund 1/);
    await shows(app, /cannot be taken back/);
    await press(app, /Refund 9\.99 USD/);
    await shows(app, /it went back already[\s\S]*Nothing was changed[\s\S]*\/sync/);
    await press(app, /Back/);
    await shows(app, /Duplicates/);
  });

  test('/reconcile says green, then red with the cause, and repairs', async () => {
    const app = await startApp();
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', paidAt: app.clock.nowMs() - 600_000 });
    await app.settled();
    await say(app, '/reconcile nonsense');
    await shows(app, /Say a period/);
    await say(app, '/reconcile 7d');
    await shows(app, /Everything agrees/);
    app.world.google.edit(tab, 'D2', 5);
    await say(app, '/reconcile 7d');
    await shows(app, /1 difference in[\s\S]*Amount differs in the sheet: 1/);
    await press(app, /Repair 1/);
    await shows(app, /1 differences? will be repaired/);
    await press(app, /Repair 1/);
    await shows(app, /Done: 1 of 1/);
    expect(app.world.google.grid(tab)[1]?.[3]).toBe(10);
  });

  test('/reconcile names the payment that Stripe does not show, and says in our words why it could not go on', async () => {
    const app = await startApp();
    const paidAt = app.clock.nowMs() - 600_000;
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', paidAt });
    await app.settled();
    const { writer } = app.running().deps.store;
    await writer.updateTable('payments').set({ external_id: 'pi_ghost', charge_id: 'ch_ghost' }).execute();
    const sentence = 'Unrecognized request URL (GET: /v1/payment_intents/pi_ghost).';
    const body = { error: { type: 'invalid_request_error', message: sentence } };
    const isGhosts = ({ path }: { path: string }) => path.includes('pi_ghost');
    const heal = app.world.stripe.faults.failWith({ status: 404, body }, { match: isGhosts });
    await say(app, '/reconcile 7d');
    await shows(app, /Could not be read at the provider: 1 – for a person to judge\npi_ghost/);
    heal();
    app.world.stripe.faults.failWith({ status: 403, body }, { match: 'GET /v1/charges' });
    await say(app, '/reconcile 7d');
    await shows(app, /It could not go on: the payment provider refuses the key/);
    expect(bots(app).some(({ text }) => text.includes('Unrecognized'))).toBe(false);
  });

  test('/dedup shows what needs no sheet while the sheet is away, and says that it was not looked at', async () => {
    const app = await startApp();
    const paidAt = app.clock.nowMs() - 600_000;
    const { customer } = app.world.stripe.pay({ amount: 999, currency: 'usd', paidAt });
    app.world.stripe.pay({ amount: 999, currency: 'usd', customer: customer as string, paidAt: paidAt + 60_000 });
    await app.settled();
    app.world.google.faults.failWith({ status: 503 });
    await say(app, '/dedup');
    await shows(app, /Probably charged twice: 1[\s\S]*The sheet was not looked at: the sheet does not answer/);
    const calls = app.world.google.faults.count();
    await press(app, /Show: double charges/);
    await shows(app, /60 s/);
    await press(app, /Back/);
    await shows(app, /Duplicates[\s\S]*not looked at/);
    expect(app.world.google.faults.count()).toBe(calls);
  });

  test('/queue says first that everything is stopped', async () => {
    const app = await startApp();
    await app.flows().stop(owner, 'wrong prices');
    await say(app, '/queue');
    await shows(app, /waiting\n+🛑 Everything is stopped: nothing goes out until \/resume\./);
  });

  test('a cleaning asked for while the sheet is away says that nothing was changed, and can be asked for again', async () => {
    const app = await startApp();
    app.world.stripe.pay({ amount: 1_000, currency: 'usd', email: 'b@example.com' });
    await app.settled();
    const { google } = app.world;
    google.insertRow(tab, 3, google.grid(tab)[1] as string[]);
    await say(app, '/dedup');
    await shows(app, /Rows doubled in the sheet: 1/);
    google.faults.failWith({ status: 503 });
    await press(app, /Clean the sheet/);
    await shows(app, /^🟡 Nothing was changed: the sheet does not answer\./);
    google.faults.clear();
    await press(app, /Try again/);
    await shows(app, /1 row will be cut/);
  });
});
