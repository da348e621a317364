import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { OPS_GROUP_ID, SLACK_CHANNEL } from '../../src/sandbox/world.ts';
import { expectRowsExact, expectTold } from '../support/exactly-once.ts';
import { drained, openScene, type Scene, sell, sheetRows, slackTexts, telegramTexts } from '../support/scene.ts';
import { freePort, type ServerProcess, until } from '../support/server-process.ts';

type Finish = (work: () => Promise<void>) => void;

async function open(onTestFinished: Finish, options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene(options);
  onTestFinished(scene.close);
  return scene;
}

function residentMb({ pid }: ServerProcess): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kb) / 1_024;
}

/** What the last try of a card to that destination came to. */
function lastCode({ rows }: Scene, destination: string): string | undefined {
  return rows<{ last: string }>(
    `select outcome || ' ' || code as last from attempts join deliveries on id = delivery_id
     where destination = ? and kind = 'purchase' order by started_at desc, n desc limit 1`,
    destination,
  )[0]?.last;
}

test('a destination that never answers delays no other, and is told only once all the same', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  await scene.start();
  const release = scene.world.telegram.faults.hold('sendMessage');
  const sales = [sell(scene, 1_000), sell(scene, 2_000), sell(scene, 3_000)];
  await until('Slack to be told', () => slackTexts(scene).length > 0);
  // The first call to Telegram is not yet given up: nobody has waited for its end.
  expect(scene.world.telegram.faults.count('sendMessage')).toBe(1);
  await until('Slack to have been told', () => slackTexts(scene).length === 3);
  await until('the sheet to be written', () => sheetRows(scene).length === 3);
  expect(telegramTexts(scene)).toEqual([]);
  release();
  await drained(scene);
  expectTold(scene, sales, ['telegram', 'slack']);
  expectRowsExact(scene, sales);
});

test.concurrent('refused connections, unknown hosts and a host that speaks no TLS are not sent, and said so by name', async ({
  onTestFinished,
}) => {
  const nobody = await freePort();
  const roots: readonly (readonly [string, RegExp])[] = [
    [`http://127.0.0.1:${nobody}`, /^not_sent ECONNREFUSED/],
    ['https://payops.invalid', /^not_sent (ENOTFOUND|EAI_AGAIN)/],
    ['TLS', /^not_sent /],
  ];
  await Promise.all(
    roots.map(async ([root, expected]) => {
      const scene = await open(onTestFinished, { without: ['GOOGLE', 'SLACK'] });
      const TELEGRAM_API_ROOT = root === 'TLS' ? scene.world.slack.url.replace('http:', 'https:') : root;
      await scene.start({ env: { TELEGRAM_API_ROOT } });
      sell(scene, 1_000);
      await until(`a try against ${root}`, () => lastCode(scene, 'telegram'));
      expect(lastCode(scene, 'telegram')).toMatch(expected);
      expect(scene.rows("select state, ambiguous from deliveries where kind = 'purchase'")).toEqual([
        { state: 'waiting', ambiguous: 0 },
      ]);
    }),
  );
});

test('a bomb does not fill the memory, a redirect is not followed, a page instead of an answer loses no row', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const { telegram, slack, google } = scene.world;
  const trap = { hits: 0 };
  const inside = (await import('node:http')).createServer((_req, res) => {
    trap.hits += 1;
    res.end('{}');
  });
  await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve));
  const { port } = inside.address() as { port: number };
  const before = residentMb(server);
  telegram.faults.bomb({ match: 'sendMessage', times: 1 });
  slack.faults.redirect({ match: 'chat.postMessage', times: 1, to: `http://127.0.0.1:${port}/inside` });
  google.faults.garbage({ match: /^(values|batch)/, times: 1 });
  const watch = { most: 0, on: true };
  const watching = (async () => {
    while (watch.on) {
      watch.most = Math.max(watch.most, residentMb(server));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  const sales = [sell(scene, 1_000)];
  await until('the bomb to be met', () => lastCode(scene, 'telegram'));
  expect(lastCode(scene, 'telegram')).toMatch(/^ambiguous unreadable/);
  expect(lastCode(scene, 'slack')).toMatch(/^not_sent redirect/);
  await drained(scene);
  watch.on = false;
  await watching;
  // Inflated it is 200 MB. The reading threads begin meanwhile, with some 75.
  expect(watch.most - before).toBeLessThan(120);
  expect(trap.hits).toBe(0);
  inside.close();
  expectTold(scene, sales, ['telegram', 'slack']);
  expectRowsExact(scene, sales);
});

test.concurrent('a service that answers its probe and takes no message: one notice, not one for each failed trial', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['GOOGLE'] });
  await scene.start();
  const heal = scene.world.slack.faults.failWith({ status: 500, body: 'down' }, { match: 'chat.postMessage' });
  const sales = Array.from({ length: 12 }, (_, n) => sell(scene, 1_000 + n));
  const about = () => telegramTexts(scene).filter((text) => !text.includes('purchase_'));
  await until('the notice', () => about().length > 0);
  const tries = () => scene.world.slack.faults.count('chat.postMessage');
  const [tried, probed] = [tries(), scene.world.slack.faults.count('auth.test')];
  await until('a probe and a try after it', () => tries() > tried);
  expect(scene.world.slack.faults.count('auth.test')).toBeGreaterThan(probed);
  expect(tries()).toBe(tried + 1);
  expect(about()).toHaveLength(1);
  heal();
  await scene.ask('/api/notification-queue/resume', { destination: 'slack' });
  // A trial that was under way at the resume may still fail and open the breaker once more.
  await until('a card', () => scene.world.slack.counts(SLACK_CHANNEL.id).posts > 0);
  expectTold(scene, sales, ['telegram']);
});

test.concurrent('told to come back in so many seconds or at a date, it obeys and loses nothing', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['GOOGLE'] });
  await scene.start();
  const at = () => new Date(Date.now() + 2_000).toUTCString();
  const limited = { ok: false, error: 'ratelimited' };
  scene.world.slack.faults.failWith(
    { status: 429, body: limited, headers: { 'retry-after': at() } },
    { match: 'chat.postMessage', times: 1 },
  );
  const flood = {
    ok: false,
    error_code: 429,
    description: 'Too Many Requests: retry after 1',
    parameters: { retry_after: 1 },
  };
  scene.world.telegram.faults.failWith({ status: 429, body: flood }, { match: 'sendMessage', times: 1 });
  const startedAt = performance.now();
  const sales = [sell(scene, 1_000)];
  await drained(scene);
  expect(performance.now() - startedAt).toBeGreaterThan(950);
  expectTold(scene, sales, ['telegram', 'slack']);
  expect(scene.count("select count(*) from attempts where outcome = 'told_when'")).toBe(2);
  expect(scene.world.telegram.counts(OPS_GROUP_ID).sends).toBe(1);
});

test.concurrent('told to come back in a day, it waits a day: nothing is given up, the others go on', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['GOOGLE'] });
  await scene.start();
  const headers = { 'retry-after': '86400' };
  scene.world.slack.faults.failWith(
    { status: 429, body: { ok: false, error: 'ratelimited' }, headers },
    { match: 'chat.postMessage' },
  );
  sell(scene, 1_000);
  sell(scene, 2_000);
  await until('Telegram to be told', () => telegramTexts(scene).length === 2);
  await until('the refusal', () => lastCode(scene, 'slack') === 'told_when ratelimited');
  const waiting = scene.rows<{ state: string }>("select state from deliveries where destination = 'slack'");
  expect(waiting.map(({ state }) => state)).toEqual(['waiting', 'waiting']);
  expect(scene.world.slack.faults.count('chat.postMessage')).toBeLessThanOrEqual(2);
});

test.concurrent('a revoked Slack token and a lost sheet pause their way with a notice; after the cure nothing is missing', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  await scene.start();
  const heal = scene.world.slack.faults.failWith({ status: 200, body: { ok: false, error: 'token_revoked' } });
  scene.world.google.revoke();
  const sales = [sell(scene, 1_000), sell(scene, 2_000)];
  const isPaused = () => scene.count('select count(*) from destinations where paused = 1') === 2;
  await until('both ways to be paused', isPaused);
  await until('two notices', () => telegramTexts(scene).filter((text) => !text.includes('purchase_')).length === 2);
  heal();
  scene.world.google.grant();
  await scene.ask('/api/notification-queue/resume', {});
  await drained(scene);
  expectTold(scene, sales, ['telegram', 'slack']);
  expectRowsExact(scene, sales);
});

test.concurrent('a lost header pauses the sheet; put right, it goes on where it was, with nothing missing', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['SLACK'] });
  await scene.start();
  const sales = [sell(scene, 1_000)];
  await drained(scene);
  scene.world.google.clearHeader('Purchases');
  sales.push(sell(scene, 2_000));
  await until('the pause', () => scene.count('select count(*) from destinations where paused = 1') === 1);
  scene.world.google.edit('Purchases', 'A1', 'Purchase ID');
  for (const [index, name] of ['Customer ID', 'Email', 'Total Amount', 'Currency', 'Payment Count'].entries())
    scene.world.google.edit('Purchases', `${'BCDEF'[index]}1`, name);
  await scene.ask('/api/notification-queue/resume', {});
  await drained(scene);
  expectRowsExact(scene, sales);
});

test('a thousand idle sockets and crawling requests leave the genuine webhook its answer', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['GOOGLE', 'SLACK'] });
  const server = await scene.start();
  const port = Number(new URL(server.url).port);
  const sockets = Array.from({ length: 1_500 }, (_, n) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    if (n % 3 === 0) socket.write('POST /webhooks/stripe HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n{"id":');
    if (n % 3 === 1) socket.write('GET /livez HTTP/1.1\r\nHo');
    return socket;
  });
  const sales = Array.from({ length: 20 }, (_, n) => sell(scene, 1_000 + n));
  await scene.world.stripe.webhooks.settled();
  expect(scene.world.stripe.webhooks.deliveries.filter(({ status }) => status !== 200)).toEqual([]);
  for (const socket of sockets) socket.destroy();
  await drained(scene);
  expectTold(scene, sales, ['telegram']);
});
