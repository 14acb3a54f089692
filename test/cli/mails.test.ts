import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { INFINITY_MALL, runLoyalty } from './loyalty-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loyalty-preview-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('loyalty mails preview writes all messages and pages of a club file, in each language', async () => {
  const args = ['--json', 'mails', 'preview', 'infinity-mall', '--file', INFINITY_MALL, '--out', folder];
  const { code, stdout, stderr } = await runLoyalty(args);
  expect([code, stderr]).toEqual([0, '']);
  const { files } = JSON.parse(stdout);
  expect(
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()),
  ).toHaveLength(files.length);
  expect(files).toEqual(
    expect.arrayContaining(
      [
        'index.html',
        'mails/welcome_email.default.no.html',
        'mails/password_reset_email.default.en.txt',
        'sms/welcome_sms.facebook.en.txt',
        'sms/address_changed_sms.default.no.txt',
        'pages/secure-account.no.html',
      ].map((name) => join(folder, name)),
    ),
  );
  const welcome = readFileSync(join(folder, 'mails/welcome_email.default.no.html'), 'utf8');
  expect(welcome).toContain('Velkommen, Ann!');
  for (const file of files) expect(readFileSync(file, 'utf8'), file).not.toMatch(/\{\{|\{%|undefined/);
});

it('loyalty mails preview names what is wrong with a file', async () => {
  const args = ['mails', 'preview', 'x', '--file', '-', '--out', folder];
  const { code, stderr } = await runLoyalty(args, { input: '{}' });
  expect(code).not.toBe(0);
  expect(stderr).toMatch(/The club file has mistakes, the first at \/name: "name" is missing/);
});
