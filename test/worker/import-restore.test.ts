import { beforeEach, describe, expect, it } from 'vitest';
import { outboxWorker } from '#shared/contracts/queues.ts';
import { createMember } from '#shared/data/members/members.ts';
import { allocateIds, raiseMemberIds } from '#shared/data/table/counters.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import { HIGHEST_RESTORED_ID } from '#shared/domain/bulk/restored-row.ts';
import { database } from '#shared/ports/database.ts';
import { call } from '../support/api.ts';
import { storedClient } from '../support/clients.ts';
import { beforeStatements } from '../support/concurrent-writes.ts';
import { countItems, violations } from '../support/count-items.ts';
import { drain } from '../support/deliver.ts';
import { SENDING_CLUB } from '../support/mailing.ts';
import { plainMember } from '../support/plain-member.ts';
import { imageOf, type RawItem, streamRecord, streamTo } from '../support/stream.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const CONSENT = { version: '1', required: true, show_in_profile: true, show_at_registration: true };

let world: World;
beforeEach(async () => {
  world = await createWorld({
    ...SENDING_CLUB,
    moving_in: true,
    member_schema: { consents: { offers: CONSENT } },
  });
});

const ANN = {
  id: 90_071,
  properties: { email: 'Ann@example.com', msisdn: '4740000001', first_name: 'Ann', last_name: 'Berg' },
  sms_status: 'barred',
  email_status: 'unsubscribed',
  push_status: 'verified',
  consents: { offers: { status: true, updated_at: '2016-03-01T10:00:00+01:00', version: '7' } },
  optin_channel: 'till',
  optin_subchannel: 'oslo',
  updated_channel: 'app',
  created_at: '2015-02-03T04:05:06.789Z',
  updated_at: '2019-08-09T10:11:12Z',
  banned_until: '2031-01-01T00:00:00Z',
  person_id: 77,
  password_hash: '$2b$10$WQZtEUr5X0SVjJ5/tF3V3.c4MsfVVQjc1bSeK7mLB/Ak4D9cpY1cW',
};
const BOB = {
  id: '17',
  properties: { msisdn: '4740000002', first_name: 'Bob', last_name: 'Dahl' },
  email_enabled: false,
  created_at: '2014-01-01',
};

const start = (members: readonly object[], more: object = {}) =>
  call(world, 'member-imports.create', { body: { operation: 'restore', members, ...more } });
const outcome = async (import_id: string) => {
  const { body } = await call(world, 'member-imports.show', { path: { import_id } });
  const bulk_id = String(body.bulks[0].id);
  return (await call(world, 'member-imports.bulk', { path: { import_id, bulk_id } })).body;
};
const restore = async (members: readonly object[]) => {
  const reply = await start(members);
  expect(reply).toMatchObject({ status: 200 });
  await drain(world, world.queue.sent.splice(0));
  return outcome(reply.body.import_id);
};
const item = async (id: number): Promise<RawItem | undefined> =>
  imageOf({ ...memberKey(world.club.slug, id) });
const member = async (id: number) =>
  (await call(world, 'members.get', { path: { id: String(id) }, generation: 1 })).body;
const create = (properties: object) =>
  call(world, 'members.create', {
    body: {
      properties: { first_name: 'N', last_name: 'N', ...properties },
      consents: { offers: { status: true } },
    },
  });

const flaws = async () => violations(await countItems(world.db, world.club.slug));

const seen = async (before: RawItem | undefined, after: RawItem | undefined) => {
  await streamTo(world, outboxWorker.id, [streamRecord(before, after)]);
  return world.deliveries.sent.splice(0).length;
};

describe('an import that restores', () => {
  it('changes nothing when it runs again and another member has an address that the first has given up', async () => {
    const dora = { ...BOB, properties: { email: 'dora@example.com', first_name: 'Dora', last_name: 'Eng' } };
    await restore([dora]);
    await call(world, 'members.update', {
      path: { id: '17' },
      body: { properties: { email: 'd@new.example' } },
    });
    expect((await create({ email: 'dora@example.com' })).status).toBe(200);
    const before = await item(17);
    expect(await restore([dora])).toMatchObject({ members_updated_number: 1, members_errors: {} });
    expect(await item(17)).toEqual(before);
  });

  it('keeps ids, times, statuses, consents, ban and password, sends nothing, and gives out higher ids', async () => {
    expect(await restore([ANN, BOB])).toMatchObject({
      operation: 'restore',
      members_created_number: 2,
      members_errors: {},
    });
    expect(await member(90_071)).toMatchObject({
      id: 90_071,
      properties: ANN.properties,
      sms_status: 'barred',
      email_status: 'unsubscribed',
      push_status: 'verified',
      consents: { offers: { status: true, updated_at: '2016-03-01T09:00:00.000Z', version: '7' } },
      optin_channel: 'till',
      optin_subchannel: 'oslo',
      updated_channel: 'app',
      updated_subchannel: null,
      created_at: expect.stringContaining('2015-02-03'),
      updated_at: expect.stringContaining('2019-08-09'),
      person_id: 77,
    });
    expect(await member(17)).toMatchObject({
      email_status: 'disabled',
      sms_status: 'enabled',
      consents: {},
      optin_channel: null,
    });
    const info = await call(world, 'members.public-info', { path: { id: '90071' } });
    expect(info.body).toEqual({ exists: true, can_login: false });
    expect(await seen(undefined, await item(90_071))).toBe(0);
    const next = await create({ email: 'next@example.com' });
    expect(next.body.id).toBeGreaterThan(90_071);
    expect(await flaws()).toEqual([]);
  });

  it('changes nothing when it runs again, and only what is newer than the member', async () => {
    await restore([ANN, BOB]);
    const before = await item(90_071);
    expect(await restore([ANN, BOB])).toMatchObject({
      members_created_number: 0,
      members_updated_number: 2,
      members_unchanged_number: 2,
      members_newer_number: 0,
      members_errors: {},
    });
    // A row without times is older than every member.
    const undated = { ...BOB, created_at: undefined, email_status: 'barred' };
    expect(await restore([undated])).toMatchObject({ members_updated_number: 1, members_newer_number: 1 });
    expect(await item(90_071)).toEqual(before);
    // What changed here since is newer.
    await call(world, 'members.update', { path: { id: '17' }, body: { properties: { last_name: 'Dal' } } });
    const moved = {
      ...ANN,
      updated_at: '2020-01-01T00:00:00Z',
      properties: { ...ANN.properties, email: 'ann@new.example' },
      email_status: 'enabled',
    };
    expect(
      await restore([moved, { ...BOB, properties: { ...BOB.properties, last_name: 'Old' } }]),
    ).toMatchObject({ members_updated_number: 2, members_unchanged_number: 0, members_newer_number: 1 });
    expect((await member(17)).properties.last_name).toBe('Dal');
    expect((await member(90_071)).properties.email).toBe('ann@new.example');
    expect(await seen(before, await item(90_071))).toBe(0);
    expect(await flaws()).toEqual([]);
  });

  it('refuses rows whose id or identifier another member has, a removed one included', async () => {
    await restore([ANN, BOB]);
    await call(world, 'members.destroy', { path: { id: '17' } });
    const other = { first_name: 'O', last_name: 'O' };
    const { members_created_number, members_errors } = await restore([
      { ...ANN, created_at: '2001-01-01', properties: { ...other, email: 'o1@example.com' } },
      { id: 5, properties: { ...other, email: 'ann@example.com' } },
      { id: 17, created_at: '2014-01-01', properties: { ...other, email: 'o2@example.com' } },
      { id: 6, properties: { ...other, email: 'o3@example.com' } },
      { id: 6, properties: { ...other, email: 'o4@example.com' } },
    ]);
    const taken = (name: string) => ({
      [name]: [{ error: `duplicated_${name}_in_community`, property: name }],
    });
    expect(members_created_number).toBe(1);
    expect(Object.values(members_errors)).toEqual([taken('id'), taken('email'), taken('id'), taken('id')]);
    expect(await flaws()).toEqual([]);
  });

  it('comes to the same outcomes in a dry run, which writes no member and raises no counter', async () => {
    const other = { first_name: 'O', last_name: 'O' };
    const cat = { id: 18, properties: { ...other, email: 'c@example.com' }, updated_at: '2018-01-01' };
    await restore([ANN, cat]);
    const rows = [
      { id: 90_071, created_at: '2001-01-01', properties: { ...other, email: 'o1@example.com' } },
      { id: 700_000, properties: { ...other, email: 'o2@example.com' } },
      { id: 700_000, properties: { ...other, email: 'o3@example.com' } },
      BOB,
      ANN,
      { ...cat, updated_at: '2017-01-01', push_status: 'barred' },
    ];
    const dry = await start(rows, { dry_run: true });
    await drain(world, world.queue.sent.splice(0));
    const counts = ({ members_errors, ...body }: any) => ({
      members_errors,
      ...Object.fromEntries(Object.entries(body).filter(([name]) => /^members_.*_number$/.test(name))),
    });
    const predicted = counts(await outcome(dry.body.import_id));
    expect((await create({ email: 'between@example.com' })).body.id).toBeLessThan(700_000);
    expect(counts(await restore(rows))).toEqual(predicted);
    expect(predicted).toMatchObject({
      members_created_number: 2,
      members_updated_number: 2,
      members_unchanged_number: 1,
      members_newer_number: 1,
    });
  });

  it('finds a member by its id and the number that it has from before the club had a country', async () => {
    world = await createWorld({ moving_in: true, country: 'NO' });
    const properties = { msisdn: '98123456', first_name: 'L', last_name: 'L' };
    const now = '2016-01-01T00:00:00.000Z';
    await createMember(world.db, plainMember({ club: world.club.slug, id: 5, properties, now }));
    expect(await restore([{ id: 5, properties, updated_at: '2015-01-01' }])).toMatchObject({
      members_newer_number: 1,
      members_errors: {},
    });
    const later = { id: 5, properties: { ...properties, last_name: 'M' }, updated_at: '2017-01-01' };
    expect(await restore([later])).toMatchObject({ members_updated_number: 1, members_errors: {} });
    expect(await restore([later])).toMatchObject({ members_unchanged_number: 1, members_errors: {} });
    expect((await member(5)).properties).toMatchObject({ last_name: 'M' });
    expect(await flaws()).toEqual([]);
  });

  it("loses no member's own change that comes between its look and its write", async () => {
    await restore([ANN]);
    const later = { ...ANN, updated_at: '2020-01-01T00:00:00Z', sms_status: 'enabled' };
    const reply = await start([later]);
    const { db, runtime } = world;
    const changeOnce = async () => {
      runtime.provide(database, db);
      const body = { properties: { last_name: 'Own' }, sms_enabled: false };
      expect((await call(world, 'members.update', { path: { id: '90071' }, body })).status).toBe(200);
    };
    runtime.provide(database, beforeStatements(db, changeOnce));
    await drain(world, world.queue.sent.splice(0));
    expect(await outcome(reply.body.import_id)).toMatchObject({ members_newer_number: 1 });
    expect(await member(90_071)).toMatchObject({ properties: { last_name: 'Own' }, sms_status: 'disabled' });
  });

  it('reports what it cannot keep as errors of the row', async () => {
    const time = 'must_be_valid_RFC3339_date_time_string';
    const cases: [object, object][] = [
      [{ id: undefined }, { id: 'not_contain_required_property' }],
      [{ id: 0 }, { id: 'not_have_value_of_inclusively' }],
      [{ id: HIGHEST_RESTORED_ID + 1 }, { id: 'not_have_value_of_inclusively' }],
      [{ id: '12a' }, { id: 'type_not_match' }],
      [{ sms_status: 'on' }, { sms_status: 'value_not_match' }],
      [{ created_at: '2015-02-30' }, { created_at: time }],
      [{ updated_at: '2999-01-01' }, { updated_at: time }],
      [{ banned_until: 'soon' }, { banned_until: time }],
      [
        { optin_channel: 5, person_id: [] },
        { optin_channel: 'type_not_match', person_id: 'type_not_match' },
      ],
      [{ consents: { offers: { status: true, updated_at: 'x' } } }, { consents: time }],
      [{ password_hash: 'md5' }, { password_hash: 'invalid_password_hash' }],
    ];
    const rows = cases.map(([change], n) => ({
      ...ANN,
      id: 1000 + n,
      properties: { first_name: 'A', last_name: 'B', email: `case-${n}@example.com` },
      ...change,
    }));
    const { members_errors } = await restore(rows);
    const found = cases.map((_, n) => {
      const errors: Record<string, { error: string }[]> = members_errors[`case-${n}@example.com`] ?? {};
      return Object.fromEntries(Object.entries(errors).map(([name, [first]]) => [name, first?.error]));
    });
    expect(found).toEqual(cases.map(([, expected]) => expected));
  });

  it('is refused without its permit, in a club that is not moving in, and ignored by a bulk', async () => {
    const { club, db } = world;
    const permits = ['BL:Api:Members:Imports:Create'];
    const client = await storedClient(db, { clubs: [club.slug], permits });
    expect(
      (
        await call(worldOf(db, club, client), 'member-imports.create', {
          body: { operation: 'restore', members: [ANN] },
        })
      ).status,
    ).toBe(403);
    world = await createWorld();
    expect(await start([ANN])).toMatchObject({ status: 422, body: { error: 'restore_not_allowed' } });
    const bulk = await call(world, 'member-bulks.create-or-update', {
      body: { operation: 'restore', members: [{ ...ANN, consents: {} }] },
    });
    expect(bulk.status).toBe(200);
    expect(world.queue.sent.map(({ body }) => JSON.parse(body).v)).toEqual([2]);
  });

  it('leaves ids to the rows and calls that the counter gave them to, and each row has one outcome', async () => {
    const first = (await allocateIds(world.db, world.club.slug, 'members', 1)) + 1;
    const row = {
      properties: { email: 'late@example.com', first_name: 'L', last_name: 'L' },
      consents: { offers: { status: true } },
    };
    const late = await call(world, 'member-imports.create', {
      body: { operation: 'create', members: [row] },
    });
    const waiting = world.queue.sent.splice(0);
    await restore([{ ...ANN, id: first }]);
    await drain(world, waiting);
    await drain(world, waiting);
    expect(await outcome(late.body.import_id)).toMatchObject({
      members_created_number: 0,
      members_errors: {
        'late@example.com': { id: [{ error: 'duplicated_id_in_community', property: 'id' }] },
      },
    });
    expect((await create({ email: 'late@example.com' })).status).toBe(200);
    expect(await flaws()).toEqual([]);
  });

  it('counts a row once, however often its chunk comes', async () => {
    const reply = await start([ANN, BOB]);
    const chunks = world.queue.sent.splice(0);
    await drain(world, chunks);
    await drain(world, chunks);
    expect(await outcome(reply.body.import_id)).toMatchObject({
      status: 'finished',
      members_created_number: 2,
      members_updated_number: 0,
    });
  });

  it('never lowers the counter', async () => {
    const { db, club } = world;
    await Promise.all([900, 100, 500].map((id) => raiseMemberIds(db, club.slug, id)));
    await raiseMemberIds(db, club.slug, 3);
    expect(await allocateIds(db, club.slug, 'members', 1)).toBe(901);
  });
});
