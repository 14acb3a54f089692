import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { EXIT, EXIT_CODES, exitCodesText } from '../../cli/exit-codes.ts';

it('exit codes are in the help of the command as they are in the table', () => {
  const command = fileURLToPath(new URL('../../cli/loyalty.ts', import.meta.url));
  const { stdout } = spawnSync(process.execPath, [command, '--help'], { encoding: 'utf8' });
  for (const { code, meaning } of Object.values(EXIT_CODES)) {
    expect(stdout).toMatch(new RegExp(`^  ${code} +${meaning}$`, 'm'));
  }
});

it('exit codes are distinct, and each command may describe them further', () => {
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT_CODES).length);
  expect(exitCodesText({ incomplete: null })).not.toContain('  3  ');
  expect(exitCodesText({ done: 'all rows' })).toContain('  0    all rows\n  1    refused or failed');
});
