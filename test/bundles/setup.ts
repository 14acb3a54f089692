import type { TestProject } from 'vitest/node';
import { buildApart } from '../../local/built.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the built functions lie, for the tests of `test/bundles/vitest.config.ts`; elsewhere nothing. */
    codeDirectory: string | undefined;
  }
}

/** Vitest globalSetup: builds all functions once for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { codeDirectory, remove } = await buildApart();
  project.provide('codeDirectory', codeDirectory);
  return remove;
}
