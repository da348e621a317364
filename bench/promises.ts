import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { OPS_GROUP_ID, OWNER } from '../src/sandbox/world.ts';
import { startDemo } from '../test/browser/demo-process.ts';
import { lockFromOutside } from '../test/support/foreign-lock.ts';
import { openScene, type Scene, sell, telegramTexts } from '../test/support/scene.ts';
import { freePort, runToEnd, type ServerProcess, until } from '../test/support/server-process.ts';
import { benchCard } from './card.ts';
import { type Figure, median } from './report.ts';

/** Rounds of what takes a second, and of what takes ten. */
const rounds = 5;
const longRounds = 3;
const underWay = 200;
/** A call that is begun after a stop would be seen by then. */
const afterStopMs = 1_500;
const lockedMs = 3_000;

type Unit = 's' | 'ms';

function promise(name: string, values: readonly number[], unit: Unit, atMost: number): readonly Figure[] {
  return [
    { name: `promise: ${name}, median`, value: median(values), unit },
    { name: `promise: ${name}, worst of ${values.length}`, value: Math.max(...values), unit, wanted: { atMost } },
  ];
}

async function repeated(count: number, measure: () => Promise<number>): Promise<readonly number[]> {
  const values: number[] = [];
  for (let n = 0; n < count; n++) values.push(await measure());
  return values;
}

async function onScene<T>(work: (scene: Scene, server: ServerProcess) => Promise<T>): Promise<T> {
  const scene = await openScene();
  try {
    return await work(scene, await scene.start());
  } finally {
    scene.world.telegram.faults.clear();
    await scene.close();
  }
}

function secondsSince(startedMs: number): number {
  return (performance.now() - startedMs) / 1_000;
}

/** Another serving process on the same folder: until it has ended with code 1 and the owner's name. */
function rivalSeconds(): Promise<readonly number[]> {
  return onScene((scene, { pid }) =>
    repeated(rounds, async () => {
      const { code, output, ms } = await runToEnd({ env: { ...scene.env, PORT: String(await freePort()) } });
      const isNamed = output.includes(String(pid)) && output.includes(hostname());
      if (code !== 1 || !isNamed) throw new Error(`the second process ended with ${code} and said: ${output}`);
      return ms / 1_000;
    }),
  );
}

/** Killed in the middle of its work: from the start of the next process until it says that it is ready. */
function restartSeconds(): Promise<readonly number[]> {
  return onScene(async (scene, first) => {
    let server = first;
    return repeated(rounds, async () => {
      const release = scene.world.telegram.faults.hold('sendMessage', 'after');
      for (let n = 0; n < 20; n++) sell(scene, 1_000 + n);
      await scene.world.stripe.webhooks.settled();
      await server.kill();
      release();
      server = await scene.start();
      return server.readyMs / 1_000;
    });
  });
}

type Told = Readonly<{ name: string; body: unknown; at: number }>;

/** When the last message about a purchase was begun. */
function lastTellingAt({ world }: Scene): number {
  const isTelling = ({ name, body }: Told) =>
    /^(sendMessage|chat\.postMessage)$/.test(name) && JSON.stringify(body).includes('purchase_');
  const calls = [...world.telegram.faults.calls, ...world.slack.faults.calls].filter(isTelling);
  return Math.max(0, ...calls.map((call) => call.at));
}

/** From `/stop` in the chat until the state is stopped and no further message about a purchase is begun. */
async function stopSeconds(scene: Scene): Promise<number> {
  const startedAt = Date.now();
  scene.world.telegram.sendText({ chatId: OPS_GROUP_ID, from: OWNER.id, text: '/stop measured' });
  const isStopped = async () => (await scene.ask('/api/status'))['state'] === 'stopped';
  await until('the stop', isStopped, 2);
  const stoppedAt = Date.now();
  await wait(afterStopMs);
  return (Math.max(stoppedAt, lastTellingAt(scene)) - startedAt) / 1_000;
}

const stopWhenIdle = () => onScene(stopSeconds);

const stopWhenLocked = () =>
  onScene(async (scene) => {
    const unlock = await lockFromOutside(path.join(scene.dataDir, 'payops.db'));
    try {
      return await stopSeconds(scene);
    } finally {
      await unlock();
    }
  });

const stopWhenBusy = () =>
  onScene(async (scene) => {
    for (const outside of [scene.world.telegram, scene.world.slack, scene.world.google]) outside.faults.slow(300);
    for (let n = 0; n < underWay; n++) sell(scene, 1_000 + n);
    await until('all of them to be owed', () => scene.count('select count(*) from payments') === underWay, 60_000);
    await until('the sending to be under way', () => lastTellingAt(scene) > 0);
    return stopSeconds(scene);
  });

/** The slowest answer of liveness while another process holds the database and webhooks come in. */
const slowestLiveness = () =>
  onScene(async (scene, { url }) => {
    const unlock = await lockFromOutside(path.join(scene.dataDir, 'payops.db'));
    for (let n = 0; n < 20; n++) sell(scene, 1_000 + n);
    let slowestMs = 0;
    for (const startedMs = performance.now(); performance.now() - startedMs < lockedMs; ) {
      const askedMs = performance.now();
      await (await fetch(`${url}/livez`)).text();
      slowestMs = Math.max(slowestMs, performance.now() - askedMs);
    }
    await unlock();
    return slowestMs;
  });

/** SIGTERM while a call to Telegram never comes back, which is the longest that it may take. */
const drainSeconds = () =>
  onScene(async (scene, server) => {
    scene.world.telegram.faults.hold('sendMessage', 'after');
    sell(scene, 1_000);
    await until('the card to be under way', () => telegramTexts(scene).length === 1);
    const startedMs = performance.now();
    const { code } = await server.terminate();
    if (code !== 0) throw new Error(`SIGTERM ended with ${code}`);
    return secondsSince(startedMs);
  });

async function demoSeconds(): Promise<number> {
  const demo = await startDemo({ PORT: '0' });
  await demo.stop();
  return demo.readyMs / 1_000;
}

/**
 * The times that are promised to people and supervisors, over the real process and several rounds. Tests only catch what
 * hangs (test/support/patience.ts); here the promised values are held against what is measured.
 */
export async function benchPromises(scale: number): Promise<readonly Figure[]> {
  return [
    ...promise('a second serving process has ended, owner named', await rivalSeconds(), 's', 2),
    ...promise('ready after a kill', await restartSeconds(), 's', 5),
    ...promise('/stop takes effect', await repeated(rounds, stopWhenIdle), 's', 1),
    ...promise('/stop takes effect, database locked by another', await repeated(rounds, stopWhenLocked), 's', 1),
    ...promise(`/stop takes effect, ${underWay} purchases under way`, await repeated(rounds, stopWhenBusy), 's', 1),
    ...promise('/livez, database locked by another', await repeated(rounds, slowestLiveness), 'ms', 200),
    ...promise('exit 0 after SIGTERM, a call hangs', await repeated(longRounds, drainSeconds), 's', 20),
    ...promise('the demo is ready', await repeated(longRounds, demoSeconds), 's', 10),
    ...(await benchCard(scale / 5)),
  ];
}
