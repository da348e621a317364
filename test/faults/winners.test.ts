import { expect, test } from 'vitest';
import type { DrawProof } from '../../src/domain/contests/draw.ts';
import { instantOf } from '../../src/domain/time.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { insertFrozen, keepProof, markPublished } from '../../src/store/contests/draws.ts';
import { inTransaction, openStore } from '../../src/store/database.ts';
import { arm, preload } from '../support/arm.ts';
import { contestOf } from '../support/contests.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';
import { openCounter } from '../support/shop-scene.ts';

const winners = [5_001, 5_002, 5_003];
const owed = "select count(*) from deliveries where kind = 'won'";
const unsent = `${owed} and state in ('waiting', 'leased', 'sending')`;

const proof: DrawProof = {
  version: 2,
  contest: 'autumn',
  outside: { rule: 'a rule', publishedAt: instantOf(0), round: 1, value: 'aa', signature: 'bb' },
  ...{ seedHash: 'c', seed: 's', entriesHash: 'e', places: winners.length, checksum: 'f'.repeat(64) },
  winners: winners.map((id, index) => ({ place: index + 1, id: `id${id}`, ticket: '0', ticketsLeft: '1' })),
};

/** As far as the last step: to announce it. */
async function keepDrawn({ dataDir }: Scene): Promise<void> {
  const at = instantOf(systemClock.nowMs());
  const store = openStore(`file:${dataDir}/payops.db`);
  await inTransaction(store, async (tx) => {
    await insertFrozen(tx, 'autumn', { file: 'payops entries 1 autumn 0\n', hash: proof.entriesHash, at });
    await markPublished(tx, 'autumn', at);
    const named = winners.map((id, index) => ({ place: index + 1, telegramId: String(id) }));
    await keepProof(tx, proof, named, at);
  });
  await store.close();
}

const told = ({ world }: Scene, id: number) =>
  world.telegram.messages(id).filter(({ from, text }) => from.isBot && text.startsWith('🏆'));

test('killed between the announcement and the messages, each winner is told once all the same', async ({
  onTestFinished,
}) => {
  const scene = await openScene({ without: ['GOOGLE', 'SLACK'] });
  onTestFinished(scene.close);
  for (const id of winners) scene.world.telegram.addPrivateChat({ id, firstName: `Person ${id}` });
  await (await scene.start()).kill();
  const { flows, close } = await openCounter(scene);
  onTestFinished(close);
  const prizes = winners.map((_, index) => ({ place: index + 1, title: `Prize ${index + 1}` }));
  await flows.createContest({ kind: 'cli' }, contestOf(instantOf(systemClock.nowMs()), { prizes }));
  await keepDrawn(scene);
  const server = await scene.start({ preload });
  // The first claim of any message after the announcement: it is written down, and nothing was sent.
  await arm(server, { from: 'update "deliveries" set "state" = .*"lease_token"', nth: 1, when: 'after' });
  await flows.announceDraw({ kind: 'cli' }, 'autumn');
  await until('the crash', () => !server.isAlive());
  expect(scene.count(owed)).toBe(winners.length);
  expect(winners.flatMap((id) => told(scene, id))).toEqual([]);
  await scene.start();
  await until('every winner to be told', () => scene.count(unsent) === 0, 50);
  expect(winners.map((id) => told(scene, id).map(({ text }) => text.split('\n')[0]))).toEqual([
    ['🏆 You won: Prize 1'],
    ['🏆 You won: Prize 2'],
    ['🏆 You won: Prize 3'],
  ]);
});
