import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digest, keptFolder, must } from '../../infra/outside-tools.ts';

const FILES = ['package.json', 'package-lock.json'];

/**
 * Installs a peer at its locked versions into the cache folder, once.
 * @param name its folder here
 * @returns what requires its packages
 * @throws NoTools where npm does not have it
 */
export const peer = async (name: string): Promise<NodeJS.Require> => {
  const source = fileURLToPath(new URL(`${name}/`, import.meta.url));
  const lock = readFileSync(join(source, 'package-lock.json'));
  const folder = await keptFolder(`peer-${name}-${digest(lock)}`, async (draft) => {
    for (const file of FILES) cpSync(join(source, file), join(draft, file));
    await must(name, ['npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
  });
  return createRequire(join(folder, 'package.json'));
};
