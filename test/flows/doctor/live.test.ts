import { beforeEach, describe, expect, it } from 'vitest';
import { columnLetters, columnNames } from '../../../src/destinations/sheets/columns.ts';
import type { Finding } from '../../../src/domain/checks.ts';
import { dayMs, type Instant, msOf } from '../../../src/domain/time.ts';
import { certificateCheck, liveChecks, skewChecks } from '../../../src/flows/doctor/live.ts';
import { OPS_GROUP_ID, OWNER, SLACK_CHANNEL } from '../../../src/sandbox/world.ts';
import { type App, startApp } from '../../support/app.ts';
import { eventually } from '../../support/eventually.ts';

type Seen = Pick<Finding, 'name' | 'status'>;
const publicUrl = 'https://pay.example.invalid';

/** What the services outside may be found to be, the check that tells it, and how grave it is. */
type Trouble = readonly [what: string, name: string, status: Finding['status'], make: (app: App) => unknown];

const ok = (result: unknown) => ({ status: 200, body: { ok: true, result } });
const telegram = (method: string, result: unknown) => (app: App) =>
  app.world.telegram.faults.failWith(ok(result), { match: method });
const unknownMethod = { status: 404, body: { ok: false, error_code: 404, description: 'Not Found' } };

const endpoint = (over: object) => (app: App) => {
  const data = [{ url: `${publicUrl}/webhooks/stripe`, status: 'enabled', enabled_events: ['*'], ...over }];
  app.world.stripe.faults.failWith({ status: 200, body: { object: 'list', data } }, { match: /webhook_endpoints/ });
};
const stripe = (match: RegExp, status: number, body: object) => (app: App) =>
  app.world.stripe.faults.failWith({ status, body }, { match });
const noRight = {
  error: { type: 'invalid_request_error', message: 'The provided key does not have the required permissions' },
};

const header = (app: App, cell: string, value: string) => app.world.google.edit('Purchases', cell, value);

const noChat = { status: 400, body: { ok: false, error_code: 400, description: 'Bad Request: chat not found' } };

const troubles: readonly Trouble[] = [
  [
    'the chat is gone',
    'telegram chat reached',
    'fail',
    (app) => app.world.telegram.faults.failWith(noChat, { match: 'getChat' }),
  ],
  [
    'privacy mode is on',
    'telegram privacy mode',
    'warn',
    telegram('getMe', { id: 1, username: 'b', can_read_all_group_messages: false }),
  ],
  [
    'a webhook takes the updates away',
    'telegram updates',
    'fail',
    telegram('getWebhookInfo', { url: 'https://other.example/x' }),
  ],
  [
    'updates pile up',
    'telegram pending updates',
    'warn',
    telegram('getWebhookInfo', { url: '', pending_update_count: 500 }),
  ],
  [
    'presses are not asked for',
    'telegram update kinds',
    'warn',
    telegram('getWebhookInfo', { url: '', allowed_updates: ['message'] }),
  ],
  [
    'Telegram met an error',
    'telegram last error',
    'warn',
    (app) =>
      telegram('getWebhookInfo', {
        url: '',
        last_error_date: Math.floor(app.clock.nowMs() / 1_000),
        last_error_message: 'x',
      })(app),
  ],
  [
    'the proxy does not know the method',
    'telegram updates',
    'warn',
    (app) => app.world.telegram.faults.failWith(unknownMethod, { match: 'getWebhookInfo' }),
  ],
  ['the menu is empty', 'telegram command menu', 'warn', telegram('getMyCommands', [])],
  [
    'the bot was put out of the chat',
    'telegram chat rights',
    'fail',
    (app) => app.world.telegram.kickBot(OPS_GROUP_ID, OWNER.id),
  ],
  [
    'the bot may not speak',
    'telegram chat rights',
    'fail',
    telegram('getChatMember', { status: 'restricted', can_send_messages: false }),
  ],
  [
    'Slack archived the channel',
    'slack channel',
    'fail',
    (app) => app.world.slack.setChannel(SLACK_CHANNEL.id, { isArchived: true }),
  ],
  [
    'the bot is not in the channel',
    'slack membership',
    'fail',
    (app) => app.world.slack.setChannel(SLACK_CHANNEL.id, { isMember: false }),
  ],
  [
    'the bot may not ask of channels',
    'slack channel',
    'warn',
    (app) =>
      app.world.slack.faults.failWith(
        { status: 200, body: { ok: false, error: 'missing_scope' } },
        { match: 'conversations.info' },
      ),
  ],
  [
    'no such channel',
    'slack channel',
    'fail',
    (app) =>
      app.world.slack.faults.failWith(
        { status: 200, body: { ok: false, error: 'channel_not_found' } },
        { match: 'conversations.info' },
      ),
  ],
  ['the key column was renamed', 'sheet key column', 'fail', (app) => header(app, 'A1', 'Something')],
  ['a column was renamed', 'sheet columns', 'warn', (app) => header(app, 'C1', 'Mail')],
  ['a heading stands twice', 'sheet headings', 'warn', (app) => header(app, 'Z1', 'Email')],
  [
    'a row was pasted again',
    'sheet row keys',
    'warn',
    (app) => {
      header(app, 'A2', 'same');
      header(app, 'A3', 'same');
    },
  ],
  ['the document is not shared any more', 'answers', 'fail', (app) => app.world.google.revoke()],
  [
    'the key is of the other mode',
    'stripe mode',
    'fail',
    stripe(/balance/, 200, { object: 'balance', livemode: true }),
  ],
  ['the key may not read the balance', 'stripe mode', 'warn', stripe(/balance/, 403, noRight)],
  [
    'the account takes no payments',
    'stripe account',
    'warn',
    stripe(/account/, 200, { id: 'acct_1', charges_enabled: false }),
  ],
  ['the key may not read endpoints', 'stripe webhook', 'warn', stripe(/webhook_endpoints/, 403, noRight)],
  ['no endpoint comes here', 'stripe webhook', 'fail', endpoint({ url: 'https://elsewhere.example/' })],
  ['the endpoint is disabled', 'stripe webhook', 'fail', endpoint({ status: 'disabled' })],
  ['events are not sent', 'stripe webhook events', 'warn', endpoint({ enabled_events: ['charge.succeeded'] })],
  ['the endpoint is of an old version', 'stripe webhook version', 'warn', endpoint({ api_version: '2020-08-27' })],
  ['Stripe refuses the key', 'answers', 'fail', stripe(/events/, 401, { error: { message: 'Invalid API Key' } })],
];

describe('what is asked outside', () => {
  let app: App;
  beforeEach(async () => {
    app = await startApp({ env: { PUBLIC_URL: publicUrl } });
    // The bot sets its menus a moment after the server is ready.
    await eventually(() => expect(app.world.telegram.commandsFor(OWNER.id, OWNER.id)).not.toEqual([]));
    app.world.google.addTab('Purchases');
    for (const [index, name] of columnNames.entries()) header(app, `${columnLetters(index)}1`, name);
  });

  const grave = async (): Promise<readonly Seen[]> =>
    (await liveChecks(app.running().deps)).map(({ name, status }) => ({ name, status }));

  it.each(troubles)('%s', async (_, name, status, make) => {
    endpoint({})(app);
    expect((await grave()).filter((one) => one.name === name && one.status === status)).toEqual([]);
    app.world.stripe.faults.clear();
    if (!name.startsWith('stripe webhook')) endpoint({})(app);
    await make(app);
    expect(await grave()).toContainEqual({ name, status });
  });
});

const now = '2026-11-21T00:00:00.000Z' as Instant;
const inDays = (days: number) => msOf(now) + days * dayMs;

it.each([
  [2_000, 'ok'],
  [-60_000, 'warn'],
  [400_000, 'fail'],
])('a clock %i ms ahead is %s', (ms, status) => {
  expect(skewChecks(new Map([['api.stripe.com', ms]]))).toMatchObject([{ about: 'api.stripe.com', status }]);
});

it('our clock is compared with the Date of whoever answers', async () => {
  const app = await startApp();
  app.clock.advance(10 * 60_000);
  const clocks = (await liveChecks(app.running().deps)).filter(({ name }) => name === 'clock');
  expect(clocks.map(({ status }) => status)).toEqual(clocks.map(() => 'fail'));
  expect(clocks.length).toBeGreaterThanOrEqual(4);
});

it.each([
  [inDays(60), 'ok'],
  [inDays(10), 'warn'],
  [inDays(1), 'fail'],
  [null, 'fail'],
])('a certificate until %s is %s', (endMs, status) => {
  expect(certificateCheck(endMs, now).status).toBe(status);
});

it('a public address that leads elsewhere, or nowhere, is told', async () => {
  const app = await startApp();
  const reached = async (address: string) => {
    const { deps } = app.running();
    const checks = await liveChecks({ ...deps, setUp: { ...deps.setUp, publicUrl: address } });
    return checks.find(({ name }) => name === 'public url reached')?.status;
  };
  expect(await reached(app.url())).toBe('ok');
  expect(await reached(app.world.slack.url)).toBe('fail');
  expect(await reached('http://127.0.0.1:9')).toBe('warn');
});
