import { describe, expect, it } from 'vitest';
import { OPERATOR, OPS_GROUP_ID, OWNER } from '../../src/sandbox/world.ts';
import { type App, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const email = 'anna.canary@gmail.com';
const without = ['SLACK', 'GOOGLE'].flatMap((prefix) =>
  prefix === 'SLACK'
    ? ['SLACK_BOT_TOKEN', 'SLACK_CHANNEL_ID']
    : ['GOOGLE_SHEETS_DOC_ID', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'],
);

const lastIn = (app: App, chatId: number) => {
  const last = app.world.telegram
    .messages(chatId)
    .filter((message) => message.from.isBot)
    .at(-1);
  if (!last) throw new Error('the bot has said nothing');
  return last;
};

async function say(app: App, chatId: number, text: string, from = chatId) {
  const before = app.world.telegram.messages(chatId).length;
  app.world.telegram.sendText({ chatId, from, text });
  await eventually(async () => {
    expect(app.world.telegram.messages(chatId).length).toBeGreaterThan(before + 1);
  });
  return lastIn(app, chatId);
}

async function press(app: App, chatId: number, label: string, from = chatId) {
  const { messageId } = lastIn(app, chatId);
  return app.world.telegram.press({ chatId, from, messageId, label });
}

const says = (app: App, words: string) => eventually(async () => expect(lastIn(app, OWNER.id).text).toContain(words));

/** One payment, looked up and revealed in the owner's own chat. */
async function revealed(): Promise<App> {
  const app = await startApp({ without });
  const { paymentIntent } = app.world.stripe.pay({ amount: 999, currency: 'usd', email });
  await app.settled();
  await say(app, OWNER.id, paymentIntent);
  await press(app, OWNER.id, 'Show contacts');
  await says(app, 'Why do you need');
  await press(app, OWNER.id, 'Refund or dispute');
  await says(app, email);
  return app;
}

describe('contacts', () => {
  it('are shown after a reason, recorded without personal data, and masked again after a minute', async () => {
    const app = await revealed();
    const audit = await app.flows().listAudit({ kind: 'cli' }, {}, null, 50);
    const row = audit.ok ? audit.rows.find(({ action }) => action === 'reveal') : undefined;
    expect(row).toMatchObject({
      actor: expect.stringContaining('Olga'),
      detail: 'refund',
      subject: expect.stringMatching(/^pi_/),
    });
    expect(JSON.stringify(audit)).not.toContain('canary');
    const sent = app.world.telegram.faults.calls.filter(({ name }) => name === 'sendMessage');
    expect(sent.at(-1)?.body).toMatchObject({ protect_content: true });
    app.clock.advance(61_000);
    await says(app, 'masked again');
    expect(lastIn(app, OWNER.id).text).toContain('a…@gmail.com');
    expect(lastIn(app, OWNER.id).text).not.toContain('canary');
    await eventually(async () => {
      expect(await app.db().selectFrom('revealed_messages').selectAll().execute()).toEqual([]);
    });
  });

  it('that an earlier process left shown are masked by the next', async () => {
    const app = await revealed();
    app.world.telegram.faults.failWith({ status: 502, body: 'bad gateway' }, { match: 'editMessageText' });
    await app.stop();
    expect(lastIn(app, OWNER.id).text).toContain(email);
    app.world.telegram.faults.clear();
    app.clock.advance(61_000);
    await app.restart();
    await says(app, 'masked again');
  });

  it('are masked when the process ends', async () => {
    const app = await revealed();
    await app.stop();
    expect(lastIn(app, OWNER.id).text).toContain('masked again');
  });

  it('asked for in a group are shown in the asker’s own chat, by a link that works once and for nobody else', async () => {
    const app = await startApp({ without });
    const { paymentIntent } = app.world.stripe.pay({ amount: 999, currency: 'usd', email });
    await app.settled();
    await say(app, OPS_GROUP_ID, `/payment ${paymentIntent}`, OWNER.id);
    const answer = await press(app, OPS_GROUP_ID, 'Show contacts', OWNER.id);
    const start = /\?start=(see_[\w-]{1,60})$/.exec(answer?.url ?? '')?.[1] ?? '';
    expect(start).not.toBe('');
    expect((await say(app, OPERATOR.id, `/start ${start}`)).text).not.toContain('Why');
    expect((await say(app, OWNER.id, `/start ${start}`)).text).toContain(
      `Why do you need the contacts of ${paymentIntent}`,
    );
    expect((await say(app, OWNER.id, `/start ${start}`)).text).toContain('expired');
    expect(app.chat().every((message) => !message.text.includes('canary'))).toBe(true);
  });
});
