import { afterEach, expect, test } from 'vitest';
import { drained, openScene, type Scene, sell } from '../support/scene.ts';
import { until } from '../support/server-process.ts';

const tab = 'Purchases';
const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

/** A sheet in which every row stands twice. */
async function doubled(count: number): Promise<Scene> {
  const scene = await openScene({ without: ['SLACK'] });
  scenes.push(scene);
  await scene.start();
  for (let i = 0; i < count; i++) sell(scene, 1_000 + i);
  await drained(scene, ['sheets']);
  const { google } = scene.world;
  for (const row of google.grid(tab).slice(1)) google.insertRow(tab, google.grid(tab).length + 1, row as string[]);
  return scene;
}

const inState = (scene: Scene, state: string) => scene.count('select count(*) from run_steps where state = ?', state);
const keys = (scene: Scene) =>
  scene.world.google
    .grid(tab)
    .slice(1)
    .map(([key]) => String(key));
const inDuplicates = (scene: Scene) => scene.world.google.grid('payops duplicates').length - 1;
const hasState = (scene: Scene, state: string) => scene.count('select count(*) from runs where state = ?', state) === 1;

async function begin(scene: Scene): Promise<string> {
  const asked = await scene.ask('/api/fix-duplicates', { kinds: ['doubled_row'], dryRun: true });
  void scene.ask('/api/fix-duplicates', { id: asked['id'], dryRun: false }).catch(() => undefined);
  return String(asked['id']);
}

test.each(['before', 'after'] as const)(
  'a cleaning that is killed half-way, its call %s being processed, goes on at the next start and is undone exactly',
  async (when) => {
    const scene = await doubled(70);
    const before = scene.world.google.grid(tab);
    const id = await begin(scene);
    await until('the first part to be done', () => inState(scene, 'done') === 50);
    const { faults } = scene.world.google;
    faults.hold('batchUpdate', when);
    faults.forgetCalls();
    await until('the second part to be under way', () =>
      faults.calls.some(({ name, status }) => name === 'batchUpdate' && status === null),
    );
    await Promise.all(scene.lives().map((life) => life.kill()));
    faults.clear();
    await scene.start();
    await until('the run to be done', () => hasState(scene, 'done'));
    expect(keys(scene)).toHaveLength(70);
    expect(new Set(keys(scene)).size).toBe(70);
    expect(inDuplicates(scene)).toBe(70);
    expect(inState(scene, 'done')).toBe(70);

    await scene.ask(`/api/duplicates/undo/${id}`, {});
    await until('the run to be undone', () => hasState(scene, 'undone'));
    expect(scene.world.google.grid(tab)).toEqual(before);
    expect(inDuplicates(scene)).toBe(0);
  },
  90_000,
);

test('an undo that is killed half-way goes on, too', async () => {
  const scene = await doubled(60);
  const before = scene.world.google.grid(tab);
  const id = await begin(scene);
  await until('the run to be done', () => hasState(scene, 'done'));
  const { faults } = scene.world.google;
  faults.hold('batchUpdate', 'after');
  faults.forgetCalls();
  void scene.ask(`/api/duplicates/undo/${id}`, {}).catch(() => undefined);
  await until('the undo to be under way', () =>
    faults.calls.some(({ name, status }) => name === 'batchUpdate' && status === null),
  );
  await Promise.all(scene.lives().map((life) => life.kill()));
  faults.clear();
  await scene.start();
  await until('the run to be undone', () => hasState(scene, 'undone'));
  expect(scene.world.google.grid(tab)).toEqual(before);
});
