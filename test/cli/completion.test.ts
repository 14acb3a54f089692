import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { runLoyalty } from './loyalty-process.ts';

const run = promisify(execFile);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'loyalty-completion-'));
  const { code, stdout } = await runLoyalty(['completion', 'bash']);
  expect(code).toBe(0);
  await writeFile(join(folder, 'loyalty.bash'), stdout);
  await writeFile(join(folder, 'members.csv'), '');
});

/** What bash offers when Tab is pressed after the line. */
const offered = async (line: string): Promise<string[]> => {
  const words = line.split(' ');
  const script = `
    source ./loyalty.bash
    complete -p loyalty >/dev/null || exit 1
    COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _loyalty
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr } = await run('bash', ['--norc', '--noprofile', '-c', script], { cwd: folder });
  expect(stderr).toBe('');
  return stdout.split('\n').filter((word) => word !== '');
};

describe('completion in bash', () => {
  it.each([
    ['loyalty cl', ['clubs']],
    ['loyalty --lo', ['--local']],
    ['loyalty clubs l', ['list', 'lint']],
    ['loyalty --local clubs cr', ['create']],
    ['loyalty --table clubs imp', ['imports']],
    ['loyalty members import --operation ', ['create', 'update']],
    ['loyalty members import --operation up', ['update']],
    ['loyalty members import mem', ['members.csv']],
    ['loyalty members import --mapping mem', ['members.csv']],
    ['loyalty members import members.csv --save', ['--save-mapping']],
    ['loyalty members import members.csv --only', ['--only-valid']],
    ['loyalty clubs create a --file mem', ['members.csv']],
    ['loyalty clubs create a --fi', ['--file']],
    ['loyalty jobs watch 1 --club mall --po', ['--poll']],
    ['loyalty members erase 1 --yes --j', ['--json']],
    ['loyalty jobs show 1 --club mem', []],
    ['loyalty nonsense', []],
  ])('after "%s" offers %j', async (line, words) => {
    expect(await offered(line)).toEqual(words);
  });

  it('offers every group at the beginning', async () => {
    const words = await offered('loyalty ');
    for (const group of [
      'clubs',
      'tokens',
      'members',
      'jobs',
      'imports',
      'sendings',
      'dlq',
      'keys',
      'completion',
    ])
      expect(words).toContain(group);
  });
});

describe('the other shells', () => {
  it.each(['zsh', 'fish'])('know every command and option: %s', async (shell) => {
    const { stdout } = await runLoyalty(['completion', shell]);
    for (const word of ['redrive', 'watch', 'lint', 'operation', 'dry-run', 'replace'])
      expect(stdout).toContain(word);
  });

  it('that there are not are refused', async () => {
    expect((await runLoyalty(['completion', 'tcsh'])).code).toBe(2);
  });
});
