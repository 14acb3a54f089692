import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_NAMES, writeClients } from '../../infra/clients/clients.ts';
import { freshFolder, run, tools } from './given.ts';

const folder = freshFolder('clients');
const of = (name: string): string => join(folder, name);

/** How Go says that it reaches no module proxy. */
const NO_PROXY = /dial tcp|proxyconnect|GOPROXY=off|module lookup disabled/;

describe.skipIf(!tools.generator)('OpenAPI Generator', () => {
  beforeAll(() => writeClients(folder));

  it.each(CLIENT_NAMES)('makes a client for %s with a README', (name) => {
    expect(readFileSync(join(of(name), 'README.md'), 'utf8')).toMatch(/^# Loyalty club client for .*\n/);
    expect(existsSync(join(of(name), 'docs'))).toBe(true);
  });

  it.skipIf(!tools.go)('makes a Go module that compiles', async ({ skip }) => {
    const tidied = await run(['go', 'mod', 'tidy'], { cwd: of('go') });
    if (NO_PROXY.test(tidied.stderr)) skip('Go reaches no module proxy');
    expect(tidied.code, tidied.stderr).toBe(0);
    const built = await run(['go', 'build', './...'], { cwd: of('go') });
    expect(built.code, built.stderr).toBe(0);
  });

  it.skipIf(!tools.python)('makes a Python package that compiles', async () => {
    const compiled = await run([tools.python ?? '', '-m', 'compileall', '-q', of('python/loyalty_club')]);
    expect(compiled.code, compiled.stdout).toBe(0);
  });
});
