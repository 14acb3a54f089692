import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { siteFiles } from './files.ts';

/** Writes every file of the documentation into a folder, in place of what is there. */
export const writeSite = async (folder: string): Promise<void> => {
  rmSync(folder, { recursive: true, force: true });
  for (const [path, { text }] of siteFiles()) {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, await text());
  }
};
