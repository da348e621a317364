import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { signPayload } from '../../src/sandbox/stripe/stand-in.ts';
import { SECRETS } from '../../src/sandbox/world.ts';
import { payops } from '../support/command-line.ts';
import { drained, openScene, type Scene, sell, telegramTexts } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

type Finish = (work: () => Promise<void>) => void;

async function open(onTestFinished: Finish): Promise<Scene> {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'] });
  onTestFinished(scene.close);
  return scene;
}

/** A stop pins a banner of its own there, so messages are not cards. */
const cards = (scene: Scene) => telegramTexts(scene).filter((text) => text.includes('purchase_'));

test('the command line stops a running server, says so, and resumes it', async ({ onTestFinished }) => {
  const scene = await open(onTestFinished);
  await scene.start();
  const isStopped = async () => (await scene.ask('/api/status'))['state'] === 'stopped';
  expect(await payops(scene.env, 'resume', '--mode', 'drain')).toMatchObject({ code: 2, err: 'nothing is stopped\n' });
  expect((await payops(scene.env, 'stop', '--reason', 'disk swap')).out).toContain('stopped; 0 deliveries are held');
  await until('the server to follow', isStopped);
  sell(scene, 1_000);
  await scene.world.stripe.webhooks.settled();
  const { out } = await payops(scene.env, 'status');
  expect(out).toMatch(/^stopped by cli since \S+: disk swap\n/);
  expect(out).toMatch(/telegram: 1 waiting, 0 dead/);
  expect(await payops(scene.env, 'resume', '--mode', 'later')).toMatchObject({ code: 2 });
  expect(cards(scene)).toEqual([]);
  expect((await payops(scene.env, 'resume', '--mode', 'drain')).out).toContain('1 deliveries are sent now');
  await until('the server to go on', async () => !(await isStopped()));
  await drained(scene);
  expect(cards(scene)).toHaveLength(1);
  expect(existsSync(path.join(scene.dataDir, 'STOPPED'))).toBe(false);
  expect(scene.rows('select actor, action, detail from audit order by at')).toEqual([
    { actor: 'cli', action: 'stop', detail: 'disk swap' },
    { actor: 'cli', action: 'resume', detail: '1' },
  ]);
});

test('the command line reads a webhook again that was put aside, and says why where it still cannot', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const created = Math.floor(Date.now() / 1_000);
  const object = { id: 'ch_odd', amount: 'much' };
  const body = JSON.stringify({ id: 'evt_odd', type: 'charge.succeeded', livemode: false, created, data: { object } });
  const headers = { 'stripe-signature': signPayload(body, [SECRETS.stripeWebhook], created) };
  await fetch(`${server.url}/webhooks/stripe`, { method: 'POST', headers, body });
  await until('the notice', () => telegramTexts(scene).some((text) => text.includes('/replay evt_odd')));
  expect((await payops(scene.env, 'deliveries', 'list')).out).toMatch(
    /^aside {2}inb_\S+ {2}charge.succeeded {2}evt_odd/m,
  );
  const again = await payops(scene.env, 'replay', 'evt_odd');
  expect(again).toMatchObject({ code: 1, out: expect.stringMatching(/^1 still not readable: .*amount/) });
  expect(await payops(scene.env, 'deliveries', 'discard', 'evt_odd')).toMatchObject({ out: '1 webhooks discarded\n' });
  expect(await payops(scene.env, 'replay', 'evt_odd')).toMatchObject({ code: 2 });
});
