import { beforeEach, describe, expect, it } from 'vitest';
import { findMember, updateMember } from '#shared/data/members/members.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { drain } from '../support/deliver.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const person = (n: number, more: object = {}) => ({
  properties: {
    email: `p${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'P',
    last_name: String(n),
    ...more,
  },
});
const people = (count: number, from = 0) => Array.from({ length: count }, (_, n) => person(from + n));

const start = async (body: object): Promise<string> => {
  const reply = await call(world, 'member-imports.create', { body });
  expect(reply.status).toBe(200);
  return reply.body.import_id;
};

const show = async (import_id: string) =>
  (await call(world, 'member-imports.show', { path: { import_id } })).body;

const bulk = async (import_id: string, n = 0) => {
  const { bulks } = await show(import_id);
  const path = { import_id, bulk_id: String(bulks[n].id) };
  const reply = await call(world, 'member-imports.bulk', { path });
  expect(reply.status).toBe(200);
  return reply.body;
};

/** Runs an import to its end. */
const run = async (body: object) => {
  const id = await start(body);
  await drain(world, world.queue.sent.splice(0));
  return bulk(id);
};

const member = async (n: number) => {
  const reply = await call(world, 'members.get-by-email', { path: { email: `p${n}@example.com` } });
  expect(reply.status).toBe(200);
  return reply.body;
};

const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const PROGRESS = {
  created_at: TIME,
  started_at: TIME,
  finished_at: TIME,
  rows_total: 13,
  rows_done: 13,
  request_ids: [expect.stringMatching(/^request-/)],
};

describe('a bulk of an import', () => {
  it('reads as in the documented example, field by field', async () => {
    const import_id = '89405ae3-2dd5-46cb-a13b-840bc588199b';
    await run({ members: people(2) });
    const members = [
      person(0, { first_name: 'Changed' }),
      person(1),
      ...people(10, 2),
      {
        properties: {
          email: 'joe@example.com',
          msisdn: '4790000000',
          first_name: 'Joe',
          last_name: 'P',
          language: 'pl',
        },
      },
    ];
    await start({ import_id, request_number: 1, members });
    expect(await bulk(import_id)).toMatchObject({ status: 'waiting', retries: 0, members_errors: {} });
    await drain(world, world.queue.sent.splice(0));
    const body = await bulk(import_id);
    expect(body).toEqual({
      id: expect.any(Number),
      import_id,
      request_number: 1,
      operation: 'create',
      status: 'finished',
      members_in_payload_number: 13,
      members_created_number: 10,
      members_updated_number: 2,
      members_with_validation_errors_number: 1,
      retries: 0,
      members_errors: {
        'joe@example.com': {
          properties: [
            {
              error: {
                language: [{ error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' }],
              },
            },
          ],
        },
      },
      ...PROGRESS,
    });
    expect(Object.keys(body)).toEqual([
      'id',
      'import_id',
      'request_number',
      'operation',
      'status',
      'members_in_payload_number',
      'members_created_number',
      'members_updated_number',
      'members_with_validation_errors_number',
      'retries',
      'members_errors',
      'created_at',
      'started_at',
      'finished_at',
      'rows_total',
      'rows_done',
      'request_ids',
    ]);
    expect(await show(import_id)).toEqual({
      members_in_payloads_number: 13,
      members_in_payload_number: 13,
      members_created_number: 10,
      members_updated_number: 2,
      members_with_validation_errors_number: 1,
      ...PROGRESS,
      created_at: body.created_at,
      bulks: [{ id: body.id, request_number: 1, status: 'finished' }],
    });
  });

  it('counts a thousand members in many chunks as one, and adds up several bulks of an import', async () => {
    const import_id = 'nightly';
    await start({ import_id, request_number: 1, members: people(1000) });
    expect(world.queue.sent.length).toBeGreaterThan(5);
    await start({ import_id, request_number: 2, members: people(200, 900) });
    const [first, ...rest] = world.queue.sent.splice(0);
    await drain(world, [first!]);
    expect(await bulk(import_id)).toMatchObject({ status: 'working', members_created_number: 100 });
    await drain(world, rest);
    expect(await show(import_id)).toMatchObject({
      members_in_payloads_number: 1200,
      members_created_number: 1100,
      members_updated_number: 100,
      members_with_validation_errors_number: 0,
      bulks: [
        { request_number: 1, status: 'finished' },
        { request_number: 2, status: 'finished' },
      ],
    });
    const found = await countItems(world.db, world.club.slug);
    expect(found.members).toBe(1100);
    expect(violations(found)).toEqual([]);
  });

  it('names members in errors by the first identifier of the club that they have', async () => {
    const nobody = { first_name: 'Nobody' };
    const body = await run({
      members: [
        { properties: { msisdn: '4740000001', ...nobody } },
        { properties: { email: 'Both@example.com', msisdn: '4740000002', ...nobody } },
        { properties: { email: 'no address', first_name: 'A', last_name: 'B' } },
      ],
    });
    expect(Object.keys(body.members_errors).sort()).toEqual(['4740000001', 'Both@example.com', 'no address']);
    expect(body.members_errors['no address']).toEqual({
      email: [{ error: 'invalid_email', property: 'email' }],
    });
  });

  it('sends no welcome, and takes channel, sub-channel and date of a new member from its row', async () => {
    const import_id = 'spring';
    const optin = {
      optin_channel: 'till',
      optin_subchannel: 'till-7',
      created_at: '2011-02-03T04:05:06+01:00',
    };
    const nonsense = { optin_channel: true, optin_subchannel: false, created_at: 'yesterday', updated_at: 7 };
    const members = [person(1), { ...person(2), ...optin }, { ...person(3), ...nonsense }];
    await start({ import_id, members });
    await drain(world, world.queue.sent.splice(0));
    expect(await member(1)).toMatchObject({ optin_channel: 'import', optin_subchannel: import_id });
    expect(await member(2)).toMatchObject({
      optin_channel: 'till',
      optin_subchannel: 'till-7',
      created_at: '2011-02-03T04:05:06.000+01:00',
    });
    expect(await member(3)).toMatchObject({ optin_channel: 'import', optin_subchannel: import_id });
    for (const n of [1, 2, 3]) {
      const stored = await findMember(world.db, world.club.slug, (await member(n)).id);
      expect(stored?.welcome).toEqual([]);
    }
    const before = await member(2);
    await run({
      members: [{ ...person(2, { first_name: 'New' }), optin_channel: 'x', created_at: '2001-01-01' }],
    });
    const { optin_channel, created_at, properties } = await member(2);
    expect([optin_channel, created_at]).toEqual(['till', before.created_at]);
    expect(properties.first_name).toBe('New');
  });

  it.each([
    '0001-01-01T00:00:00Z',
    '1899-12-31T23:59:59Z',
    '2024-02-30',
    '2023-02-29T10:00:00Z',
    '2023-04-31',
    '2024-13-01',
    '2024-01-01T25:00:00Z',
    '2024-01-01T10:00:00',
  ])('ignores the date %s of a new member', async (created_at) => {
    await run({ members: [{ ...person(1), created_at }] });
    const stored = await findMember(world.db, world.club.slug, (await member(1)).id);
    expect(stored?.created_at).toBe(stored?.updated_at);
  });

  it.each([
    ['1900-01-01', '1900-01-01T01:00:00.000+01:00'],
    ['2024-02-29', '2024-02-29T01:00:00.000+01:00'],
  ])('takes the date %s of a new member', async (created_at, shown) => {
    await run({ members: [{ ...person(1), created_at }] });
    expect((await member(1)).created_at).toBe(shown);
  });

  it('keeps who unsubscribed, whatever its flags say, and a bulk of members does not', async () => {
    await run({ members: [person(1)] });
    const { id } = await member(1);
    const stored = await findMember(world.db, world.club.slug, id);
    const statuses = { sms: 'unsubscribed', email: 'unsubscribed', push: 'enabled' } as const;
    await updateMember(world.db, stored!, { ...stored!, statuses, version: stored!.version + 1 });
    const on = { sms_enabled: true, email_enabled: true, push_enabled: false };
    await run({ members: [{ ...person(1), ...on }] });
    const left = { sms_status: 'unsubscribed', email_status: 'unsubscribed', push_status: 'disabled' };
    expect(await member(1)).toMatchObject(left);
    await call(world, 'member-bulks.create-or-update', { body: { members: [{ ...person(1), ...on }] } });
    await drain(world, world.queue.sent.splice(0));
    expect(await member(1)).toMatchObject({ sms_status: 'enabled', email_status: 'enabled' });
  });

  it.each(['create', 'update'])(
    'of operation %s never subscribes anyone again who left',
    async (operation) => {
      const off = { sms_enabled: false, email_enabled: false, push_enabled: false };
      await run({ members: [{ ...person(1), ...off, password: 'secret' }] });
      const before = await member(1);
      const body = await run({
        operation,
        member_identifier_type: 'email',
        members: [
          { ...person(1, { first_name: 'New' }), sms_enabled: null, email_enabled: true, push_enabled: true },
        ],
      });
      expect(body).toMatchObject({ members_updated_number: 1 });
      const { sms_status, email_status, push_status, consents } = await member(1);
      expect([sms_status, email_status, push_status]).toEqual(['disabled', 'disabled', 'disabled']);
      expect(consents).toEqual(before.consents);
      const info = await call(world, 'members.public-info', { path: { id: String(before.id) } });
      expect(info.body.can_login).toBe(true);
    },
  );

  it('gives consents to new members and changes those of others only where a row answers', async () => {
    const consent = { version: '1', required: false, show_in_profile: true, show_at_registration: true };
    world = await createWorld({
      member_schema: { consents: { email_marketing: consent, sms_marketing: consent } },
    });
    await run({ members: [{ ...person(1), consents: { email_marketing: { status: false } } }] });
    const before = (await member(1)).consents;
    expect(before).toEqual({ email_marketing: { status: false, updated_at: expect.any(String) } });
    await run({ members: [person(1, { first_name: 'New' })] });
    await run({ members: [{ ...person(1, { first_name: 'Newer' }), consents: null }] });
    expect((await member(1)).consents).toEqual(before);
    await run({ members: [{ ...person(1), consents: { sms_marketing: { status: true } } }] });
    const { email_marketing, sms_marketing } = (await member(1)).consents;
    expect([email_marketing, sms_marketing.status]).toEqual([before.email_marketing, true]);
  });

  it('keeps errors for a day from the request and numbers for good', async () => {
    const id = await start({ members: [{ properties: { email: 'a@example.com' } }] });
    world.clock.ahead = 20 * 60 * 60;
    await drain(world, world.queue.sent.splice(0));
    expect(Object.keys((await bulk(id)).members_errors)).toEqual(['a@example.com']);
    world.clock.ahead = 24 * 60 * 60 + 5;
    const numbers = { status: 'finished', members_with_validation_errors_number: 1, members_errors: {} };
    expect(await bulk(id)).toMatchObject(numbers);
    world.clock.ahead = 400 * 24 * 60 * 60;
    expect(await bulk(id)).toMatchObject(numbers);
  });

  it('that waited longer than a day ends as failed and makes no member', async () => {
    const id = await start({ members: people(1) });
    world.clock.ahead = 24 * 60 * 60 + 5;
    expect(await bulk(id)).toMatchObject({ status: 'waiting' });
    await drain(world, world.queue.sent.splice(0));
    expect(await bulk(id)).toMatchObject({ status: 'failed', retries: 0, members_created_number: 0 });
    expect((await countItems(world.db, world.club.slug)).members).toBe(0);
  });

  it('whose chunks were lost ends as failed too', async () => {
    const id = await start({ members: people(1) });
    world.queue.sent.splice(0);
    world.clock.ahead = 25 * 60 * 60;
    expect(await bulk(id)).toMatchObject({ status: 'failed' });
  });
});

describe('an update import', () => {
  beforeEach(async () => {
    await run({
      members: people(3).map((one) => ({ properties: { ...one.properties, interests: ['sportwear'] } })),
    });
  });

  it.each(['id', 'email', 'msisdn'] as const)('finds members by %s and creates none', async (by) => {
    const ids = [(await member(0)).id, (await member(1)).id];
    const row = (n: number) => {
      const { email, msisdn } = person(n).properties;
      const key = { id: {}, email: { email }, msisdn: { msisdn } }[by];
      return {
        ...(by === 'id' && { id: ids[n] ?? 999_999 }),
        properties: { ...key, first_name: `New ${n}` },
      };
    };
    const body = await run({
      operation: 'update',
      member_identifier_type: by,
      members: [row(0), row(1), row(9)],
    });
    expect(body).toMatchObject({
      operation: 'update',
      status: 'finished',
      members_created_number: 0,
      members_updated_number: 2,
      members_with_validation_errors_number: 1,
    });
    const missing = { id: '999999', email: 'p9@example.com', msisdn: '4740000009' }[by];
    expect(body.members_errors).toEqual({
      [missing]: { [by]: [{ error: 'member_not_found', property: by }] },
    });
    expect((await member(0)).properties).toMatchObject({ first_name: 'New 0', last_name: '0' });
    expect((await member(1)).properties.first_name).toBe('New 1');
    expect((await countItems(world.db, world.club.slug)).members).toBe(3);
  });

  it('reads the id among the properties too, as number or text, and moves identifiers', async () => {
    const [a, b] = [await member(0), await member(1)];
    const body = await run({
      operation: 'update',
      members: [
        { properties: { id: a.id, email: 'moved@example.com' } },
        { properties: { id: String(b.id), first_name: 'Text' } },
        { properties: { id: 'x', first_name: 'Text' } },
      ],
    });
    expect(body).toMatchObject({
      members_updated_number: 2,
      members_errors: { x: { id: [{ error: 'member_not_found', property: 'id' }] } },
    });
    const moved = await call(world, 'members.get-by-email', { path: { email: 'moved@example.com' } });
    expect(moved.body.id).toBe(a.id);
    expect(moved.body.properties).not.toHaveProperty('id');
    expect(violations(await countItems(world.db, world.club.slug))).toEqual([]);
  });

  it('that swaps identifiers refuses what is still held, and leaves each its one holder', async () => {
    const [a, b] = [await member(0), await member(1)];
    const email = (id: number, name: string) => ({ properties: { id, email: `${name}@example.com` } });
    const swap = [email(a.id, 'p1'), email(b.id, 'p0')];
    const { members_errors, ...numbers } = await run({ operation: 'update', members: swap });
    const taken = { email: [{ error: 'duplicated_email_in_community', property: 'email' }] };
    expect(numbers).toMatchObject({ status: 'finished', members_updated_number: 0 });
    expect(members_errors).toEqual({ 'p0@example.com': taken, 'p1@example.com': taken });
    // By way of an address that nobody has, one row after the other.
    await run({ operation: 'update', members: [email(a.id, 'way'), email(b.id, 'p0'), email(a.id, 'p1')] });
    const found = await countItems(world.db, world.club.slug);
    expect(violations(found)).toEqual([]);
    expect([(await member(0)).id, (await member(1)).id]).toEqual([b.id, a.id]);
  });

  it('refuses an identifier that another member holds', async () => {
    const body = await run({
      operation: 'update',
      member_identifier_type: 'email',
      members: [{ properties: { email: 'p0@example.com', msisdn: '4740000001' } }],
    });
    expect(body.members_errors).toEqual({
      'p0@example.com': { msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }] },
    });
  });

  it.each([
    ['replace', ['bikes_and_cars']],
    ['update', ['bikes_and_cars']],
    [null, ['bikes_and_cars']],
    ['append', ['sportwear', 'bikes_and_cars']],
  ])('in mode %s leaves the interests %j', async (mode, interests) => {
    const rows = [{ properties: { email: 'p0@example.com', interests: ['bikes_and_cars'] } }];
    const body = { operation: 'update', member_identifier_type: 'email', multi_values_update_mode: mode };
    await run({ ...body, members: rows });
    expect((await member(0)).properties.interests).toEqual(interests);
    // The same again changes nothing.
    await run({ ...body, members: rows });
    expect((await member(0)).properties.interests).toEqual(interests);
  });

  it.each([
    [
      ['sportwear', 'bikes_and_cars', 'bikes_and_cars', 'sportwear'],
      ['sportwear', 'bikes_and_cars'],
    ],
    [[], ['sportwear']],
  ])('appends %j once each', async (interests, after) => {
    const members = [{ properties: { email: 'p0@example.com', interests } }];
    const mode = { operation: 'update', member_identifier_type: 'email', multi_values_update_mode: 'append' };
    await run({ ...mode, members });
    expect((await member(0)).properties.interests).toEqual(after);
  });

  it('appends to nothing what it has, once each', async () => {
    await run({ members: [person(7)] });
    const members = [{ properties: { email: 'p7@example.com', interests: ['sportwear', 'sportwear'] } }];
    const mode = { operation: 'update', member_identifier_type: 'email', multi_values_update_mode: 'append' };
    await run({ ...mode, members });
    expect((await member(7)).properties.interests).toEqual(['sportwear']);
  });

  it('applies two rows for one member one after the other', async () => {
    const { id } = await member(0);
    const body = await run({
      operation: 'update',
      members: [
        { id, properties: { first_name: 'First' } },
        { id, properties: { last_name: 'Second' } },
      ],
    });
    expect(body).toMatchObject({ members_updated_number: 2 });
    expect((await member(0)).properties).toMatchObject({ first_name: 'First', last_name: 'Second' });
  });
});
