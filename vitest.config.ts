import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/browser/**', 'test/support/**'],
    // Modules are shared between files of one worker: 400 tests take seconds instead of half a minute. No module of
    // ours holds state, which test/architecture checks.
    isolate: false,
    pool: 'forks',
    // Two at once also where a machine has more cores to offer: crash tests start processes of their own.
    maxWorkers: 2,
    globalSetup: 'test/support/global-setup.ts',
    reporters: ['default', './test/support/plain-reporter.ts'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
