import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);

/** The small sister of what `npm run demo:sending` shows with 10,000 members. */
const demo = async (env: Readonly<Record<string, string>>): Promise<string> => {
  const { PATH = '' } = process.env;
  const { stdout } = await run(process.execPath, ['local/demo-sending.ts'], { env: { PATH, ...env } });
  return stdout;
};

describe('a sending whose workers are killed on the way', () => {
  it('reaches everybody exactly once', async () => {
    const told = await demo({ MEMBERS: '250' });
    expect(told).toContain('250 transmitted, 0 unknown');
    expect(told).not.toContain('✗');
  });
});
