import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** What is deployed, on an engine that nobody of this project wrote: `npm run test:deployed`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: ['test/deployed/**/*.test.ts'],
    globalSetup: ['test/deployed/setup.ts'],
    setupFiles: ['test/deployed/engine/loopback-names.cjs'],
    // The engine and the functions that it runs keep the cores busy; files take turns.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
