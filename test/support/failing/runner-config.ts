import { defineConfig } from 'vitest/config';

/** One test that asks for PostgreSQL and fails: what test/architecture/runner.test.ts runs to see the runner say so. */
export default defineConfig({
  test: { include: ['test/support/failing/fails.test.ts'], globalSetup: 'test/support/global-setup.ts' },
});
