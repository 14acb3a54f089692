import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { storedClient } from '../support/clients.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const person = (n: number) => ({
  properties: {
    email: `p${n}@example.com`,
    msisdn: `4740${String(n).padStart(6, '0')}`,
    first_name: 'P',
    last_name: 'Q',
  },
});
const people = (count: number) => Array.from({ length: count }, (_, n) => person(n));
const create = (body: unknown, more: object = {}) => call(world, 'member-imports.create', { body, ...more });
const show = (import_id: string, more: object = {}) =>
  call(world, 'member-imports.show', { path: { import_id }, ...more });
const byNumber = (import_id: string, request_number: number | string) =>
  call(world, 'member-imports.bulk-by-request-number', {
    path: { import_id, request_number: String(request_number) },
  });

const NOBODY = { properties: { first_name: 'X' } };
const TWINS = [person(1), { properties: { email: ' P1@Example.com' } }];
const PHONES = [{ properties: { msisdn: '4740000001' } }, { properties: { msisdn: '+47 4000 0001' } }];

describe('POST members/imports', () => {
  it.each([0, 1] as const)(
    'answers with an id of its own or the one given, family %s',
    async (generation) => {
      const own = await create({ members: people(1) }, { generation });
      expect(own.body).toEqual({ import_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
      const given = await create({ import_id: 'import_21', members: people(1) }, { generation });
      expect(given).toMatchObject({ status: 200, body: { import_id: 'import_21' } });
      expect((await show('import_21', { generation })).body.bulks).toHaveLength(1);
    },
  );

  const UPDATE = { operation: 'update', member_identifier_type: 'email' };
  it.each([
    ['invalid_operation', { operation: 'delete', member_identifier_type: 'x', members: 7 }],
    ['invalid_operation', { operation: 3 }],
    ['invalid_member_identifier_type', { member_identifier_type: 'name', members: 7 }],
    ['invalid_import_id', { import_id: 'a b', members: 7 }],
    ['invalid_request_number', { request_number: 'one', members: 7 }],
    ['invalid_parameters', { multi_values_update_mode: 'add', members: people(1) }],
    ['invalid_members', { members: 7 }],
    ['invalid_members', { members: [{}] }],
    ['invalid_members', { members: [person(1), { properties: 'x' }] }],
    ['members_empty', { members: [] }],
    ['members_empty', {}],
    ['members_size_incorrect', { members: [...people(1000), NOBODY] }],
    ['missing_identifier', { members: [...TWINS, NOBODY] }],
    ['missing_identifier', { ...UPDATE, members: [...TWINS, { properties: { msisdn: '4740000001' } }] }],
    ['missing_identifier', { operation: 'update', members: [person(1)] }],
    ['missing_identifier', { operation: 'update', members: [{ id: '  ', properties: {} }] }],
    ['duplicated_emails', { members: [...PHONES, ...TWINS] }],
    ['duplicated_emails', { ...UPDATE, members: TWINS }],
    ['duplicated_msisdns', { members: PHONES }],
  ])('refuses with %s, first reason first, and schedules nothing (%#)', async (reason, body) => {
    const answer = await create(body);
    expect(answer).toMatchObject({ status: 422, body: { error: reason } });
    expect(world.queue.sent).toEqual([]);
  });

  it('takes 1000 members', async () => {
    expect((await create({ members: people(1000) })).status).toBe(200);
  });

  it('updates only by identifiers of the club', async () => {
    world = await createWorld({ member_schema: { identifiers: ['msisdn'] } });
    const by = (member_identifier_type: string | null) =>
      create({ operation: 'update', member_identifier_type, members: [] });
    expect((await by('email')).body.error).toBe('invalid_member_identifier_type');
    for (const type of ['msisdn', 'id', null]) expect((await by(type)).body.error).toBe('members_empty');
    // Of no meaning to an import that creates.
    expect((await create({ member_identifier_type: 'email', members: people(1) })).status).toBe(200);
  });

  it('schedules nothing twice when the answer was lost and the same request comes again', async () => {
    const body = { import_id: 'i', request_number: 1, members: people(150) };
    await create(body);
    expect(world.queue.sent).toHaveLength(2);
    expect((await create(body)).body).toEqual({ import_id: 'i' });
    expect(world.queue.sent).toHaveLength(2);
    expect((await show('i')).body).toMatchObject({
      members_in_payload_number: 150,
      bulks: [{ request_number: 1 }],
    });
  });

  it('is one bulk when the same request comes many times at once', async () => {
    const body = { import_id: 'i', request_number: 1, members: people(3) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => create(body)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 200));
    expect((await show('i')).body.bulks).toHaveLength(1);
    expect(new Set(world.queue.sent.map(({ body }) => JSON.parse(body).bulk)).size).toBe(1);
  });

  it('answers 503 when a chunk cannot be sent, and sends only that one when the request comes again', async () => {
    const body = { import_id: 'i', request_number: 1, members: people(250) };
    world.queue.refuse = ({ id }) => id === '1';
    expect((await create(body)).status).toBe(503);
    world.queue.refuse = () => false;
    expect((await create(body)).status).toBe(200);
    expect(world.queue.sent.map(({ id }) => id)).toEqual(['0', '2', '1']);
    expect((await show('i')).body.bulks).toHaveLength(1);
  });

  it('keeps personal data out of the queue', async () => {
    await create({ members: [{ ...person(1), password: 'open-sesame' }] });
    const text = world.queue.sent.map(({ body }) => body).join();
    for (const secret of ['p1@example.com', '4740000', 'open-sesame']) expect(text).not.toContain(secret);
  });
});

describe('imports and their bulks', () => {
  it('have integer ids of a counter of the club, and of two bulks with one number the newest is shown', async () => {
    await create({ import_id: 'i', request_number: 7, members: people(1) });
    await create({ import_id: 'i', request_number: 7, members: people(2) });
    await create({ import_id: 'i', members: people(3) });
    const { bulks } = (await show('i')).body;
    expect(bulks.map(({ request_number }: any) => request_number)).toEqual([7, 7, null]);
    const ids = bulks.map(({ id }: any) => id);
    expect(ids).toEqual([ids[0], ids[0] + 1, ids[0] + 2]);
    expect((await byNumber('i', 7)).body).toMatchObject({ id: ids[1], members_in_payload_number: 2 });
  });

  it('are seen by every token of the club that has the permit, and by no other', async () => {
    await create({ import_id: 'i', request_number: 1, members: people(1) });
    const { id } = (await show('i')).body.bulks[0];
    const clubs = [world.club.slug];
    const path = { import_id: 'i', bulk_id: String(id) };
    const seenBy = async (permits: string[]) => {
      const client = await storedClient(world.db, { clubs, permits });
      return (await call(worldOf(world.db, world.club, client), 'member-imports.bulk', { path })).status;
    };
    expect(await seenBy(['BL:Api:Members:Imports:Get'])).toBe(200);
    expect(await seenBy(['BL:Api:Members:Imports:Create'])).toBe(403);
    const other = await createWorld();
    expect((await call(other, 'member-imports.bulk', { path })).status).toBe(404);
    const reader = await storedClient(world.db, { clubs, permits: ['BL:Api:Members:Imports:Get'] });
    const answer = await call(worldOf(world.db, world.club, reader), 'member-imports.create', { body: {} });
    expect(answer.status).toBe(403);
  });

  it.each(['nope', 'a b', 'x#y', '%'])('are not found as %s', async (import_id) => {
    await create({ import_id: 'i', request_number: 1, members: people(1) });
    expect(await show(import_id)).toMatchObject({ status: 404, body: { error: 'Import not found' } });
    const path = { import_id, bulk_id: '1' };
    expect(await call(world, 'member-imports.bulk', { path })).toMatchObject({
      status: 404,
      body: { error: 'Bulk not found' },
    });
    expect((await byNumber(import_id, 1)).status).toBe(404);
  });

  it('are not found by numbers that no bulk of the import has', async () => {
    await create({ import_id: 'i', request_number: -3, members: people(1) });
    await create({ import_id: 'other', request_number: 4, members: people(1) });
    expect((await byNumber('i', -3)).status).toBe(200);
    for (const wrong of [3, 4, '9999999999999999', 'x'])
      expect((await byNumber('i', wrong)).status).toBe(404);
    const { id } = (await show('other')).body.bulks[0];
    for (const bulk_id of [String(id), '999999999999999', 'x']) {
      const answer = await call(world, 'member-imports.bulk', { path: { import_id: 'i', bulk_id } });
      expect(answer.status).toBe(404);
    }
  });
});
