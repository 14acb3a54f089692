import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const BUILD = fileURLToPath(new URL('../infra/build.ts', import.meta.url));

interface Built {
  readonly codeDirectory: string;
  remove(): Promise<void>;
}

/** Builds all functions outside of the project, as in Lambda: what is not in a bundle cannot be found. */
export const buildApart = async (): Promise<Built> => {
  const folder = mkdtempSync(join(tmpdir(), 'loyalty-bundles-'));
  const codeDirectory = join(folder, 'functions');
  await promisify(execFile)(process.execPath, [BUILD, codeDirectory]);
  return { codeDirectory, remove: () => rm(dirname(codeDirectory), { recursive: true }) };
};
