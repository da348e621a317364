import { connect, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { signPayload } from '../../src/sandbox/stripe/stand-in.ts';
import { OPS_GROUP_ID, SECRETS } from '../../src/sandbox/world.ts';
import { arm, preload } from '../support/arm.ts';
import { expectStoredOnce, expectTold } from '../support/exactly-once.ts';
import { drained, openScene, type Scene, sell } from '../support/scene.ts';
import { type ServerProcess, until } from '../support/server-process.ts';

type Finish = (work: () => Promise<void>) => void;

async function open(onTestFinished: Finish): Promise<Scene> {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'] });
  onTestFinished(scene.close);
  return scene;
}

/** A genuine event of a payment that Stripe itself does not send, and so nobody sends again but the test. */
async function genuine({ world }: Scene): Promise<string> {
  const { events } = world.stripe.pay({ amount: 1_000, currency: 'usd', notify: false });
  const headers = { authorization: `Bearer ${SECRETS.stripeKey}` };
  const all = events.map(async (id) => (await fetch(`${world.stripe.url}/v1/events/${id}`, { headers })).json());
  const bodies = (await Promise.all(all)) as { type: string }[];
  const event = bodies.find(({ type }) => type === 'charge.succeeded');
  return JSON.stringify(event);
}

function headFor(text: string): string {
  const signature = signPayload(text, [SECRETS.stripeWebhook], Math.floor(Date.now() / 1_000));
  return [
    'POST /webhooks/stripe HTTP/1.1',
    'Host: payops',
    'Content-Type: application/json',
    `Stripe-Signature: ${signature}`,
    `Content-Length: ${Buffer.byteLength(text)}`,
    '',
    '',
  ].join('\r\n');
}

type Line = Readonly<{ socket: Socket; said: () => string; isClosed: () => boolean }>;

function dial({ url }: ServerProcess): Line {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  const state = { said: '', closed: false };
  socket.on('data', (chunk) => {
    state.said += chunk.toString();
  });
  socket.on('error', () => undefined);
  socket.on('close', () => {
    state.closed = true;
  });
  return { socket, said: () => state.said, isClosed: () => state.closed };
}

async function send(server: ServerProcess, text: string): Promise<string> {
  const line = dial(server);
  line.socket.write(headFor(text) + text);
  await until('the answer', () => line.said().includes('\r\n\r\n'));
  line.socket.destroy();
  return line.said().split(' ')[1] ?? '';
}

const goOn = 'HTTP/1.1 100 Continue\r\n\r\n';

/** The server waits for the rest of the body: it has said so. */
async function sendHalf(server: ServerProcess, text: string): Promise<Line> {
  const line = dial(server);
  line.socket.write(headFor(text).replace('\r\n', '\r\nExpect: 100-continue\r\n'));
  await until('the server to wait for the body', () => line.said() === goOn);
  await new Promise<void>((resolve) => line.socket.write(half(text), () => resolve()));
  return line;
}

const half = (text: string) => text.slice(0, Math.floor(text.length / 2));
const stored = (scene: Scene) => scene.count('select count(*) from inbox');

/** Refused or cut, it left nothing behind, and is stored when it comes whole. */
async function expectNothingThenOnce(scene: Scene, server: ServerProcess, text: string): Promise<void> {
  expect(stored(scene)).toBe(0);
  expect([await send(server, text), await send(server, text)]).toEqual(['200', '200']);
  expect(stored(scene)).toBe(1);
  await drained(scene);
  expect(scene.world.telegram.counts(OPS_GROUP_ID).sends).toBe(1);
}

test.concurrent('a body of one byte a second is given up after a while, and delays nobody', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const text = await genuine(scene);
  const line = dial(server);
  line.socket.write(headFor(text));
  let sent = 0;
  const trickle = setInterval(() => line.socket.writable && line.socket.write(text.charAt(sent++)), 1_000);
  const sale = sell(scene, 2_000);
  await until('the genuine one to be taken meanwhile', () => stored(scene) === sale.events.length);
  expect(line.isClosed()).toBe(false);
  await until('the slow one to be given up', line.isClosed, 50);
  clearInterval(trickle);
  expect(line.said()).toMatch(/^(HTTP\/1.1 408 |$)/);
  expect(sent).toBeLessThan(text.length);
  expect(scene.rows('select id from inbox where payload like \'%"amount":1000,%\'')).toEqual([]);
  expect(await send(server, text)).toBe('200');
  await drained(scene);
  expect(scene.world.telegram.counts(OPS_GROUP_ID).sends).toBe(2);
});

test.concurrent('a connection reset in the middle of a body leaves nothing behind', async ({ onTestFinished }) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const text = await genuine(scene);
  const line = await sendHalf(server, text);
  line.socket.resetAndDestroy();
  await until('the connection to be gone', line.isClosed);
  await expectNothingThenOnce(scene, server, text);
});

test.concurrent('a body that ends too early, or is cut JSON though signed, is refused and leaves nothing behind', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const server = await scene.start();
  const text = await genuine(scene);
  const line = dial(server);
  line.socket.end(headFor(text) + half(text));
  await until('the connection to be gone', line.isClosed);
  expect(line.said()).not.toMatch(/^HTTP\/1.1 200/);
  expect(await send(server, half(text))).toBe('400');
  await expectNothingThenOnce(scene, server, text);
});

test.concurrent('C1, killed with half a body received: nothing is stored, the next try is taken once', async ({
  onTestFinished,
}) => {
  const scene = await open(onTestFinished);
  const first = await scene.start();
  const text = await genuine(scene);
  const line = await sendHalf(first, text);
  await first.kill();
  await until('the connection to be gone', line.isClosed);
  expect(line.said()).toBe(goOn);
  const second = await scene.start();
  await expectNothingThenOnce(scene, second, text);
});

const points = [
  { point: 'C2, killed with the body received and nothing committed', when: 'before', kept: false },
  { point: 'C3, killed after the commit and before the answer', when: 'after', kept: true },
] as const;

test.concurrent.for(points)(
  '$point: Stripe was told nothing and sends again; stored once, told once',
  async ({ when, kept }, { onTestFinished }) => {
    const scene = await open(onTestFinished);
    const first = await scene.start({ preload });
    await arm(first, { from: 'insert into "?inbox', only: '^commit$', nth: 1, when });
    const sale = sell(scene, 1_000);
    await first.ended;
    expect(first.output()).toContain(`died ${when} statement 1: commit`);
    const { deliveries } = scene.world.stripe.webhooks;
    expect(deliveries.filter(({ status }) => status === 200)).toEqual([]);
    expect(stored(scene) > 0).toBe(kept);
    await scene.start();
    await drained(scene);
    expectStoredOnce(scene, [sale]);
    expectTold(scene, [sale], ['telegram']);
    expect(scene.world.telegram.counts(OPS_GROUP_ID).sends).toBe(1);
  },
);
