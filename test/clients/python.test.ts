import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentFile, expectedOutput, freshFolder, program, run, tools } from './given.ts';

/** Imports every module of a package: a generated one may be broken in a place that no program visits. */
const IMPORT_ALL = `
import importlib, pkgutil, loyalty
names = [module.name for module in pkgutil.walk_packages(loyalty.__path__, 'loyalty.')]
for name in names: importlib.import_module(name)
print(len([name for name in names if name.count('.') == 3]))
`;

const GENERATE = 'from openapi_python_client.cli import app; app()';

describe.skipIf(!tools.python)('openapi-python-client', () => {
  it('makes a package, without leaving anything out, that creates a member and waits for a bulk', async () => {
    const python = tools.python ?? '';
    const folder = freshFolder('python');
    const made = await run(
      [
        ...([python, '-c', GENERATE, 'generate', '--meta', 'none'] as const),
        ...['--path', documentFile('openapi-3.0.json'), '--output-path', join(folder, 'loyalty')],
      ],
      { env: { PATH: `${join(python, '..')}:${process.env['PATH']}` } },
    );
    expect(made.code, made.stderr).toBe(0);
    expect(made.stdout + made.stderr).not.toMatch(/warning|unable to/i);
    const env = { PYTHONPATH: folder };
    const imported = await run([python, '-c', IMPORT_ALL], { env });
    expect(Number(imported.stdout), imported.stderr).toBeGreaterThan(50);
    const ran = await run([python, program('create_and_wait.py')], { env });
    expect(ran.stdout, ran.stderr).toBe(expectedOutput('python'));
  });
});
