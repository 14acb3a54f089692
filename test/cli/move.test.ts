import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueClientToken } from '#shared/admin/issue-token.ts';
import { updateClubFromFile } from '#shared/admin/save-club.ts';
import { PERMITS } from '#shared/contracts/permits.ts';
import { importMembers } from '../../cli/import/import-members.ts';
import { verifyMembers } from '../../cli/move/verify.ts';
import { PASSWORD_SCHEMES } from '../../local/demo/old-system/members.ts';
import {
  bringChanges,
  logInAll,
  type MovePlace,
  mayBeWrittenTo,
  restoreAll,
  sendToAll,
  verifyAll,
  wrongIds,
} from '../../local/demo/old-system/play.ts';
import { type ClubStack, startClubStack } from '../local/club-stack.ts';

/** The move that `npm run demo:move` makes with thousands of members, with the commands' own functions. */

const CLUB_FILE = new URL('../../local/demo/infinity-mall.json', import.meta.url);
const SYSTEM = { seed: 5, members: 120, joined: 3 };

let stack: ClubStack;
let place: MovePlace;

const optionsOf = (args: readonly string[]): any => {
  const named = args.flatMap((arg, index) => {
    if (!arg.startsWith('--')) return [];
    const value = args[index + 1];
    const name = arg.slice(2).replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    return [[name, value === undefined || value.startsWith('--') ? true : value] as const];
  });
  return Object.fromEntries(named);
};

beforeAll(async () => {
  stack = await startClubStack({}, 'move');
  const token = await tokenOf('move');
  const context: any = { db: () => stack.db, isLocal: false, now: new Date() };
  const api = { url: stack.stack.url, token, product: 'default', skipColumn: [], concurrency: 4, poll: 0.2 };
  place = {
    system: SYSTEM,
    club: 'move',
    folder: await mkdtemp(join(tmpdir(), 'loyalty-move-')),
    async loyalty([group, name, ...rest]) {
      const options = optionsOf(rest);
      if (name === 'verify') return (await verifyMembers(context, { skipColumn: [], ...options })).json;
      const file = group === 'members' ? String(rest[0]) : options.file;
      return (await importMembers(context, { ...api, ...options, file, operation: 'restore' })).json;
    },
    ask: (method, path, body) =>
      stack.ask(method, path, {
        headers: { 'X-Loyalty-Club-Slug': 'move' },
        ...(body !== undefined && { body }),
      }),
  };
  await saveClub({ moving_in: true });
});
afterAll(() => stack.stack.stop());

const tokenOf = async (club: string): Promise<string> => {
  const permits = Object.keys(PERMITS);
  const asked = { name: club, clubs: [club], product: null, permits, by: 'tests', now: new Date() };
  return (await issueClientToken(stack.db, asked)).secret;
};

const saveClub = async (more: object): Promise<void> => {
  const file = { ...JSON.parse(await readFile(CLUB_FILE, 'utf8')), ...more };
  await updateClubFromFile(stack.db, { slug: 'move', file, now: new Date() });
};

const linesOf = async (name: string): Promise<any[]> =>
  (await readFile(join(place.folder, name), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

// In the order of a move: each step finds what those before it left.
describe('a move from an old system', () => {
  it('restores what its dry run says', async () => {
    const counts = { created: 120, updated: 0, refused: 0, unmapped: 0, unchanged: 0, newer: 0 };
    expect(await restoreAll(place, ['--dry-run'])).toMatchObject({ dry_run: true, ...counts });
    expect(await restoreAll(place)).toMatchObject(counts);
    expect(await restoreAll(place, ['--dry-run'])).toMatchObject({
      created: 0,
      updated: 120,
      unchanged: 120,
    });
  });

  it('is verified without a difference, field by field', async () => {
    expect(await verifyAll(place)).toMatchObject({
      rows: 120,
      differences: 0,
      changed_later: 0,
      extra_members: 0,
    });
  });

  it('lets members log in with their passwords, and old ids lead to them', async () => {
    const statuses = await logInAll(place, 1);
    expect(statuses).toEqual(Object.fromEntries(PASSWORD_SCHEMES.map((scheme) => [scheme, [200]])));
    expect(await wrongIds(place, 10)).toEqual([]);
    expect(await verifyAll(place)).toMatchObject({ differences: 0, changed_later: 0 });
  });

  it('brings over what changed there since, and leaves what changed here later', async () => {
    const [first, second] = await linesOf('export.jsonl');
    const change = { properties: { last_name: 'Here' } };
    const leaving = { ...change, sms_enabled: false };
    expect((await place.ask('PUT', `members/${first.id}`, leaving)).status).toBe(200);
    expect((await place.ask('PUT', `members/${second.id}`, change)).status).toBe(200);
    // Of 120 members 3 changed there, the first among them; 3 joined.
    const counts = { created: 3, updated: 3, refused: 0, unchanged: 0, newer: 1, earlier: 0 };
    expect(await bringChanges(place, ['--dry-run'])).toMatchObject({ dry_run: true, ...counts });
    expect(await bringChanges(place)).toMatchObject(counts);
    expect(await bringChanges(place)).toMatchObject({ created: 0, updated: 6, unchanged: 5, newer: 1 });
    const whole = ['move', 'delta', '--club', 'move', '--file', `${place.folder}/last.jsonl`];
    expect(await place.loyalty([...whole, '--since', '2026-06-01'])).toMatchObject({
      updated: 6,
      earlier: 117,
    });
    const verified = await verifyAll(place, 'last.jsonl');
    expect(verified).toMatchObject({ rows: 123, differences: 0, changed_later: 2, extra_members: 0 });
    expect(verified.fields['properties.last_name']).toEqual({ changed_later: 2 });
  });

  it('tells every kind of difference', async () => {
    const rows = await linesOf('last.jsonl');
    const [a, b, c, d] = rows.filter(({ password_hash, consents }) => password_hash && consents).slice(2);
    const other = rows.find(({ password_hash }) => password_hash && password_hash !== b.password_hash);
    const file = [
      { ...a, properties: { ...a.properties, zip_code: '0001', gender: 'man' }, sms_status: 'disabled' },
      { ...b, password_hash: other.password_hash, banned_until: '2040-01-01T00:00:00Z' },
      { ...c, consents: undefined, person_id: 'another', created_at: '2001-01-01T00:00:00Z' },
      { ...d, password_hash: undefined },
      { ...d, id: 77, properties: { ...d.properties, email: 'x@example.com', msisdn: '4799999999' } },
    ];
    await writeFile(join(place.folder, 'wrong.jsonl'), file.map((row) => JSON.stringify(row)).join('\n'));
    const found = await verifyAll(place, 'wrong.jsonl');
    expect(found.fields).toMatchObject({
      'properties.gender': { missing: 1 },
      sms_status: a.sms_status === 'disabled' ? {} : { differs: 1 },
      password: { differs: 1, extra: 1 },
      banned_until: { [b.banned_until ? 'differs' : 'missing']: 1 },
      'consents.email_marketing.status': { extra: 1 },
      created_at: { differs: 1 },
      '(member)': { missing: 1 },
    });
    expect(found.extra_members).toBe(119);
    const listed = await linesOf('wrong.jsonl.verify.errors.jsonl');
    expect(listed.filter(({ property }) => property === '(member)')).toHaveLength(120);
    expect(JSON.stringify(listed)).not.toContain('$');
  });

  it('ends with moving_in, and writes to none who had opted out there', async () => {
    await saveClub({});
    // Functions know a club for half a minute.
    await place.ask('POST', '/_local/clock', { advance_seconds: 60 });
    expect(await bringChanges(place)).toMatchObject({ created: 0, updated: 0, refused: 6 });
    expect(JSON.stringify(await linesOf('changed.jsonl.errors.jsonl'))).toContain('restore_not_allowed');
    const expected = mayBeWrittenTo(place);
    const written = await sendToAll(place);
    expect(written.toSorted()).toEqual([...expected].toSorted());
    expect(stack.problems).toEqual([]);
  });
});
