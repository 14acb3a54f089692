import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BUNDLE, FUNCTION_IDS, handlerPath } from './handlers.ts';

/** A folder as `buildFunctions` makes it, with a stub for each function: templates need no real code. */
export const stubCode = (ids: readonly string[] = FUNCTION_IDS): string => {
  const directory = mkdtempSync(join(tmpdir(), 'loyalty-code-'));
  for (const id of ids) {
    const folder = join(directory, handlerPath(id));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, BUNDLE), `exports.handler = async () => '${id}';\n`);
  }
  return directory;
};
