import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentFile, expectedOutput, freshFolder, program, run, tools } from './given.ts';

describe.skipIf(!tools.go)('oapi-codegen', () => {
  it('makes a client that compiles, creates a member and waits for a bulk', async () => {
    const folder = freshFolder('go');
    mkdirSync(join(folder, 'loyalty'));
    for (const name of ['main.go', 'go.mod', 'go.sum']) copyFileSync(program(name), join(folder, name));
    const made = await run([
      ...([tools.go ?? '', '-generate', 'types,client', '-package', 'loyalty'] as const),
      ...['-o', join(folder, 'loyalty/client.gen.go'), documentFile('openapi-3.0.json')],
    ]);
    expect(made.code, made.stderr).toBe(0);
    const ran = await run(['go', 'run', '.'], { cwd: folder });
    expect(ran.stdout, ran.stderr).toBe(expectedOutput('go'));
  });
});
