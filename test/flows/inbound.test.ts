import { describe, expect, it } from 'vitest';
import { SECRETS } from '../../src/sandbox/world.ts';
import { startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';
import { scaled } from '../support/scale.ts';

/** Whole seconds, cut, and some time passes on the way: a little more than the 300 that are allowed. */
const soon = 305;

describe('a webhook from Stripe', () => {
  it('makes one card, one Slack message and one row of a payment, its charge and its session', async () => {
    const app = await startApp();
    app.world.stripe.pay({ amount: 999, currency: 'usd', email: 'anna@gmail.com', withSession: true });
    await app.settled();
    expect([app.cards().length, app.slack().length, app.sheet().length]).toEqual([1, 1, 1]);
    expect(app.cards()[0]?.text).toContain('9.99 USD');
    expect(app.sheet()[0]).toMatchObject({ 'Total Amount': 9.99, Currency: 'USD', 'Payment Count': 1, Status: 'paid' });
  });

  it('is taken once of a thousand parallel copies, and every copy is acknowledged', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd', notify: true });
    const bodies = await Promise.all(events.map((id) => app.eventJson(id)));
    const copies = Array.from({ length: scaled(1_000) }, (_, i) => bodies[i % bodies.length]);
    const answers = await Promise.all(copies.map((body) => app.post(body)));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
    await app.settled();
    expect([app.cards().length, app.slack().length, app.sheet().length]).toEqual([1, 1, 1]);
  });

  it('is refused without an id', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const { id: _id, ...nameless } = await app.eventJson(events[0] as string);
    expect((await app.post(nameless)).status).toBe(400);
  });

  it('is refused when it nests deeper than anybody could mean, though it is signed', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const event = await app.eventJson(events[0] as string);
    const depth = 100_000;
    const deep = JSON.stringify({ ...event, extra: 0 }).replace(
      '"extra":0',
      `"extra":${'['.repeat(depth)}${']'.repeat(depth)}`,
    );
    expect((await app.post(deep)).status).toBe(400);
  });

  it.each([-soon, soon])('is refused when its signature is %i s off', async (offset) => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const atSeconds = Math.floor(app.clock.nowMs() / 1_000) + offset;
    const answer = await app.post(await app.eventJson(events[0] as string), { atSeconds });
    expect(answer.status).toBe(400);
  });

  it('is taken with either secret while they are rotated', async () => {
    const app = await startApp({
      webhooks: false,
      env: { STRIPE_WEBHOOK_SECRET: `whsec_new,${SECRETS.stripeWebhook}` },
    });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const bodies = await Promise.all(events.map((id) => app.eventJson(id)));
    const byNew = await app.post(bodies[0], { secrets: ['whsec_new'] });
    const byOld = await app.post(bodies[1]);
    const byStranger = await app.post(bodies[1], { secrets: ['whsec_other'] });
    expect([byNew.status, byOld.status, byStranger.status]).toEqual([200, 200, 400]);
  });

  it('of the other mode is stored and told, not executed', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const body = await app.eventJson(events[0] as string);
    const answer = await app.post({ ...body, livemode: body['livemode'] !== true });
    await app.settled();
    const [entry] = await app.db().selectFrom('inbox').select('state').execute();
    const payments = await app.db().selectFrom('payments').selectAll().execute();
    expect([answer.status, entry?.state, payments.length, app.chat().length]).toEqual([200, 'other_mode', 0, 1]);
  });

  it('that nobody can read is kept, acknowledged and told', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const body = await app.eventJson(events[0] as string);
    const answer = await app.post({
      ...body,
      type: 'charge.succeeded',
      data: { object: { id: 'ch_odd', amount: 'much' } },
    });
    await app.settled();
    const [entry] = await app.db().selectFrom('inbox').select(['state', 'issues']).execute();
    expect([answer.status, entry?.state, app.chat().length]).toEqual([200, 'quarantined', 1]);
    expect(entry?.issues).toContain('amount');
  });

  it('with the same id and another content changes nothing and is told', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const body = await app.eventJson(events.at(-1) as string);
    const { data } = body as { data: { object: Record<string, unknown> } };
    await app.post(body);
    const answer = await app.post({
      ...body,
      data: { object: { ...data.object, amount: 5, amount_received: 5, amount_captured: 5 } },
    });
    await eventually(() => expect(app.chat().some((message) => message.text.includes(String(body['id'])))).toBe(true));
    const [payment] = await app.db().selectFrom('payments').select('amount_minor').execute();
    expect([answer.status, payment?.amount_minor]).toEqual([200, 999]);
  });

  it('of a type that is not executed is stored and acknowledged', async () => {
    const app = await startApp({ webhooks: false });
    const { events } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
    const body = await app.eventJson(events[0] as string);
    const answer = await app.post({ ...body, type: 'invoice.paid' });
    const [entry] = await app.db().selectFrom('inbox').select('state').execute();
    expect([answer.status, entry?.state]).toEqual([200, 'ignored']);
  });
});
