import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));

/** Where Python keeps what the requirements name; `python -m <module>` runs it. */
export interface Tools {
  readonly python: string;
}

/** Says why there are no tools on this machine: no fault of what would have been tested. */
class NoTools extends Error {}

const run = promisify(execFile);

/** @throws NoTools with the last line that the command said */
const must = async (what: string, program: string, ...args: string[]): Promise<string> => {
  try {
    return (await run(program, args, { maxBuffer: 64 * 1024 * 1024 })).stdout.trim();
  } catch (error) {
    const { stderr = '', message } = error as { stderr?: string; message: string };
    throw new NoTools(`${what}: ${stderr.trim().split('\n').at(-1) || message.split('\n')[0]}`);
  }
};

const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'loyalty-club-backend');

const pythonOf = (folder: string): string => join(folder, 'bin', 'python');

/**
 * A Python environment of these very versions, made on the first call and kept for all later ones. It is made under
 * another name and then renamed, so that an interrupted or simultaneous run leaves no half of one.
 * @throws NoTools where there is no Python 3.10, or the packages cannot be had
 */
export const pythonTools = async (): Promise<Tools> => {
  const version = await must(
    'Python 3',
    'python3',
    '-c',
    'import sys; print("%d.%d" % sys.version_info[:2])',
  );
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `engines-${hash}-python${version}`);
  if (existsSync(folder)) return { python: pythonOf(folder) };
  mkdirSync(cacheFolder(), { recursive: true });
  const draft = mkdtempSync(`${folder}.`);
  try {
    await must('A virtual environment', 'python3', '-m', 'venv', draft);
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', REQUIREMENTS];
    await must('The engines', pythonOf(draft), ...install);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return { python: pythonOf(folder) };
};

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
