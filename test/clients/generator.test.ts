import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_NAMES, writeClients } from '../../infra/clients/clients.ts';
import { expectedOutput, freshFolder, program, run, tools } from './given.ts';

const folder = freshFolder('clients');
const of = (name: string): string => join(folder, name);

/** How Go says that it reaches no module proxy. */
const NO_PROXY = /dial tcp|proxyconnect|GOPROXY=off|module lookup disabled/;

/** How Maven says that it reaches no repository. */
const NO_REPOSITORY = /Could not transfer|Could not resolve|Unknown host/;

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

  it.skipIf(!tools.java)(
    'makes a Java client that creates a member and waits for a bulk',
    async ({ skip }) => {
      const skipped = ['-DskipTests', '-Dmaven.javadoc.skip=true', '-Dmaven.source.skip=true'];
      const built = await run(['mvn', '--quiet', '--batch-mode', ...skipped, 'package'], { cwd: of('java') });
      if (NO_REPOSITORY.test(built.stdout)) skip('Maven reaches no repository');
      expect(built.code, built.stdout).toBe(0);
      const ran = await run(['java', '-cp', 'target/classes:target/lib/*', program('CreateAndWait.java')], {
        cwd: of('java'),
      });
      expect(ran.stdout, ran.stderr).toBe(expectedOutput('java'));
    },
  );

  it.skipIf(!tools.php)('makes a PHP client that creates a member and waits for a bulk', async () => {
    const ran = await run(['php', program('create_and_wait.php')], { env: { LOYALTY_CLIENT: of('php') } });
    expect(ran.stdout, ran.stderr).toBe(expectedOutput('php'));
  });

  it.skipIf(!tools.python)('makes a Python package that compiles', async () => {
    const compiled = await run([tools.python ?? '', '-m', 'compileall', '-q', of('python/loyalty_club')]);
    expect(compiled.code, compiled.stdout).toBe(0);
  });
});
