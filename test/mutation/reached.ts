/** Vitest setup of the dry run: writes into each test's meta which probes it reached. */
import { afterEach, beforeEach } from 'vitest';
import { installObservers, takeReached } from './infection.ts';

declare global {
  var __reached: Set<string> | undefined;
}

declare module 'vitest' {
  interface TaskMeta {
    /** Probes reached by the test and its own hooks. */
    reached?: readonly string[];
    /** Probes reached before it: by imports and by what is prepared once for several tests. */
    before?: readonly string[];
  }
}

installObservers();

beforeEach(({ task }) => {
  task.meta.before = takeReached();
});
afterEach(({ task }) => {
  task.meta.reached = takeReached();
});
