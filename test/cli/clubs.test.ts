import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '#shared/data/table/db.ts';
import { INFINITY_MALL, loyaltyOn, newTable, OTHER_MALL } from './loyalty-process.ts';

const infinityMall = JSON.parse(readFileSync(INFINITY_MALL, 'utf8'));
const otherMall = JSON.parse(readFileSync(OTHER_MALL, 'utf8'));

let db: Db;
let loyalty: ReturnType<typeof loyaltyOn>;
beforeAll(async () => {
  db = await newTable();
  loyalty = loyaltyOn(db);
});

describe('clubs create, show and list', () => {
  test('make the demo clubs and tell about them as JSON', async () => {
    const made = await loyalty.json(['clubs', 'create', 'infinity-mall', '--file', INFINITY_MALL]);
    await loyalty.json(['clubs', 'create', 'other-mall', '--file', OTHER_MALL]);

    expect(made).toMatchObject({ slug: 'infinity-mall', version: 1, schema_version: 1, ...infinityMall });
    expect(await loyalty.json(['clubs', 'show', 'infinity-mall'])).toEqual(made);
    expect((await loyalty.json(['clubs', 'list'])).map(({ slug }: any) => slug)).toEqual([
      'infinity-mall',
      'other-mall',
    ]);
  });

  test('tell about them in words and tables', async () => {
    const shown = await loyalty.run(['clubs', 'show', 'infinity-mall']);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/Name +Infinity Mall\n/);
    expect(shown.stdout).toContain('email from Infinity <infinity-mall@example.com>');

    const listed = await loyalty.run(['clubs', 'list']);
    expect(listed.stdout).toMatch(/^SLUG +ID +NAME/);
    expect(listed.stdout).toMatch(/other-mall +\d+ +Other Mall +Europe\/Stockholm +default +1/);
  });

  test('say so when there are none', async () => {
    const empty = loyaltyOn(await newTable());
    expect(await empty.json(['clubs', 'list'])).toEqual([]);
    expect((await empty.run(['clubs', 'list'])).stdout).toContain('There are no clubs yet');
  });
});

describe('clubs update', () => {
  const update = (slug: string, file: unknown, ...more: string[]) =>
    loyalty.json(['clubs', 'update', slug, '--file', '-', ...more], JSON.stringify(file));
  const createFrom = (slug: string) => loyalty.json(['clubs', 'create', slug, '--file', OTHER_MALL]);

  test('keeps id, time of creation and schema version when the schema stays', async () => {
    const before = await createFrom('renamed');
    const { club, changes } = await update('renamed', { ...otherMall, name: 'New Mall' });
    expect(club).toMatchObject({
      id: before.id,
      created_at: before.created_at,
      version: 2,
      schema_version: 1,
    });
    expect(changes).toEqual([{ path: '/name', before: 'Other Mall', after: 'New Mall' }]);
  });

  test('raises the schema version with a new schema and shows what changed', async () => {
    await createFrom('regrown');
    const { member_schema } = otherMall;
    const properties = { ...member_schema.properties, zip_code: { type: 'string' } };
    const file = JSON.stringify({ ...otherMall, member_schema: { ...member_schema, properties } });
    const { stdout } = await loyalty.run(['clubs', 'update', 'regrown', '--file', '-'], file);
    expect(stdout).toContain('to version 2, schema version 2');
    expect(stdout).toContain('/member_schema/properties/zip_code\n    + {"type":"string"}');
  });

  test('takes back what show --as-file printed, and finds nothing to change', async () => {
    await createFrom('unchanged');
    const file = await loyalty.json(['clubs', 'show', 'unchanged', '--as-file']);
    const { club, changes } = await update('unchanged', file);
    expect({ changes, version: club.version }).toEqual({ changes: [], version: 1 });
    const { stdout } = await loyalty.run(['clubs', 'update', 'unchanged', '--file', OTHER_MALL]);
    expect(stdout).toBe('Nothing to change in club "unchanged".\n');
  });

  test('shows that members are moving in, until the file says otherwise', async () => {
    await createFrom('moved');
    const shown = async () => (await loyalty.run(['clubs', 'show', 'moved'])).stdout;
    expect(await shown()).not.toContain('Moving in');
    const { changes } = await update('moved', { ...otherMall, moving_in: true });
    expect(changes).toEqual([{ path: '/moving_in', after: true }]);
    expect(await shown()).toMatch(/Moving in +yes \(imports restore\); remove moving_in/);
    expect(await loyalty.json(['clubs', 'show', 'moved', '--as-file'])).toMatchObject({ moving_in: true });
    await update('moved', otherMall);
    expect(await shown()).not.toContain('Moving in');
  });

  test('refuses when the club is no longer at the version that was read', async () => {
    await createFrom('contested');
    await update('contested', { ...otherMall, name: 'First' }, '--if-version', '1');
    const second = JSON.stringify({ ...otherMall, name: 'Second' });
    const args = ['clubs', 'update', 'contested', '--file', '-', '--if-version', '1'];
    expect(await loyalty.run(args, second)).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('it is at version 2, not 1'),
    });
    expect(await loyalty.json(['clubs', 'show', 'contested'])).toMatchObject({ name: 'First', version: 2 });
  });
});

describe('refusals', () => {
  const cases: { title: string; args: string[]; input?: string; stderr: string }[] = [
    {
      title: 'a slug that is taken',
      args: ['create', 'infinity-mall', '--file', OTHER_MALL],
      stderr: 'There is a club "infinity-mall" already.',
    },
    {
      title: 'a slug that is none',
      args: ['create', 'Infinity_Mall', '--file', OTHER_MALL],
      stderr: '"Infinity_Mall" is not a slug.',
    },
    {
      title: 'the reserved slug',
      args: ['create', 'loyalty_clubs', '--file', OTHER_MALL],
      stderr: 'The slug "loyalty_clubs" is a reserved word.',
    },
    {
      title: 'an update of an unknown club',
      args: ['update', 'no-mall', '--file', OTHER_MALL],
      stderr: 'There is no club "no-mall".',
    },
    { title: 'to show an unknown club', args: ['show', 'no-mall'], stderr: 'There is no club "no-mall".' },
    {
      title: 'a file that does not exist',
      args: ['create', 'a', '--file', '/no/such/club.json'],
      stderr: 'The club file cannot be read: ENOENT',
    },
    {
      title: 'a file that is not JSON',
      args: ['create', 'a', '--file', '-'],
      input: '{"name": }',
      stderr: 'The club file is not JSON: Unexpected token',
    },
    {
      title: 'a file with a mistake, telling the place',
      args: ['create', 'a', '--file', '-'],
      input: JSON.stringify({ ...otherMall, timezone: 'Europe/Atlantis' }),
      stderr: '  /timezone: There is no time zone "Europe/Atlantis". Write an IANA name such as',
    },
    {
      title: 'every mistake of a file at once',
      args: ['create', 'a', '--file', '-'],
      input: JSON.stringify({ name: 7, timezone: 'Europe/Oslo', colour: 'red' }),
      stderr: 'The club file has 5 problems. Nothing was saved.',
    },
  ];
  test.for(cases)('tell why: $title', async ({ args, input, stderr }) => {
    const ended = await loyalty.run(['clubs', ...args], input);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toContain(stderr);
    expect(ended.stderr).not.toMatch(/\n +at /);
  });

  test('are JSON on standard error with --json, standard output staying empty', async () => {
    const file = JSON.stringify({ ...otherMall, products: {} });
    const ended = await loyalty.run(['--json', 'clubs', 'create', 'a', '--file', '-'], file);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(JSON.parse(ended.stderr)).toMatchObject({
      error: 'club_file_invalid',
      problems: [{ path: '/products/default', problem: expect.stringContaining('"default" is missing') }],
    });
  });
});
