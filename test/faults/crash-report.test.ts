import { afterEach, expect, test } from 'vitest';
import { drained, openScene, type Scene, sell } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const scenes: Scene[] = [];

afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

/** What the chat holds of reports, pictures by their captions. */
function reportsIn({ world, env }: Scene): readonly string[] {
  const chat = Number(env['TELEGRAM_CHAT_ID']);
  return world.telegram
    .messages(chat)
    .map((message) => JSON.stringify(message))
    .filter((text) => text.includes('Campaigns'));
}

test.each(['before', 'after'] as const)(
  'killed while a report is sent, its call held %s it is processed: told, at most one marked repeat',
  async (when) => {
    const scene = await openScene({ without: ['SLACK', 'GOOGLE'] });
    scenes.push(scene);
    const first = await scene.start();
    sell(scene, 1_250);
    await until(
      'the sale to be stored',
      () => scene.count("select count(*) from payments where status = 'captured'") === 1,
    );
    await drained(scene);
    const { telegram } = scene.world;
    const callsBefore = telegram.faults.calls.length;
    telegram.faults.hold(/^send/, when);
    const { id, places } = await scene.ask('/api/campaigns/report', {});
    expect([typeof id, places]).toEqual(['string', 1]);
    await until('the report to be under way', () =>
      telegram.faults.calls.slice(callsBefore).some(({ name, status }) => /^send/.test(name) && status === null),
    );
    await first.kill();
    telegram.faults.clear();
    await scene.start();
    await drained(scene);
    const told = reportsIn(scene);
    const marked = told.filter((text) => /repeat/i.test(text)).length;
    expect([told.length, marked]).toEqual(when === 'before' ? [1, 1] : [2, 1]);
    const state = "select count(*) from deliveries where kind = 'report' and state = 'delivered'";
    expect(scene.count(state)).toBe(1);
  },
);
