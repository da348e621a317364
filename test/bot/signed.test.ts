import { expect, it } from 'vitest';
import { OPERATOR, OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const newest = (app: App, id = OWNER.id) =>
  app.world.telegram
    .messages(id)
    .filter(({ from }) => from.isBot)
    .at(-1);
const say = (app: App, text: string, id = OWNER.id) => app.world.telegram.sendText({ chatId: id, from: id, text });
const told = (app: App, words: string | RegExp, id = OWNER.id) =>
  eventually(() => expect(newest(app, id)?.text).toMatch(words));
const press = (app: App, label: string, id = OWNER.id) =>
  app.world.telegram.press({ chatId: id, from: id, messageId: newest(app, id)?.messageId ?? 0, label });

it('what somebody did says who and where it stands in the record, with a way there', async () => {
  const app = await startApp();
  say(app, '/stop wrong prices');
  await told(app, /Stopped by Olga[\s\S]*By Olga.* · no\. 1 in the record/);
  say(app, '/resume');
  await told(app, 'Go on?');
  await press(app, 'Go on');
  await told(app, /Running again[\s\S]*no\. 2 in the record/);
  await press(app, 'Record');
  await told(app, /Who did what[\s\S]*no\. 2 · .*Olga[\s\S]*no\. 1/);
  const audit = await app.flows().listAudit({ kind: 'cli' }, {}, null, 5);
  expect(audit.ok && audit.rows.map(({ seq, action }) => [seq, action])).toEqual([
    [2, 'resume'],
    [1, 'stop'],
  ]);
});

it('who may not read the record is told the number alone', async () => {
  const app = await startApp();
  await app.flows().grantRole(owner, { telegramId: String(OPERATOR.id), role: 'operator', name: 'Omar' });
  app.world.slack.faults.failWith({ status: 200, body: { ok: false, error: 'invalid_blocks' } });
  app.world.stripe.pay({ amount: 999, currency: 'usd' });
  await app.world.stripe.webhooks.settled();
  await eventually(async () =>
    expect(await app.deliveries({ destination: 'slack', kind: 'purchase', state: 'dead' })).toHaveLength(1),
  );
  app.world.slack.faults.clear();
  say(app, '/failed', OPERATOR.id);
  await told(app, 'invalid_blocks', OPERATOR.id);
  await press(app, '1. Replay all like this', OPERATOR.id);
  await told(app, /will be sent again now[\s\S]*By Omar.* · no\. 2 in the record/, OPERATOR.id);
  expect(newest(app, OPERATOR.id)?.buttons).toEqual([]);
});

it('a changed setting, what a chat is told, and a look at the books say who and where it is recorded', async () => {
  const app = await startApp();
  say(app, '/settings digest 30');
  await told(app, /Digest above: 30[\s\S]*By Olga.* · no\. 1 in the record/);
  await press(app, 'All settings');
  await told(app, /^(?![\s\S]*in the record)/);
  say(app, '/settings countries US');
  await told(app, /Countries: US[\s\S]*no\. 2 in the record/);
  say(app, '/reconcile 1d');
  await told(app, /no\. 3 in the record/);
});

it('the message of a broadcast says who had the last hand in it', async () => {
  const app = await startApp();
  await app.flows().notePerson('9001', 'en');
  say(app, '/help');
  await told(app, /./);
  const messageId = String(newest(app)?.messageId);
  const wish = { text: 'Hello', segment: { audience: 'all', locale: null }, count: 1 } as const;
  const result = await app.flows().startBroadcast(owner, { ...wish, chatId: String(OWNER.id), messageId });
  expect(result).toMatchObject({ ok: true });
  await told(app, /By Olga · no\. 1 in the record/);
});
