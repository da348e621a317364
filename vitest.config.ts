import { defineConfig } from 'vitest/config';
import { testHangsMs, waitHangsMs } from './test/support/patience.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/support/**'],
    // Modules are shared between files of one worker: 400 tests take seconds instead of half a minute. No module of
    // ours holds state, which test/architecture checks.
    isolate: false,
    pool: 'forks',
    // Most of a flow's test is waiting, for Telegram's pace above all, so six share two cores well; no more where a
    // machine has more to offer, since crash tests start processes of their own.
    maxWorkers: 6,
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/plain-reporter.ts'],
    testTimeout: testHangsMs,
    hookTimeout: testHangsMs,
    expect: { poll: { timeout: waitHangsMs } },
  },
});
