import { describe, expect, it } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { type App, owner, startApp } from '../support/app.ts';
import { eventually } from '../support/eventually.ts';

const without = [
  'SLACK_BOT_TOKEN',
  'SLACK_CHANNEL_ID',
  'GOOGLE_SHEETS_DOC_ID',
  'GOOGLE_SERVICE_EMAIL',
  'GOOGLE_SERVICE_PRIVATE_KEY',
];

const answers = (app: App) => app.world.telegram.messages(OWNER.id).filter((message) => message.from.isBot);
const say = (app: App, text: string) => app.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
const says = (app: App, words: RegExp) =>
  eventually(async () => expect(answers(app).at(-1)?.text ?? '').toMatch(words));

function press(app: App, label: string) {
  const messageId = answers(app).at(-1)?.messageId ?? 0;
  return app.world.telegram.press({ chatId: OWNER.id, from: OWNER.id, messageId, label });
}

/** Payments that no webhook told of. */
async function untold(payments: number): Promise<App> {
  const app = await startApp({ without, webhooks: false });
  for (let n = 0; n < payments; n++) app.world.stripe.pay({ amount: 500 + n, currency: 'usd' });
  return app;
}

const stored = async (app: App) => (await app.db().selectFrom('payments').select('id').execute()).length;

describe('/resync', () => {
  it('looks first, changes nothing until [Run], and tells in one message what it did', async () => {
    const app = await untold(3);
    say(app, '/resync today');
    await says(app, /New payments there would be: 3/);
    expect(await stored(app)).toBe(0);
    await press(app, 'Run');
    await says(app, /Read again[\s\S]*New payments: 3/);
    expect([await stored(app), answers(app).length]).toEqual([3, 1]);
    say(app, '/resync today');
    await says(app, /Everything is here already/);
    expect(answers(app).at(-1)?.buttons ?? []).toEqual([]);
  });

  it('can be ended early', async () => {
    const app = await untold(3);
    const release = app.world.stripe.faults.hold();
    say(app, '/resync yesterday');
    await says(app, /Looking only/);
    expect((await press(app, 'Cancel'))?.text).toContain('It ends');
    release();
    await says(app, /Nothing was changed/);
    say(app, '/resync yesterday');
    await says(app, /Everything is here already/);
  });

  it('says so where Stripe fails, and leaves the next one free to run', async () => {
    const app = await untold(1);
    const body = { error: { type: 'invalid_request_error', message: 'No' } };
    app.world.stripe.faults.failWith({ status: 403, body });
    say(app, '/resync today');
    await says(app, /did not answer as expected/);
    app.world.stripe.faults.clear();
    say(app, '/resync today');
    await says(app, /would be: 1/);
  });

  it('asks which days where it cannot tell', async () => {
    const app = await untold(0);
    say(app, '/resync tomorrow');
    await says(app, /I do not know these days/);
  });
});

describe('/sync', () => {
  it('fetches what is new and says how much', async () => {
    const app = await startApp({ without, webhooks: false });
    await app.sweep();
    app.world.stripe.pay({ amount: 500, currency: 'usd' });
    say(app, '/sync now');
    await says(app, /All new payments are here[\s\S]*New payments: 1/);
  });

  it('is refused while everything is stopped', async () => {
    const app = await startApp({ without, webhooks: false });
    await app.flows().stop(owner, null);
    say(app, '/sync');
    await says(app, /Everything is stopped|stopped/i);
  });
});
