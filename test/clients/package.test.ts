import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentFile, freshFolder, run, tools } from './given.ts';

const PROGRAM = `
import { createClient, isLoyaltyApiError } from 'loyalty-club-client';
const client = createClient({ url: 'https://api.example.com', token: 'token', club: 'mall' });
export const create = async (): Promise<number> => {
  try {
    return (await client.members.create({ properties: { email: 'kari@example.com' } })).id;
  } catch (error) {
    if (isLoyaltyApiError(error) && error.code === 'member_invalid') return Object.keys(error.body).length;
    throw error;
  }
};
`;

/** An older TypeScript than the project's: the last one that resolves packages as Node 10 did. */
describe.skipIf(!tools.node)('the packed client', () => {
  it('compiles under the resolution of Node 10, without the types of the DOM and of Node', async () => {
    const folder = freshFolder('package');
    const packed = await run(['npm', 'pack', '--silent', '--pack-destination', folder], {
      cwd: documentFile('packages/client'),
    });
    expect(packed.code, packed.stderr).toBe(0);
    writeFileSync(join(folder, 'package.json'), '{"private": true}');
    const file = packed.stdout.trim().split('\n').at(-1) ?? '';
    const installed = await run(['npm', 'install', '--offline', '--no-audit', `./${file}`], { cwd: folder });
    expect(installed.code, installed.stderr).toBe(0);
    const compilerOptions = {
      ...{ strict: true, noEmit: true, skipLibCheck: false, ignoreDeprecations: '5.0' },
      ...{ module: 'commonjs', moduleResolution: 'node10', target: 'es2022', lib: ['es2022'], types: [] },
    };
    writeFileSync(join(folder, 'program.ts'), PROGRAM);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['program.ts'] }),
    );
    const tsc = join(tools.node ?? '', 'node_modules/.bin/tsc');
    expect((await run([tsc, '--project', folder])).stdout).toBe('');
  });
});
