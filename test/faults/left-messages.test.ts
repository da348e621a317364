import { afterEach, beforeEach, expect, test } from 'vitest';
import { OWNER } from '../../src/sandbox/world.ts';
import { openScene, type Scene } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene({ without: ['SLACK', 'GOOGLE'] });
});
afterEach(() => scene.close());

const answers = () => scene.world.telegram.messages(OWNER.id).filter(({ from }) => from.isBot);
const newest = () => answers().at(-1);
const say = (text: string) => scene.world.telegram.sendText({ chatId: OWNER.id, from: OWNER.id, text });
const told = (words: string) => until(words, () => newest()?.text.includes(words));

test('what a kill has interrupted says so after the next start, with what to do', async () => {
  const life = await scene.start();
  scene.world.stripe.faults.hold();
  say('/sync');
  await told('⏳ Fetching new payments');
  await until('the message to be noted', () => scene.count('select count(*) from revealed_messages') === 1);
  await life.kill();
  scene.world.stripe.faults.clear();
  await scene.start();
  await told('🟡 Interrupted by a restart');
  expect(newest()?.text).toContain('/sync');
  expect(newest()?.buttons).toEqual([]);
  await until('nothing to be noted', () => scene.count('select count(*) from revealed_messages') === 0);
  say('/sync');
  await told('🟢 All new payments are here');
  await until('nothing to be noted', () => scene.count('select count(*) from revealed_messages') === 0);
});
