import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_NAMES, writeClients } from '../../infra/clients/clients.ts';
import { NoTools } from '../../infra/outside-tools.ts';
import { freshFolder, run, tools } from './given.ts';

const folder = freshFolder('clients');
const of = (name: string): string => join(folder, name);

/** Nothing where the generator cannot be had on this machine. */
let missing: string | undefined;
beforeAll(async () => {
  try {
    await writeClients(folder);
  } catch (error) {
    if (!(error instanceof NoTools)) throw error;
    missing = error.message;
  }
});

describe('OpenAPI Generator', () => {
  it.each(CLIENT_NAMES)('makes a client for %s with a README', (name) => {
    if (missing !== undefined) return;
    expect(readFileSync(join(of(name), 'README.md'), 'utf8')).toMatch(/^# Loyalty club client for .*\n/);
    expect(existsSync(join(of(name), 'docs'))).toBe(true);
  });

  it.skipIf(!tools.go)('makes a Go module that compiles', async () => {
    if (missing !== undefined) return;
    const tidied = await run(['go', 'mod', 'tidy'], { cwd: of('go') });
    expect(tidied.code, tidied.stderr).toBe(0);
    const built = await run(['go', 'build', './...'], { cwd: of('go') });
    expect(built.code, built.stderr).toBe(0);
  });

  it.skipIf(!tools.python)('makes a Python package that compiles', async () => {
    if (missing !== undefined) return;
    const compiled = await run([tools.python ?? '', '-m', 'compileall', '-q', of('python/loyalty_club')]);
    expect(compiled.code, compiled.stdout).toBe(0);
  });
});
