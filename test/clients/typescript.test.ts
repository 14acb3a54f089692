import { copyFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentFile, expectedOutput, freshFolder, program, run, tools } from './given.ts';

const bin = (name: string): string => join(tools.node ?? '', 'node_modules/.bin', name);

const COMPILER_OPTIONS = {
  ...{ target: 'es2022', module: 'nodenext', lib: ['es2023', 'dom', 'dom.iterable'], types: [] },
  ...{ strict: true, noUncheckedIndexedAccess: true, noEmit: true, allowImportingTsExtensions: true },
};

describe.skipIf(!tools.node)('openapi-typescript', () => {
  /** @returns folder of the program with these types, compiled without a complaint */
  const compiledWith = async (name: string): Promise<string> => {
    const folder = freshFolder(`typescript-${name}`);
    symlinkSync(join(tools.node ?? '', 'node_modules'), join(folder, 'node_modules'));
    const types = join(folder, 'loyalty.ts');
    const made = await run([bin('openapi-typescript'), documentFile(name), '--output', types]);
    expect(made.code, made.stderr).toBe(0);
    copyFileSync(program('create-and-wait.ts'), join(folder, 'program.ts'));
    writeFileSync(join(folder, 'package.json'), '{"type": "module", "private": true}');
    const project = { compilerOptions: COMPILER_OPTIONS, include: ['program.ts'] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(project));
    const compiled = await run([bin('tsc'), '--project', folder]);
    expect([compiled.code, compiled.stdout]).toEqual([0, '']);
    return folder;
  };

  it.each(['openapi.json', 'openapi-3.0.json'])(
    'makes types of %s with which a program compiles',
    async (name) => {
      await compiledWith(name);
    },
  );

  it('makes types of openapi-once.json with which a program creates a member and waits for a bulk', async () => {
    const ran = await run([process.execPath, 'program.ts'], { cwd: await compiledWith('openapi-once.json') });
    expect(ran.stdout, ran.stderr).toBe(expectedOutput('typescript'));
  });
});

describe.skipIf(!tools.node)('spectral', () => {
  it.each(['openapi.json', 'openapi-once.json', 'openapi-2017.json', 'openapi-3.0.json'])(
    'finds no error in %s',
    async (name) => {
      const rules = join(freshFolder('spectral'), 'ruleset.yaml');
      writeFileSync(rules, 'extends: ["spectral:oas"]\n');
      const linted = await run([bin('spectral'), 'lint', documentFile(name), '--ruleset', rules]);
      expect(linted.code, linted.stdout + linted.stderr).toBe(0);
      expect(linted.stdout).not.toMatch(/ error /);
    },
  );
});
