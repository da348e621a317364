import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('a failed test fails the run, also where PostgreSQL was started in it', () => {
  const config = 'test/support/failing/runner-config.ts';
  const run = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', config], {
    encoding: 'utf8',
  });
  expect(run.stdout).toContain('1 failed');
  expect(run.status, 'the exit code got lost: see test/support/postgres.ts').toBe(1);
});
