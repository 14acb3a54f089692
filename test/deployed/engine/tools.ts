import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { NoTools, pythonWith } from '../../../infra/outside-tools.ts';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Where Python keeps what the requirements name; `python -m <module>` runs it. */
export interface Tools {
  readonly python: string;
}

/** @throws NoTools where there is no Python 3.10, or the packages cannot be had */
export const pythonTools = async (): Promise<Tools> => ({
  python: await pythonWith('engines', readFileSync(REQUIREMENTS, 'utf8')),
});

/** @returns why the deployed tests cannot run here, or nothing where they can */
export const missingTools = async (): Promise<string | undefined> => {
  try {
    await pythonTools();
    return undefined;
  } catch (error) {
    if (error instanceof NoTools) return error.message;
    throw error;
  }
};
