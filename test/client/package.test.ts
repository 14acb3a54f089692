import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_CLUBS } from '../../local/seed.ts';
import { isUp, type StackProcess, spawnStack } from '../local/stack-process.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PACKAGE = join(ROOT, 'packages/client');
const TSC = join(ROOT, 'node_modules/.bin/tsc');
const [{ secret }] = DEMO_CLUBS;

let folder: string;
let stack: StackProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loyalty-client-'));
  stack = await spawnStack();
  await isUp(stack);
});
afterAll(async () => {
  stack.child.kill('SIGTERM');
  await stack.ended;
  await rm(folder, { recursive: true });
});

/** All TypeScript of the package's README as one program, its imports first. */
const readmeProgram = async (): Promise<string> => {
  const text = await readFile(join(PACKAGE, 'README.md'), 'utf8');
  const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);
  const lines = blocks.join('\n').split('\n');
  const isImport = (line: string) => line.startsWith('import ');
  return [...lines.filter(isImport), ...lines.filter((line) => !isImport(line))].join('\n');
};

describe('the packed client', () => {
  it('installs into a folder of its own, compiles there under strict rules, and runs its README', async () => {
    const env = {
      ...process.env,
      npm_config_cache: join(folder, 'cache'),
      npm_config_update_notifier: 'false',
    };
    const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], {
      cwd: PACKAGE,
      env,
    });
    // npm tells what `prepare` said before the JSON.
    const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
    const packed: string[] = files.map(({ path }: { path: string }) => path);
    expect(packed).toEqual(
      expect.arrayContaining(['README.md', 'LICENSE', 'dist/main.js', 'dist/main.d.ts']),
    );
    expect(packed.filter((path) => path.startsWith('src'))).toEqual([]);

    const compilerOptions = {
      ...{ target: 'es2022', module: 'nodenext', lib: ['es2022', 'dom'], types: [] },
      ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false },
    };
    await writeFile(join(folder, 'package.json'), '{"type": "module", "private": true}');
    await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    await writeFile(
      join(folder, 'readme.ts'),
      `declare const process: { env: { LOYALTY_URL?: string; LOYALTY_TOKEN?: string } };\n${await readmeProgram()}`,
    );
    await run('npm', ['install', '--offline', '--no-audit', '--no-fund', filename], { cwd: folder, env });
    const compiled = await run(TSC, ['--project', folder], { cwd: folder }).catch((error) => error);
    expect(compiled.stdout).toBe('');

    const { PATH = '' } = process.env;
    const ran = await run(process.execPath, ['readme.js'], {
      cwd: folder,
      env: { PATH, LOYALTY_URL: stack.url, LOYALTY_TOKEN: secret },
    });
    expect(ran.stdout).toMatch(/^finished 1 \[\]$/m);
    expect(ran.stderr).toBe('');
  });
});
