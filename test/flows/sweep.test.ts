import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, instantOf } from '../../src/domain/time.ts';
import { findCursor } from '../../src/store/sync.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const noSlack = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'];
const chatOnly = {
  without: [...noSlack, 'GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
};

async function rows(app: App) {
  const found = await app.db().selectFrom('sheet_rows').select('view').orderBy('row_key').execute();
  return found.map((row) => JSON.parse(row.view));
}

async function paymentCount(app: App): Promise<number> {
  return (await app.db().selectFrom('payments').select('id').execute()).length;
}

/** Payments of the past that no webhook told of. */
function unheard(app: App, n: number, agoMs = dayMs * 3): void {
  const now = app.clock.nowMs();
  for (let i = 0; i < n; i++)
    app.world.stripe.pay({ amount: 100 + i, currency: 'usd', notify: false, paidAt: now - agoMs + i * 1_000 });
}

describe('the sweep', () => {
  it('finds everything that the webhooks lost, and tells it', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    app.world.stripe.webhooks.drop(1);
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd', withSession: true });
    app.world.stripe.pay({ amount: 500, currency: 'usd' });
    app.world.stripe.refund({ charge });
    await app.sweep();
    await app.settled();
    expect(app.cards().map((card) => card.text.split(' ')[0])).toEqual(expect.arrayContaining(['⚪', '🟢']));
    expect(app.cards()).toHaveLength(2);
  });

  it('says nothing twice: what came by webhook is not told again', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    app.world.stripe.pay({ amount: 999, currency: 'usd', withSession: true });
    await app.settled();
    const result = await app.sweep();
    await app.settled();
    expect([result?.newPayments, result?.changedPayments]).toEqual([0, 0]);
    expect(app.world.telegram.counts(Number(app.world.env['TELEGRAM_CHAT_ID']))).toEqual({ sends: 1, edits: 0 });
  });

  it.each([20, 29])('learns of a refund of an old charge after %i days of outage', async (days) => {
    const app = await startApp(chatOnly);
    await app.sweep();
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    await app.stop();
    app.world.stripe.webhooks.drop(1);
    app.world.stripe.refund({ charge, at: app.clock.nowMs() + dayMs });
    app.clock.advance(days * dayMs);
    await app.restart();
    await app.sweep();
    await app.settled();
    expect(await rows(app)).toMatchObject([{ reversedMinor: 999, status: 'refunded' }]);
    expect(app.cards()[0]?.text).toContain('⚪');
  });

  it('learns of payments and refunds after 40 days of outage, which is more than Stripe keeps events', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    await app.stop();
    app.world.stripe.webhooks.drop(1);
    app.world.stripe.refund({ charge, at: app.clock.nowMs() + 2 * dayMs });
    app.world.stripe.pay({ amount: 500, currency: 'usd', paidAt: app.clock.nowMs() + 3 * dayMs });
    app.clock.advance(40 * dayMs);
    await app.restart();
    await app.sweep();
    await app.settled();
    expect((await rows(app)).map((row) => [row.capturedMinor, row.reversedMinor])).toEqual(
      expect.arrayContaining([
        [999, 999],
        [500, 0],
      ]),
    );
  });

  it('loads history quietly and closes with one line', async () => {
    const app = await startApp({ without: noSlack });
    unheard(app, 30);
    await app.sweep();
    await app.settled();
    expect(app.chat().map((message) => message.text)).toEqual([
      expect.stringContaining('History is loaded: 30 payments'),
    ]);
    expect(app.sheet()).toHaveLength(30);
  });

  it('moves its cursor only when the whole window is done', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    const before = await findCursor(app.db(), 'stripe');
    app.clock.advance(hourMs);
    for (let i = 0; i < 60; i++) app.world.stripe.pay({ amount: 100, currency: 'usd', notify: false });
    app.world.stripe.webhooks.drop(1);
    let pages = 0;
    const isSecondPage = (call: { name: string }) => call.name === 'GET /v1/events' && ++pages >= 2;
    app.world.stripe.faults.failWith(
      { status: 401, body: { error: { type: 'invalid_request_error' } } },
      { match: isSecondPage },
    );
    await expect(app.sweep()).rejects.toThrow();
    const after = await findCursor(app.db(), 'stripe');
    app.world.stripe.faults.clear();
    await app.sweep();
    expect([after, await paymentCount(app)]).toEqual([before, 60]);
    expect((await findCursor(app.db(), 'stripe')) ?? '').not.toBe(before);
  });

  it('reads all else where one list is refused, and is not done before that list is read', async () => {
    const app = await startApp(chatOnly);
    unheard(app, 2, dayMs * 60);
    unheard(app, 1, hourMs / 2);
    app.world.stripe.faults.failWith(
      { status: 403, body: { error: { type: 'invalid_request_error', message: 'the key may not read refunds' } } },
      { match: 'GET /v1/refunds' },
    );
    await expect(app.sweep()).rejects.toThrow('may not read refunds');
    expect([await paymentCount(app), await findCursor(app.db(), 'stripe')]).toEqual([3, null]);
    expect(app.world.stripe.faults.count('GET /v1/events')).toBeGreaterThan(0);
    app.world.stripe.faults.clear();
    await app.sweep();
    expect(await findCursor(app.db(), 'stripe')).not.toBeNull();
  });

  it('comes back when Stripe said it should', async () => {
    const app = await startApp(chatOnly);
    app.world.stripe.faults.failWith(
      { status: 429, body: { error: { type: 'rate_limit' } }, headers: { 'retry-after': '1' } },
      { times: 1, match: 'GET /v1/events' },
    );
    unheard(app, 2);
    const startedMs = performance.now();
    await app.sweep();
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(990);
    expect(await paymentCount(app)).toBe(2);
  });

  it('is held while the system is stopped', async () => {
    const app = await startApp(chatOnly);
    unheard(app, 1);
    await app.flows().stop(owner, null);
    expect(await app.sweep()).toBeNull();
  });

  it('asks for a charge’s refunds when only the charge tells of them', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    const { charge } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    await app.settled();
    app.world.stripe.webhooks.drop(['refund.created', 'refund.updated']);
    app.world.stripe.refund({ charge, amount: 400 });
    await app.world.stripe.webhooks.settled();
    app.clock.advance(11_000);
    app.running().deps.wake();
    await eventually(async () => expect(await rows(app)).toMatchObject([{ reversedMinor: 400 }]));
  });
});

describe('a resync', () => {
  async function withUnheard(): Promise<{
    app: App;
    window: { from: ReturnType<typeof instantOf>; to: ReturnType<typeof instantOf> };
  }> {
    const app = await startApp(chatOnly);
    await app.sweep();
    app.world.stripe.webhooks.drop(1);
    for (let i = 0; i < 5; i++) app.world.stripe.pay({ amount: 100, currency: 'usd', withSession: i % 2 === 0 });
    const now = app.clock.nowMs();
    return { app, window: { from: instantOf(now - dayMs), to: instantOf(now + 2_000) } };
  }

  it('that is dry changes nothing and counts what would change', async () => {
    const { app, window } = await withUnheard();
    const dry = await app.flows().resync(owner, window, true);
    const stored = await paymentCount(app);
    const real = await app.flows().resync(owner, window, false);
    expect([stored, await paymentCount(app)]).toEqual([0, 5]);
    expect(dry).toMatchObject({ ok: true, newPayments: 5, dryRun: true });
    expect(real).toMatchObject({ ok: true, newPayments: 5, dryRun: false });
  });

  it('of what is known already changes nothing, dry or not', async () => {
    const app = await startApp(chatOnly);
    await app.sweep();
    const known = { currency: 'usd', email: 'anna@gmail.com', metadata: { utm_source: 'fb' } };
    const { charge } = app.world.stripe.pay({ ...known, amount: 500, withSession: true });
    app.world.stripe.refund({ charge, amount: 100 });
    app.world.stripe.dispute({
      charge: app.world.stripe.pay({ ...known, amount: 700, withChargeUpdated: true }).charge,
    });
    app.world.stripe.failPayment({ ...known, amount: 900 });
    await app.settled();
    const now = app.clock.nowMs();
    const window = { from: instantOf(now - dayMs), to: instantOf(now + 2_000) };
    const results = [true, false, false].map((dryRun) => () => app.flows().resync(owner, window, dryRun));
    for (const result of results) expect(await result()).toMatchObject({ newPayments: 0, changedPayments: 0 });
  });

  it('counts each payment once, as new or as changed, the same dry and real', async () => {
    const { app, window } = await withUnheard();
    app.world.stripe.webhooks.drop(0);
    app.world.stripe.pay({ amount: 300, currency: 'usd', withSession: true });
    const { charge } = app.world.stripe.pay({ amount: 400, currency: 'usd', withSession: true });
    await app.settled();
    app.world.stripe.webhooks.drop(1);
    app.world.stripe.refund({ charge, amount: 100 });
    const dry = await app.flows().resync(owner, window, true);
    const real = await app.flows().resync(owner, window, false);
    expect([dry, real]).toMatchObject([
      { newPayments: 5, changedPayments: 1 },
      { newPayments: 5, changedPayments: 1 },
    ]);
  });

  it('fills rows without a card', async () => {
    const { app, window } = await withUnheard();
    await app.flows().resync(owner, window, false);
    await app.settled();
    expect([(await rows(app)).length, app.cards().length]).toEqual([5, 0]);
  });

  it('is refused while the system is stopped, but may be tried dry', async () => {
    const { app, window } = await withUnheard();
    await app.flows().stop(owner, null);
    expect(await app.flows().resync(owner, window, false)).toEqual({ ok: false, reason: 'stopped' });
    expect(await app.flows().resync(owner, window, true)).toMatchObject({ ok: true, newPayments: 5 });
  });

  it('puts one payment that cannot be stored aside and goes on with the rest', async () => {
    const { app, window } = await withUnheard();
    const poisoned = app.world.stripe.pay({ amount: 666, currency: 'usd', notify: false });
    await sql`create trigger poison before insert on payments when new.amount_minor = 666
      begin select raise(abort, 'this one cannot be stored'); end`.execute(app.running().deps.store.writer);
    await app.flows().resync(owner, window, false);
    const aside = await app
      .db()
      .selectFrom('inbox')
      .select(['state', 'external_id'])
      .where('state', '=', 'quarantined')
      .execute();
    expect(await paymentCount(app)).toBe(5);
    expect(aside).toEqual([{ state: 'quarantined', external_id: `charge.listed:${poisoned.paymentIntent}` }]);
  });
});

describe('a sweep that fails', () => {
  it('again and again is told once with its cause, shows in health, and is forgotten when one ends well', async () => {
    const app = await startApp();
    await app.sweep();
    const body = {
      error: { type: 'invalid_request_error', code: 'more_permissions_required', message: 'secret words' },
    };
    const mend = app.world.stripe.faults.failWith({ status: 403, body }, { match: 'GET /v1/events' });
    for (let n = 0; n < 4; n++) await expect(app.sweep()).rejects.toThrow();
    await app.settled();
    const told = app.chat().filter((message) => message.text.includes('Reading from Stripe fails'));
    expect(told).toHaveLength(1);
    expect(told[0]?.text).not.toContain('secret words');
    expect((await app.flows().health()).checks['stripe']).toMatchObject({ status: 'fail' });
    mend();
    await app.sweep();
    expect((await app.flows().health()).checks['stripe']).toMatchObject({ status: 'ok' });
  });

  it('is not asked twice at once: who comes second is told what the first found', async () => {
    const app = await startApp();
    await app.sweep();
    const goOn = app.world.stripe.faults.hold('GET /v1/events');
    const both = [app.sweep(), app.sweep()];
    await eventually(() => expect(app.world.stripe.faults.count('GET /v1/events')).toBeGreaterThan(1));
    goOn();
    const [first, second] = await Promise.all(both);
    expect(second).toEqual(first);
    expect(first).not.toBeNull();
  });
});
