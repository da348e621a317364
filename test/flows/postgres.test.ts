import { describe, expect, it } from 'vitest';
import { type App, owner, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

const noSlack = ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'];
const hour = 3_600_000;

async function onPostgres(options: Parameters<typeof startApp>[0] = {}): Promise<App> {
  return startApp({ without: noSlack, ...options, databaseUrl: await newPostgresUrl() });
}

describe('on PostgreSQL', () => {
  it('a payment makes one card and one row, and a refund edits both', async () => {
    const app = await onPostgres();
    const { charge } = app.world.stripe.pay({
      amount: 999,
      currency: 'usd',
      withSession: true,
      email: 'anna@gmail.com',
    });
    await app.settled();
    app.world.stripe.refund({ charge });
    await app.settled();
    expect(app.cards().map((card) => card.text.split(' ')[0])).toEqual(['⚪']);
    expect(app.sheet()).toMatchObject([{ 'Total Amount': 0, Refunded: 9.99, Status: 'refunded' }]);
  });

  it('200 parallel copies of one webhook make one card', async () => {
    const app = await onPostgres({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const bodies = await Promise.all(events.map((id) => app.eventJson(id)));
    const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => app.post(bodies[i % bodies.length])));
    await app.settled();
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    expect([app.cards().length, app.sheet().length]).toEqual([1, 1]);
  });

  it('two purchases become one when a payment between them comes late', async () => {
    const app = await onPostgres();
    const paidAt = app.clock.nowMs() - 12 * hour;
    const { customer } = app.world.stripe.pay({ amount: 100, currency: 'usd', paidAt });
    app.world.stripe.pay({ amount: 100, currency: 'usd', customer, paidAt: paidAt + 5 * hour });
    await app.settled();
    app.world.stripe.pay({ amount: 100, currency: 'usd', customer, paidAt: paidAt + 2.5 * hour });
    await app.settled();
    const texts = app.cards().map((card) => card.text);
    expect(texts).toEqual(
      expect.arrayContaining([expect.stringContaining('3.00 USD'), expect.stringContaining('Now part of')]),
    );
  });

  it('a sweep finds what the webhooks lost', async () => {
    const app = await onPostgres();
    await app.sweep();
    app.world.stripe.webhooks.drop(1);
    for (let i = 0; i < 5; i++) app.world.stripe.pay({ amount: 100, currency: 'usd', withSession: true });
    await app.sweep();
    await app.settled();
    expect([app.cards().length, app.sheet().length]).toEqual([5, 5]);
  });

  it('a stop holds over a restart, and a resume drains', async () => {
    const app = await onPostgres();
    await app.flows().stop(owner, null);
    app.world.stripe.pay({ amount: 100, currency: 'usd' });
    await app.world.stripe.webhooks.settled();
    await app.restart();
    expect([await app.flows().status(), app.cards().length]).toMatchObject([{ state: 'stopped' }, 0]);
    await app.flows().resume(owner, 'drain');
    await app.settled();
    expect(app.cards()).toHaveLength(1);
  });

  it('a character that a text column cannot hold does not lose a payment', async () => {
    const app = await onPostgres();
    const odd = { city: 'New\u0000York', utm_source: '\u0000fb' };
    app.world.stripe.pay({ amount: 100, currency: 'usd', metadata: odd, email: 'an\u0000na@gmail.com' });
    await app.settled();
    const [payment] = await eventually(async () => {
      const found = await app.db().selectFrom('payments').select(['city', 'status']).execute();
      expect(found).toHaveLength(1);
      return found;
    });
    expect(payment).toEqual({ city: 'NewYork', status: 'captured' });
  });
});
