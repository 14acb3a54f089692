import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Tools of other languages, which a clean clone has without: made on the first use and kept in a cache folder. */

/** Says why a tool cannot be had on this machine: no fault of what would have been tested. */
export class NoTools extends Error {}

const run = promisify(execFile);

interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** @throws NoTools with the last line that the command said */
export const must = async (
  what: string,
  [program, ...args]: readonly [string, ...string[]],
  { cwd, env }: Options = {},
): Promise<string> => {
  try {
    const options = { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, ...env }, ...(cwd && { cwd }) };
    return (await run(program, args, options)).stdout.trim();
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new NoTools(`${what}: ${stderr.trim().split('\n').at(-1) || message.split('\n')[0]}`);
  }
};

const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'loyalty-club-backend');

/** Short name of a text, for folders that belong to these very versions. */
export const digest = (text: string | Buffer): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * A folder of the cache. It is made under another name and then renamed, so that an interrupted or simultaneous run
 * leaves no half of one.
 * @param make fills the folder, whose final name may not be written into it
 */
export const keptFolder = async (name: string, make: (draft: string) => Promise<void>): Promise<string> => {
  const folder = join(cacheFolder(), name);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheFolder(), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    await make(draft);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
};

/** @param requirements text of a requirements file @returns the Python of an environment that has these packages */
export const pythonWith = async (what: string, requirements: string): Promise<string> => {
  const version = await must('Python 3', [
    'python3',
    '-c',
    'import sys; print("%d.%d" % sys.version_info[:2])',
  ]);
  const name = what.toLowerCase().replaceAll(' ', '-');
  const folder = await keptFolder(`${name}-${digest(requirements)}-python${version}`, async (draft) => {
    await must('A virtual environment', ['python3', '-m', 'venv', draft]);
    const python = join(draft, 'bin', 'python');
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
    await must(`The ${what}`, [
      python,
      ...pip,
      ...requirements.split('\n').filter((line) => /^\w/.test(line)),
    ]);
  });
  return join(folder, 'bin', 'python');
};
