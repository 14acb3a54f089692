import { beforeAll, describe, expect, it } from 'vitest';
import { memberItem } from '#shared/data/members/member-item.ts';
import { findMember } from '#shared/data/members/members.ts';
import { type ApiAnswer, call } from '../support/api.ts';
import { inGeneration } from '../support/generations.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let member: { id: number };
beforeAll(async () => {
  world = await createWorld();
  const properties = {
    email: 'Alice+tag@Example.com',
    msisdn: '+47 404 85 124',
    first_name: 'Alice',
    last_name: 'A',
  };
  member = (await call(world, 'members.create', { body: { properties, password: 'secret' } })).body;
});

const GENERATIONS = [0, 1] as const;
const EMAILS = [
  'alice+tag@example.com',
  'ALICE+TAG@EXAMPLE.COM',
  ' alice+tag@example.com ',
  'ａlice+tag@example.com',
];
const MSISDNS = ['4740485124', '+4740485124', '004740485124', '47 404-85-124', '(47)40485124'];
const NO_EMAILS = ['alice tag@example.com', 'alice@example.com', 'nonsense', '@', '#', '%', 'x'.repeat(5000)];
const NO_MSISDNS = ['nonsense', '123', '0', '+', '47404851240000000', '#', 'x'.repeat(5000)];
const NO_IDS = ['9', '999999999999999', '0'];
const OTHER_WORDS = ['me', 'bulks', '-1', '1.5', '1e3', '0x1', '12345678901234567', '١٢', '1 ', '%31'];

describe.each(GENERATIONS)('members below prefix %i', (generation) => {
  const get = (by: string, path: Record<string, string>): Promise<ApiAnswer> =>
    call(world, `members.get${by}`, { path, generation });
  const info = (by: string, path: Record<string, string>): Promise<ApiAnswer> =>
    call(world, `members.public-info${by}`, { path, generation });

  it('are found by id and by every spelling of their identifiers', async () => {
    const id = String(member.id);
    const found = [await get('', { id })];
    for (const email of EMAILS) found.push(await get('-by-email', { email }));
    for (const msisdn of MSISDNS) found.push(await get('-by-msisdn', { msisdn }));
    const shown = inGeneration(generation, member);
    for (const { status, body } of found) expect([status, body]).toEqual([200, shown]);
    const told = [await info('', { id })];
    for (const email of EMAILS) told.push(await info('-by-email', { email }));
    for (const msisdn of MSISDNS) told.push(await info('-by-msisdn', { msisdn }));
    for (const { status, body } of told) {
      expect([status, body]).toEqual([200, { exists: true, can_login: true }]);
    }
  });

  it('are 404 to get and null to public_info when they do not exist', async () => {
    const paths: [string, Record<string, string>][] = [
      ...NO_IDS.map((id): [string, Record<string, string>] => ['', { id }]),
      ...NO_EMAILS.map((email): [string, Record<string, string>] => ['-by-email', { email }]),
      ['-by-msisdn', { msisdn: '4740485125' }],
    ];
    for (const [by, path] of paths) {
      const { status, body } = await get(by, path);
      expect([path, status, body]).toEqual([path, 404, { error: 'Member not found' }]);
      const { status: told, body: nothing } = await info(by, path);
      expect([path, told, nothing]).toEqual([path, 200, null]);
    }
  });

  it('have ids of digits only; any other path is unknown', async () => {
    for (const id of OTHER_WORDS) {
      for (const { status, body } of [await get('', { id }), await info('', { id })]) {
        expect([id, status, body]).toEqual([id, 404, { error: 'Not found' }]);
      }
    }
  });

  it('answer an impossible MSISDN as their generation does', async () => {
    for (const msisdn of NO_MSISDNS) {
      const got = await get('-by-msisdn', { msisdn });
      const told = await info('-by-msisdn', { msisdn });
      if (generation === 0) {
        expect([got.status, got.body]).toEqual([404, { error: 'Member not found' }]);
        expect([told.status, told.body]).toEqual([200, null]);
      } else {
        for (const { status, body } of [got, told]) {
          expect([status, body]).toEqual([422, { error: 'Invalid MSISDN param' }]);
        }
      }
    }
  });
});

describe('public_info', () => {
  it('says that a member without a password, or with a ban in force, cannot log in', async () => {
    const { PutCommand } = await import('@aws-sdk/lib-dynamodb');
    const { db, club } = world;
    const stored = await findMember(db, club.slug, member.id);
    if (!stored) throw new Error('The member is gone');
    const answer = async (change: object) => {
      const Item = memberItem({ ...stored, ...change });
      await db.doc.send(new PutCommand({ TableName: db.table, Item }));
      const { body } = await call(world, 'members.public-info', { path: { id: String(member.id) } });
      return body.can_login;
    };
    expect(await answer({ password: null })).toBe(false);
    expect(await answer({ banned_until: '2999-01-01T00:00:00.000Z' })).toBe(false);
    expect(await answer({ banned_until: '2020-01-01T00:00:00.000Z' })).toBe(true);
    expect(await answer({})).toBe(true);
  });
});

describe('GET member_schema', () => {
  it.each(GENERATIONS)('answers the club schema below prefix %i', async (generation) => {
    const { status, body } = await call(world, 'clubs.schema', { generation });
    expect(status).toBe(200);
    expect(body).toMatchObject(world.club.member_schema);
  });
});
