import { expect, it } from 'vitest';
import { OPERATOR, OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { newPostgresUrl } from '../support/database-offer.ts';
import { eventually } from '../support/eventually.ts';

type Seen = ReturnType<App['chat']>[number];

/** The owner's own chat with the bot, on PostgreSQL. */
async function open() {
  const app = await startApp({ databaseUrl: await newPostgresUrl() });
  const answers = () => app.world.telegram.messages(OWNER.id).filter(({ from }) => from.isBot);
  const newest = (): Seen | undefined => answers().at(-1);
  return {
    app,
    newest,
    told: (words: string | RegExp) => eventually(() => expect(newest()?.text).toMatch(words)),
    ask: async (text: string, words: string | RegExp) => {
      const before = answers().length;
      app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
      await eventually(() => expect(answers().length).toBeGreaterThan(before));
      await eventually(() => expect(newest()?.text).toMatch(words));
    },
    press: (label: string) =>
      app.world.telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId: newest()?.messageId ?? 0, label }),
  };
}

it('stops, shows what is held, and goes on', async () => {
  const { app, ask, press, told } = await open();
  await ask('/stop slack 2h wrong prices', /Slack/);
  await ask('/stop wrong prices', 'Stopped by Olga');
  await eventually(() =>
    expect(app.chat().some(({ text, pinned }) => pinned && text.includes('wrong prices'))).toBe(true),
  );
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.world.stripe.webhooks.settled();
  await eventually(async () => expect(await app.deliveries({ kind: 'purchase', state: 'waiting' })).toHaveLength(2));
  await ask('/queue', /2|3/);
  await ask('/resume', 'Everything');
  await press('Everything');
  await told('Go on?');
  await press('Send all (2)');
  await told('Running again');
  await eventually(() => expect(app.cards()).toHaveLength(1));
  expect(app.slack()).toEqual([]);
  await ask('/resume slack', 'Go on with Slack?');
  await press('Send all (1)');
  await told('Going on again: Slack');
  await app.settled();
  expect(app.slack()).toHaveLength(1);
});

it('pauses and clears a destination, and brings back what was cleared', async () => {
  const { app, ask, press, told } = await open();
  await ask('/queue', 'Nothing is waiting');
  expect((await press('Pause Slack'))?.text).toContain('is paused');
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.world.stripe.webhooks.settled();
  await eventually(async () =>
    expect(await app.deliveries({ destination: 'slack', state: 'waiting' })).toHaveLength(1),
  );
  await ask('/queue', 'Slack · 1 waiting');
  await press('Clear Slack');
  await told('would be cancelled');
  await press('Yes, clear 1');
  await told('was cancelled');
  await press('Undo');
  await told('waiting again');
  await ask('/queue', 'Slack · 1 waiting');
  await press('Resume Slack');
  await app.settled();
  expect(app.slack()).toHaveLength(1);
});

it('shows what failed, traces it, and sends it again', async () => {
  const { app, ask, press, told, newest } = await open();
  // The notice about it goes to Slack, too, and arrives.
  const isCard = ({ name, body }: { name: string; body: unknown }) =>
    name === 'chat.postMessage' && JSON.stringify(body).includes('9.99 USD');
  app.world.slack.faults.failWith({ status: 200, body: { ok: false, error: 'invalid_blocks' } }, { match: isCard });
  const { paymentIntent } = app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.world.stripe.webhooks.settled();
  await eventually(async () => expect(await app.deliveries({ destination: 'slack', state: 'dead' })).toHaveLength(1));
  app.world.slack.faults.clear();
  await ask('/failed', 'Slack · 1 × invalid_blocks');
  await ask(`/trace ${paymentIntent}`, 'Slack · card · given up');
  await press('Send again');
  await app.settled();
  await press('Refresh');
  await told('Slack · card · delivered');
  expect(JSON.stringify(newest()?.buttons)).not.toContain('Send again');
  await ask('/failed', 'Nothing has failed');
});

it('changes roles and settings, and records who did it', async () => {
  const { app, ask, press, told } = await open();
  await app.flows().grantRole(owner, { telegramId: String(OPERATOR.id), role: 'operator', name: 'Omar' });
  await ask('/roles', 'Omar');
  await press('1. Remove');
  await told('Take the role from Omar');
  await press('Yes, remove');
  await told('no role any more');
  await ask('/settings vip 200 USD', /VIP/);
  await ask('/audit', /Olga/);
  expect(await app.flows().findRole(String(OPERATOR.id))).toBeNull();
  expect(await app.flows().auditNames(owner)).toMatchObject({
    actions: expect.arrayContaining(['manage_roles', 'manage_settings']),
  });
});

it('keeps a stop and its banner over a restart', async () => {
  const { app, ask } = await open();
  await ask('/stop wrong prices', 'Stopped by Olga');
  const banners = () => app.world.telegram.messages(OPS_GROUP_ID).filter(({ pinned }) => pinned);
  await eventually(() => expect(banners()).toHaveLength(1));
  await app.restart();
  await ask('/status', 'Stopped');
  expect(banners()).toHaveLength(1);
});
