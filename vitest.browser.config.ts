import { defineConfig } from 'vitest/config';
import { testHangsMs, waitHangsMs } from './test/support/patience.ts';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    reporters: ['default', './test/support/plain-reporter.ts'],
    fileParallelism: false,
    testTimeout: testHangsMs,
    hookTimeout: testHangsMs,
    expect: { poll: { timeout: waitHangsMs } },
  },
});
