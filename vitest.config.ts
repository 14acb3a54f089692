import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Files mostly wait for the database; one more than the cores keeps them busy.
    maxWorkers: 3,
    globalSetup: ['test/support/dynamo-global.ts'],
    exclude: ['node_modules/**'],
    // aws-cdk-lib loads in half the time without it.
    deps: { interopDefault: false },
    // Machines are noisy: a test that hangs is ended, a slow one is not.
    testTimeout: 300_000,
    hookTimeout: 120_000,
  },
});
