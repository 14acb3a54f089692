import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { QUEUE_NAMES } from '#shared/contracts/queues.ts';
import { anchorsOf } from '../support/markdown.ts';

const ROOT = join(import.meta.dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const guide = read('docs/operations.md');

const GUIDES = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  'SECURITY.md',
  'events/README.md',
  'packages/client/README.md',
  ...['docs', 'docs/guide'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`),
  ),
];

/** What a pattern's first group finds. */
const found = (text: string, pattern: RegExp): string[] =>
  [...text.matchAll(pattern)].map(([, first = '']) => first);

describe.each(GUIDES)('%s', (path) => {
  it('links to what is there', () => {
    const links = found(read(path), /\]\((?!https?:|mailto:)([^)\s]+)\)/g);
    const broken = links.filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : join(dirname(path), file);
      if (!existsSync(join(ROOT, target))) return true;
      return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names files of the project that exist', () => {
    // Of earlier releases too.
    if (path === 'CHANGELOG.md') return;
    const named = found(
      read(path),
      /`((?:shared|functions|infra|openapi|local|cli|site|test|events)\/[\w./-]+)`/g,
    );
    expect(named.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });

  it('names npm scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json'));
    const plain = read(path).replace(/ (?:-s|--silent|--prefix <[^>]*>)(?= )/g, '');
    expect(found(plain, /npm run ([a-z:-]+)/g).filter((name) => !(name in scripts))).toEqual([]);
  });
});

describe('the operations guide', () => {
  // A second word with a dot is the id of a function, not a command.
  it.each([...new Set(found(guide, /npm run loyalty -- ([a-z]+(?: [a-z-]+(?![a-z.-]))?)/g))])(
    'names a command that exists: loyalty %s',
    (words) => {
      const { status, stdout } = spawnSync(
        process.execPath,
        ['cli/loyalty.ts', ...words.split(' '), '--help'],
        {
          cwd: ROOT,
          encoding: 'utf8',
        },
      );
      expect(status).toBe(0);
      expect(stdout).toContain(`Usage: loyalty ${words}`);
    },
  );

  it.each(QUEUE_NAMES)('explains the dead letters of %s', (name) => {
    const section = guide.slice(guide.indexOf('### Dead letters'), guide.indexOf('### Old messages'));
    expect(section).toContain(`\`${name}\``);
  });
});

describe('settings of a deployment', () => {
  const known = found(read('infra/loyalty-app.ts'), /setting\('(\w+)'\)/g);

  it('are all told, each with its meaning', () => {
    const rows = guide.slice(guide.indexOf('## Settings'), guide.indexOf('## Alarms')).split('\n');
    const told = rows.flatMap((row) => found(row.split(' | ')[0] ?? '', /`(\w+)/g));
    expect(known.filter((name) => !told.includes(name))).toEqual([]);
  });

  it('that guides use exist', () => {
    const used = GUIDES.flatMap((path) => found(read(path), /-c (\w+)=/g));
    expect(used.filter((name) => !known.includes(name) && name !== 'name')).toEqual([]);
  });
});
