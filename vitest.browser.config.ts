import { defineConfig } from 'vitest/config';
import { hungMs } from './test/support/patience.ts';

export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    reporters: ['default', './test/support/plain-reporter.ts'],
    fileParallelism: false,
    testTimeout: hungMs,
    hookTimeout: hungMs,
  },
});
