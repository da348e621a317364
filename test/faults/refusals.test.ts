import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { signPayload } from '../../src/sandbox/stripe/stand-in.ts';
import { SECRETS } from '../../src/sandbox/world.ts';
import { drained, openScene, type Scene, sell, telegramTexts } from '../support/scene.ts';
import { freePort, runToEnd, startServer, until } from '../support/server-process.ts';

type Finish = (work: () => Promise<void>) => void;

async function open(onTestFinished: Finish, options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'], ...options });
  onTestFinished(scene.close);
  return scene;
}

test('a wrong environment is refused with every problem by name and no value', async () => {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'payops-env-'));
  const secret = 'sosecretvalue';
  const env = {
    DATA_DIR: dataDir,
    TELEGRAM_BOT_TOKEN: secret,
    STRIPE_WEBHOOK_SECRET: `whsec_${secret}`,
    GOOGLE_SHEETS_DOC_ID: secret,
    SLACK_BOT_TOKEN: `xoxb-${secret}`,
    PORT: `70000${secret}`,
    BUSINESS_TIME_ZONE: `Mars/${secret}`,
  };
  const { code, output } = await runToEnd({ env });
  expect(code).toBe(1);
  const named = ['TELEGRAM_BOT_TOKEN', 'STRIPE_SECRET_KEY', 'GOOGLE_SERVICE_EMAIL', 'GOOGLE_SERVICE_PRIVATE_KEY'];
  for (const name of [...named, 'SLACK_CHANNEL_ID', 'PORT', 'BUSINESS_TIME_ZONE']) expect(output).toContain(name);
  expect(output).not.toContain(secret);
  expect(output).not.toMatch(/^\s+at /m);
  expect(existsSync(path.join(dataDir, 'payops.db'))).toBe(false);
  rmSync(dataDir, { recursive: true });
});

test.concurrent('a port that is taken is one clear sentence', async ({ onTestFinished }) => {
  const scene = await open(onTestFinished);
  const first = await scene.start();
  const env = { ...scene.env, DATA_DIR: path.join(scene.dataDir, 'other') };
  const { code, output } = await runToEnd({ env });
  expect(code).toBe(1);
  expect(output).toContain('PORT');
  expect(output).not.toMatch(/^\s+at /m);
  expect(first.isAlive()).toBe(true);
});

test('a second process on the same data folder ends and names the first; after its kill another starts', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const first = await scene.start();
  const env = { ...scene.env, PORT: String(await freePort()) };
  const rivals = await Promise.all([runToEnd({ env }), runToEnd({ env })]);
  for (const { code, output } of rivals) {
    expect(code).toBe(1);
    expect(output).toContain(String(first.pid));
    expect(output).toContain(hostname());
  }
  await first.kill();
  const next = await startServer({ env });
  expect((await next.terminate()).code).toBe(0);
});

test.concurrent('a genuine webhook that nobody can read is kept, answered 200 and told', async ({ onTestFinished }) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const post = async (event: object) => {
    const body = JSON.stringify(event);
    const signature = signPayload(body, [SECRETS.stripeWebhook], Math.floor(Date.now() / 1_000));
    const headers = { 'stripe-signature': signature, 'content-type': 'application/json' };
    return (await fetch(`${server.url}/webhooks/stripe`, { method: 'POST', headers, body })).status;
  };
  const created = Math.floor(Date.now() / 1_000);
  const strange = { id: 'evt_strange', object: 'event', type: 'charge.succeeded', livemode: false, created };
  expect(await post({ ...strange, data: { object: { id: 7, amount: 'much' } } })).toBe(200);
  expect(await post({ ...strange, id: undefined, data: { object: {} } })).toBe(400);
  await until('the notice', () => telegramTexts(scene).some((text) => text.includes('evt_strange')));
  expect(scene.rows('select external_id, state from inbox')).toEqual([
    { external_id: 'evt_strange', state: 'quarantined' },
  ]);
});

test.concurrent('SIGTERM: not ready at once, the call under way is waited for, nothing is in doubt, exit 0', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const release = scene.world.telegram.faults.hold('sendMessage', 'after');
  sell(scene, 1_000);
  await until('the card to be processed', () => telegramTexts(scene).length === 1);
  const ended = server.terminate();
  await until('not to be ready any more', async () => {
    const answer = await fetch(`${server.url}/readyz`).catch(() => null);
    return answer === null || answer.status === 503;
  });
  release();
  expect(await ended).toEqual({ code: 0, signal: null });
  expect(scene.rows("select state from deliveries where kind = 'purchase'")).toEqual([{ state: 'delivered' }]);
  expect(scene.count("select count(*) from attempts where outcome = 'ambiguous'")).toBe(0);
});

test.concurrent('SIGTERM while a call never comes back: exit 0 all the same, and the call is noted as in doubt', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  scene.world.telegram.faults.hold('sendMessage', 'after');
  sell(scene, 1_000);
  await until('the card to be processed', () => telegramTexts(scene).length === 1);
  expect(await server.terminate()).toEqual({ code: 0, signal: null });
  scene.world.telegram.faults.clear();
  expect(scene.count("select count(*) from attempts where outcome = 'ambiguous'")).toBe(1);
});

test.concurrent('a file STOPPED holds all tellings at the start and when it is touched later; what comes in is stored', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const file = path.join(scene.dataDir, 'STOPPED');
  writeFileSync(file, '');
  await scene.start();
  const isStopped = async () => (await scene.ask('/api/status'))['state'] === 'stopped';
  // Besides there is the banner that says so.
  const cards = () => telegramTexts(scene).filter((text) => text.includes('purchase_'));
  expect(await isStopped()).toBe(true);
  sell(scene, 1_000);
  await scene.world.stripe.webhooks.settled();
  expect(scene.count('select count(*) from payments')).toBe(1);
  await scene.ask('/api/emergency-resume', { mode: 'drain' });
  await drained(scene);
  expect(existsSync(file)).toBe(false);
  expect(cards()).toHaveLength(1);
  writeFileSync(file, '');
  await until('the hand brake to be seen', isStopped);
  sell(scene, 2_000);
  await scene.world.stripe.webhooks.settled();
  expect(scene.count('select count(*) from payments')).toBe(2);
  expect(cards()).toHaveLength(1);
});
