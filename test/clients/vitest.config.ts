import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** The API documents as generators of clients and a linter of others read them: `npm run test:clients`. */
export default defineConfig({
  test: {
    root: fileURLToPath(new URL('../../', import.meta.url)),
    include: ['test/clients/**/*.test.ts'],
    globalSetup: ['test/clients/setup.ts'],
    fileParallelism: false,
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});
