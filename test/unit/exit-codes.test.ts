import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { EXIT, EXIT_CODES, exitCodesText } from '../../cli/exit-codes.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

it('exit codes are in the README as they are in the table', () => {
  const rows = Object.values(EXIT_CODES).map(({ code, meaning }) => `| ${code} | ${meaning} |`);
  expect(README).toContain(`| exit code | means |\n|---|---|\n${rows.join('\n')}\n\n`);
});

it('exit codes are told apart, and each command may say more about them', () => {
  expect(new Set(Object.values(EXIT)).size).toBe(Object.keys(EXIT_CODES).length);
  expect(exitCodesText({ incomplete: null })).not.toContain('  3  ');
  expect(exitCodesText({ done: 'all rows' })).toContain('  0    all rows\n  1    refused or failed');
});
