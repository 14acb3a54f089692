import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { inject } from 'vitest';
import { DEMO_ADMIN_TOKEN, DEMO_CLUBS } from '../../local/seed.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const [{ slug, secret }] = DEMO_CLUBS;

const { url, folder, tools: available } = inject('clients');

export const tools = available;
export const stackUrl = url;
export const documentFile = (name: string): string => join(ROOT, name);
export const program = (name: string): string => join(ROOT, 'test/clients/programs', name);

/** What the local stack is called with. */
export const demo = { club: slug, token: secret, admin_token: DEMO_ADMIN_TOKEN } as const;

/** A folder of the run's own. */
export const freshFolder = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path, { recursive: true });
  return path;
};

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command with what the programs need to call the local stack. */
export const run = async (
  [file, ...args]: readonly [string, ...string[]],
  { cwd = folder, env = {} }: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
): Promise<Ended> => {
  const own = { LOYALTY_URL: url, LOYALTY_TOKEN: secret, LOYALTY_CLUB: slug, NO_PROXY: '*' };
  const options = { cwd, env: { ...process.env, ...own, ...env }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return { code: 0, ...(await promisify(execFile)(file, args, options)) };
  } catch (error) {
    const { code, stdout = '', stderr = '', message } = error as Error & Ended;
    return { code: typeof code === 'number' ? code : 1, stdout, stderr: stderr || message };
  }
};

/** What each program writes: a member was created, the second one refused by name, and a bulk waited for. */
export const expectedOutput = (language: string): string =>
  [
    `created one@${language}.example.com`,
    'refused duplicated_email_in_community',
    'bulk finished 20',
    '',
  ].join('\n');
