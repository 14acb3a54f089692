import { defineConfig } from 'vitest/config';
import { chromiumPath } from './test/support/chromium.ts';

/** Asked for by name it must be there; otherwise the browser's tests wait for a machine that has one. */
const withBrowser = chromiumPath() !== undefined || process.argv.includes('test/browser');

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Files mostly wait for the database; one more than the cores keeps them busy.
    maxWorkers: 3,
    globalSetup: ['test/support/dynamo-global.ts'],
    exclude: [
      'node_modules/**',
      'test/clients/**',
      'test/deployed/**',
      'test/bundles/**',
      ...(withBrowser ? [] : ['test/browser/**']),
    ],
    // aws-cdk-lib loads in half the time without it.
    deps: { interopDefault: false },
    // Machines are noisy: a test that hangs is ended, a slow one is not.
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
