import { describe, expect, it } from 'vitest';
import { examine } from '../../src/flows/doctor/examine.ts';
import { OPS_GROUP_ID, OWNER, STRANGER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const noSlack = { without: ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID'] };
const nobody = '999';

const privately = (app: App, id: number) => app.world.telegram.messages(id).map(({ text }) => text);
const health = async (app: App) => (await app.flows().health()).checks['notices'];

/** A sale whose card meets the lost chat. */
async function sellInto(app: App): Promise<void> {
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.world.stripe.webhooks.settled();
  await eventually(async () => {
    const held = await app.db().selectFrom('addresses').select('address').where('wait_until', 'is not', null).execute();
    expect(held).toEqual([{ address: String(OPS_GROUP_ID) }]);
  });
}

async function noticesDone(app: App): Promise<void> {
  await eventually(async () => {
    const open = (await app.deliveries({ kind: 'notice' })).filter(
      ({ state, address }) => address !== String(OPS_GROUP_ID) && ['waiting', 'leased', 'sending'].includes(`${state}`),
    );
    expect(open).toEqual([]);
  });
}

describe('when the operations chat is lost', () => {
  it('each owner is told privately, once, and health and doctor say so', async () => {
    const app = await startApp({ ...noSlack, env: { OWNER_TELEGRAM_IDS: `${OWNER.id},${STRANGER.id}` } });
    app.world.telegram.kickBot(OPS_GROUP_ID, OWNER.id);
    await sellInto(app);
    app.world.stripe.pay({ amount: 998, currency: 'usd' });
    await app.world.stripe.webhooks.settled();
    await noticesDone(app);
    for (const id of [OWNER.id, STRANGER.id])
      expect(privately(app, id)).toEqual([expect.stringContaining('Sending to Telegram is paused (kicked)')]);
    expect(await health(app)).toMatchObject({ status: 'warn', facts: { told: 'owners' } });
    const options = { offline: true, deep: false, missingFile: null };
    const found = await examine(app.running().deps, options);
    expect(found.find(({ name }) => name === 'notices')).toMatchObject({ status: 'warn' });
  });

  it('what waited for it and what happens next is told to the owners, until it is there again', async () => {
    const app = await startApp(noSlack);
    await app.flows().stop(owner, null);
    await app.post({ id: 'evt_odd', type: 'charge.succeeded', livemode: false, data: { object: { id: 'ch_1' } } });
    app.world.telegram.kickBot(OPS_GROUP_ID, OWNER.id);
    await app.flows().resume(owner, 'drain');
    await eventually(() => expect(privately(app, OWNER.id).join()).toMatch(/evt_odd/));
    await noticesDone(app);
    expect(privately(app, OWNER.id)).toHaveLength(2);
    await app.post({ id: 'evt_live', type: 'charge.succeeded', livemode: true, data: { object: { id: 'ch_2' } } });
    await eventually(() => expect(privately(app, OWNER.id).join()).toMatch(/evt_live/));
    app.world.telegram.addBot(OPS_GROUP_ID, OWNER.id);
    await app.flows().resumeDestination(owner, 'telegram');
    await eventually(() =>
      expect(
        app
          .chat()
          .map(({ text }) => text)
          .join(),
      ).toMatch(/evt_odd/),
    );
    expect(await health(app)).toBeUndefined();
    expect(privately(app, OWNER.id)).toHaveLength(3);
  });

  it('and no owner can be reached either, health fails and nothing circles', async () => {
    const app = await startApp({ ...noSlack, env: { OWNER_TELEGRAM_IDS: nobody } });
    app.world.telegram.kickBot(OPS_GROUP_ID, OWNER.id);
    await sellInto(app);
    await eventually(async () =>
      expect(await health(app)).toMatchObject({ status: 'fail', facts: { told: 'nobody' } }),
    );
    await noticesDone(app);
    const tried = (await app.deliveries({ kind: 'notice' })).filter(({ address }) => address === nobody);
    expect(tried).toMatchObject([{ state: 'dead', last_code: 'chat_not_found' }]);
  });

  it('Slack is told, and the owners are left in peace', async () => {
    const app = await startApp();
    app.world.telegram.kickBot(OPS_GROUP_ID, OWNER.id);
    await sellInto(app);
    await noticesDone(app);
    expect(
      app
        .slack()
        .map(({ text }) => text)
        .join(),
    ).toMatch(/kicked/);
    expect(privately(app, OWNER.id)).toEqual([]);
    expect(await health(app)).toBeUndefined();
  });
});
