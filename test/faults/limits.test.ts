import { expect, test } from 'vitest';
import { OPS_GROUP_ID, OWNER, SLACK_CHANNEL } from '../../src/sandbox/world.ts';
import { expectRowsExact, expectTold } from '../support/exactly-once.ts';
import { drained, openScene, type Scene, sell, sheetRows, slackTexts, telegramTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

type Finish = (work: () => Promise<void>) => void;

async function open(onTestFinished: Finish, options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene(options);
  onTestFinished(scene.close);
  return scene;
}

const tries = ({ rows }: Scene, destination: string) =>
  rows<{ outcome: string; code: string | null }>(
    `select outcome, code from attempts join deliveries on id = delivery_id
     where destination = ? and kind in ('purchase', 'row') order by delivery_id, n`,
    destination,
  );

const isPaused = ({ count }: Scene, destination: string) =>
  count(`select count(*) from destinations where paused = 1 and name = '${destination}'`) === 1;

test.concurrent('429 without a time: not sent, no doubt, tried again by the schedule and told once', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['GOOGLE'] });
  await scene.start();
  const tooMany = { ok: false, error_code: 429, description: 'Too Many Requests' };
  scene.world.telegram.faults.failWith({ status: 429, body: tooMany }, { match: 'sendMessage', times: 1 });
  const limited = { ok: false, error: 'ratelimited' };
  scene.world.slack.faults.failWith({ status: 429, body: limited }, { match: 'chat.postMessage', times: 1 });
  const sale = sell(scene, 1_000);
  await drained(scene);
  for (const destination of ['telegram', 'slack'])
    expect(tries(scene, destination).map(({ outcome }) => outcome)).toEqual(['not_sent', 'delivered']);
  expectTold(scene, [sale], ['telegram', 'slack']);
  expect(scene.world.telegram.counts(OPS_GROUP_ID).sends).toBe(1);
  expect(scene.world.slack.counts(SLACK_CHANNEL.id).posts).toBe(1);
});

test.concurrent('the quota of the sheet is used up: no row is lost or doubled', async ({ onTestFinished }) => {
  const scene = await open(onTestFinished, { without: ['SLACK'] });
  await scene.start();
  const sales = [sell(scene, 1_000)];
  await drained(scene);
  const message = "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per user'";
  const quota = { error: { code: 429, message, status: 'RESOURCE_EXHAUSTED' } };
  scene.world.google.faults.failWith({ status: 429, body: quota }, { match: /^(values|batch)/, times: 1 });
  sales.push(sell(scene, 2_000), sell(scene, 3_000));
  await drained(scene);
  expect(tries(scene, 'sheets').filter(({ outcome }) => outcome === 'not_sent').length).toBeGreaterThan(0);
  expect(tries(scene, 'sheets').filter(({ outcome }) => outcome === 'ambiguous')).toEqual([]);
  expectRowsExact(scene, sales);
  expectTold(scene, sales, ['telegram']);
});

test.concurrent('a deleted tab pauses the sheet with a notice; with an empty one in its place, what is owed is written', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['SLACK'] });
  await scene.start();
  sell(scene, 1_000);
  await drained(scene);
  scene.world.google.addTab('Notes');
  scene.world.google.deleteTab('Purchases');
  const later = [sell(scene, 2_000), sell(scene, 3_000)];
  await until('the pause', () => isPaused(scene, 'sheets'));
  await until('the notice', () => telegramTexts(scene).some((text) => text.includes('tab_missing')));
  expect(sheetRows(scene)).toEqual([]);
  scene.world.google.addTab('Purchases');
  await scene.ask('/api/notification-queue/resume', { destination: 'sheets' });
  await drained(scene);
  expectRowsExact(scene, later);
});

test.concurrent('a revoked Telegram token: Slack says so, the rest goes on, and with a good one nothing is missing', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const unauthorized = { ok: false, error_code: 401, description: 'Unauthorized' };
  const heal = scene.world.telegram.faults.failWith({ status: 401, body: unauthorized });
  const sales = [sell(scene, 1_000), sell(scene, 2_000)];
  await until('the pause', () => isPaused(scene, 'telegram'));
  await until('Slack to be told', () => slackTexts(scene).some((text) => text.includes('unauthorized')));
  await drained(scene, ['slack', 'sheets']);
  expectRowsExact(scene, sales);
  expectTold(scene, sales, ['slack']);
  expect(telegramTexts(scene)).toEqual([]);
  heal();
  await scene.ask('/api/notification-queue/resume', { destination: 'telegram' });
  await drained(scene);
  expectTold(scene, sales, ['telegram']);
  scene.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text: '/status' });
  await until('the bot to answer again', () => scene.world.telegram.messages(OWNER.id).length > 1);
  expect(server.isAlive()).toBe(true);
});

test.concurrent('a revoked Telegram token where there is no Slack: health and log say that nobody can be told', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished, { without: ['SLACK', 'GOOGLE'] });
  const server = await scene.start();
  const unauthorized = { ok: false, error_code: 401, description: 'Unauthorized' };
  scene.world.telegram.faults.failWith({ status: 401, body: unauthorized });
  sell(scene, 1_000);
  await until('the pause', () => isPaused(scene, 'telegram'));
  const { checks } = (await scene.ask('/health')) as { checks: Record<string, { status: string }> };
  expect(checks['notices']).toMatchObject({ status: 'fail' });
  await until('the log to say so', () => server.output().includes('nobody_can_be_told'));
});
