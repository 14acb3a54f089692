import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/**
 * The built functions: each alone in a process of its own, and all of them in the local stack, under tests that
 * the sources pass, too. `npm run test:bundles`
 */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: [
      'test/bundles/**/*.test.ts',
      'test/client/real-api.test.ts',
      ...['http', 'mail-flows', 'messaging-curl', 'oauth-curl', 'reports', 'tokens'].map(
        (name) => `test/local/${name}.test.ts`,
      ),
    ],
    globalSetup: ['test/support/dynamo-global.ts', 'test/bundles/setup.ts'],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
