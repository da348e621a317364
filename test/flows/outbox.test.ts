import { describe, expect, it } from 'vitest';
import type { DeliveryId } from '../../src/domain/ids.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const noSlack = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'];
const noSheets = ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];
const chatOnly = { without: [...noSlack, ...noSheets] };
const unavailable = { status: 500, body: { ok: false, error_code: 500, description: 'Internal Server Error' } };

function pay(app: App, amount = 999) {
  return app.world.stripe.pay({ amount, currency: 'usd' });
}

async function stored(app: App, n: number): Promise<void> {
  await app.world.stripe.webhooks.settled();
  await eventually(async () => expect(await app.deliveries({ kind: 'purchase' })).toHaveLength(n));
}

/** Moves the clock and lets the loops look at it, until the check holds. */
async function whileTimePasses<T>(app: App, stepMs: number, check: () => T | Promise<T>): Promise<T> {
  return eventually(async () => {
    app.clock.advance(stepMs);
    app.running().deps.wake();
    return check();
  });
}

describe('a card', () => {
  it('of a payment that comes as three events is sent once and never edited', async () => {
    const app = await startApp(chatOnly);
    app.world.stripe.webhooks.order('shuffled');
    app.world.stripe.pay({ amount: 999, currency: 'usd', withSession: true, email: 'anna@gmail.com' });
    await app.settled();
    expect(app.world.telegram.counts(Number(app.world.env['TELEGRAM_CHAT_ID']))).toEqual({ sends: 1, edits: 0 });
  });

  it('that reaches the VIP threshold begins with a diamond and is told by a message of its own once', async () => {
    const app = await startApp(chatOnly);
    const { customer } = pay(app, 9_999);
    await app.settled();
    app.world.stripe.pay({ amount: 1, currency: 'usd', customer });
    await app.settled();
    app.world.stripe.pay({ amount: 5_000, currency: 'usd', customer });
    await app.settled();
    expect(app.chat().filter((message) => message.text.includes('VIP'))).toHaveLength(1);
    expect(app.cards()[0]?.text.startsWith('💎')).toBe(true);
  });

  it('waiting with more than twenty others becomes one digest that names every purchase', async () => {
    const app = await startApp(chatOnly);
    await app.flows().pauseDestination(owner, 'telegram', null);
    const customers = Array.from({ length: 25 }, () => pay(app).customer as string);
    await stored(app, 25);
    await app.flows().resumeDestination(owner, 'telegram');
    await app.settled();
    const text = app
      .chat()
      .map((message) => message.text)
      .join('\n');
    expect(app.chat().length).toBeLessThanOrEqual(2);
    expect(customers.filter((customer) => !text.includes(`purchase_${customer}`))).toEqual([]);
    expect(await app.deliveries({ kind: 'purchase', state: 'merged' })).toHaveLength(25);
  });

  it('that was told in a digest is sent with the first later fact', async () => {
    const app = await startApp({ ...chatOnly, env: { DIGEST_AFTER_WAITING: '2' } });
    await app.flows().pauseDestination(owner, 'telegram', null);
    const charges = Array.from({ length: 4 }, () => pay(app).charge);
    await stored(app, 4);
    await app.flows().resumeDestination(owner, 'telegram');
    await app.settled();
    app.world.stripe.refund({ charge: charges[0] as string });
    await app.settled();
    expect(app.chat().at(-1)?.text.startsWith('⚪')).toBe(true);
  });

  it('of a long digest says nothing twice when the process ends in the middle of it', async () => {
    const app = await startApp({ ...chatOnly, env: { DIGEST_AFTER_WAITING: '2' } });
    await app.flows().pauseDestination(owner, 'telegram', null);
    const city = 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch '.repeat(2).trim();
    const metadata = { country: 'GB', city };
    const paid = Array.from({ length: 30 }, () => app.world.stripe.pay({ amount: 999, currency: 'usd', metadata }));
    await stored(app, 30);
    let sends = 0;
    const afterTheFirst = (call: { name: string }) => call.name === 'sendMessage' && ++sends > 1;
    app.world.telegram.faults.failWith(unavailable, { match: afterTheFirst });
    await app.flows().resumeDestination(owner, 'telegram');
    await eventually(() => expect(sends).toBeGreaterThan(1));
    await app.stop();
    app.world.telegram.faults.clear();
    await app.restart();
    await whileTimePasses(app, 2_000, async () => expect(await app.deliveries({ state: 'waiting' })).toEqual([]));
    await app.settled();
    const lines = app.chat().flatMap((message) => message.text.split('\n'));
    const mentions = paid.map(
      ({ customer }) => lines.filter((line) => line.endsWith(` · purchase_${customer}`)).length,
    );
    expect(lines.filter((line) => line.startsWith('30 purchases'))).toHaveLength(1);
    expect([app.chat().length > 1, new Set(mentions)]).toEqual([true, new Set([1])]);
  });

  it('in Slack follows the same rule: one message for all, a card with the first later fact', async () => {
    const app = await startApp({ without: noSheets });
    await app.flows().pauseDestination(owner, 'slack', null);
    const paid = Array.from({ length: 25 }, () => pay(app));
    // A card that is still held for the rest of its facts would go by itself.
    await app.world.stripe.webhooks.settled();
    await eventually(async () => expect(await app.deliveries({ destination: 'slack' })).toHaveLength(25));
    await app.flows().resumeDestination(owner, 'slack');
    await app.settled();
    const [digest, ...others] = app.slack();
    const text = JSON.stringify(digest?.blocks);
    expect([others, paid.filter(({ customer }) => !text.includes(`purchase_${customer}`))]).toEqual([[], []]);
    app.world.stripe.refund({ charge: paid[0]?.charge as string });
    await app.settled();
    expect(app.slack().map((message) => message.text.split(' ')[0])).toEqual([expect.anything(), '⚪']);
  });

  it('is not sent twice when Telegram says how long to wait, and waits that long', async () => {
    const app = await startApp(chatOnly);
    const body = {
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 3',
      parameters: { retry_after: 3 },
    };
    app.world.telegram.faults.failWith({ status: 429, body }, { times: 1, match: 'sendMessage' });
    pay(app);
    const refusedAt = await eventually(() => {
      const refused = app.world.telegram.faults.calls.find(
        (call) => call.name === 'sendMessage' && call.status === 429,
      );
      expect(refused).toBeDefined();
      return refused?.at as number;
    });
    await app.settled();
    const [, sent] = app.world.telegram.faults.calls.filter((call) => call.name === 'sendMessage');
    expect(app.cards()).toHaveLength(1);
    expect((sent?.at ?? 0) - refusedAt).toBeGreaterThanOrEqual(3_000);
  });

  it('whose sending ended in doubt is repeated once and says so', async () => {
    const app = await startApp(chatOnly);
    app.world.telegram.faults.cut('after', { times: 1, match: 'sendMessage' });
    pay(app);
    await whileTimePasses(app, 2_000, () => expect(app.cards()).toHaveLength(2));
    await app.settled();
    expect(app.cards()[0]?.text).not.toContain('may be a repeat');
    expect(app.cards()[1]?.text).toContain('may be a repeat');
  });

  it('whose repeat ended in doubt too is given up, told, and can be replayed', async () => {
    const app = await startApp(chatOnly);
    const isCard = (call: { name: string; body: unknown }) =>
      call.name === 'sendMessage' && JSON.stringify(call.body).includes('purchase_');
    app.world.telegram.faults.cut('before', { times: 2, match: isCard });
    pay(app);
    const [dead] = await whileTimePasses(app, 2_000, async () => {
      const found = await app.deliveries({ kind: 'purchase', state: 'dead' });
      expect(found).toHaveLength(1);
      return found;
    });
    const replayed = await app.flows().replay(owner, String(dead?.['id']));
    await app.settled();
    expect(replayed).toEqual({ ok: true, count: 1 });
    expect(app.cards().filter((card) => card.text.includes('9.99 USD'))).toHaveLength(1);
  });
});

describe('a destination', () => {
  it('that is held up delays no other', async () => {
    const app = await startApp();
    const release = app.world.telegram.faults.hold('sendMessage');
    pay(app);
    await eventually(() => expect([app.slack().length, app.sheet().length]).toEqual([1, 1]));
    expect(app.cards()).toEqual([]);
    release();
    await app.settled();
    expect(app.cards()).toHaveLength(1);
  });

  it('that fails for a while is told of once, closes by its probe, and then everything arrives', async () => {
    const app = await startApp(chatOnly);
    app.world.telegram.faults.failWith(unavailable);
    for (let i = 0; i < 8; i++) pay(app, 1_000 + i);
    await eventually(async () => expect(await app.deliveries({ kind: 'notice' })).toHaveLength(1));
    app.world.telegram.faults.clear();
    await whileTimePasses(app, 2_000, async () => {
      expect(await app.deliveries({ state: 'waiting' })).toEqual([]);
    });
    await app.settled();
    const all = app
      .chat()
      .map((message) => message.text)
      .join('\n');
    expect(all.match(/not answering/g)).toHaveLength(1);
    expect(all.match(/answering again/g)).toHaveLength(1);
    for (let i = 0; i < 8; i++) expect(all).toContain(`10.0${i} USD`);
  });

  it('that is paused keeps what it owes, and sends it when it goes on', async () => {
    const app = await startApp(chatOnly);
    await app.flows().pauseDestination(owner, 'telegram', 'a look');
    pay(app);
    await stored(app, 1);
    const paused = await app.flows().queue(owner);
    expect(paused).toMatchObject({
      destinations: expect.arrayContaining([
        expect.objectContaining({
          name: 'telegram',
          waiting: 1,
          paused: true,
          pausedReason: 'a look',
          deliveredLately: 0,
        }),
      ]),
    });
    await app.flows().resumeDestination(owner, 'telegram');
    await app.settled();
    expect(await app.flows().queue(owner)).toMatchObject({
      destinations: expect.arrayContaining([
        expect.objectContaining({ name: 'telegram', waiting: 0, deliveredLately: 1 }),
      ]),
    });
    expect(app.cards()).toHaveLength(1);
  });

  it('that is cleared sends nothing, until the clearing is undone', async () => {
    const app = await startApp(chatOnly);
    await app.flows().pauseDestination(owner, 'telegram', null);
    pay(app);
    await stored(app, 1);
    const cleared = await app.flows().clearDestination(owner, 'telegram');
    await app.flows().resumeDestination(owner, 'telegram');
    await app.settled();
    expect([cleared.ok && cleared.count, app.cards().length]).toEqual([1, 0]);
    await app.flows().undoClear(owner, cleared.ok ? cleared.undoId : '');
    await app.settled();
    expect(app.cards()).toHaveLength(1);
  });

  it('that can never take a delivery leaves it dead until a person discards it', async () => {
    const app = await startApp(chatOnly);
    const description = "Bad Request: can't parse entities";
    const isCard = (call: { name: string; body: unknown }) =>
      call.name === 'sendMessage' && JSON.stringify(call.body).includes('purchase_');
    app.world.telegram.faults.failWith(
      { status: 400, body: { ok: false, error_code: 400, description } },
      { match: isCard },
    );
    pay(app);
    const [dead] = await eventually(async () => {
      const found = await app.deliveries({ kind: 'purchase', state: 'dead' });
      expect(found).toHaveLength(1);
      return found;
    });
    const failures = await app.flows().failures(owner);
    expect(failures).toMatchObject({ ok: true, groups: [{ destination: 'telegram', count: 1 }] });
    await app.flows().discard(owner, [dead?.['id'] as DeliveryId]);
    expect(await app.flows().failures(owner)).toMatchObject({ ok: true, groups: [] });
  });

  it('for people gets nothing where notifications are disabled, while the sheet goes on', async () => {
    const app = await startApp({ env: { NOTIFICATIONS_DISABLED: 'true' } });
    pay(app);
    await app.settled();
    expect([app.chat().length, app.slack().length, app.sheet().length]).toEqual([0, 0, 1]);
    const states = (await app.deliveries({ kind: 'purchase' })).map((delivery) => delivery['state']);
    expect(new Set(states)).toEqual(new Set(['cancelled']));
  });
});
