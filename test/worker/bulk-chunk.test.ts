import { beforeEach, describe, expect, it } from 'vitest';
import { findMember, updateMember } from '#shared/data/members/members.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember } from '#shared/domain/members/member.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { deliver, drain } from '../support/deliver.ts';
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

const schedule = async (body: object): Promise<string> => {
  const reply = await call(world, 'member-bulks.create-or-update', { body });
  expect(reply.status).toBe(200);
  expect(reply.body.success).toBe(true);
  return reply.body.job_id;
};

/** Members that exist before the job under test. */
const given = async (members: object[]): Promise<void> => {
  await schedule({ members });
  await drain(world, world.queue.sent.splice(0));
};

const status = async (job: string) => {
  const reply = await call(world, 'member-bulks.status', { path: { job_id: job } });
  expect(reply.status).toBe(200);
  return reply.body;
};

describe('a bulk job', () => {
  it('waits, creates, and is finished with counts', async () => {
    const job = await schedule({ members: people(250) });
    expect(await status(job)).toMatchObject({ status: 'waiting', bulk_jobs: 3, bulk_jobs_done: 0 });
    await deliver(world, world.queue.sent.slice(0, 1));
    expect(await status(job)).toMatchObject({ status: 'in_progress', bulk_jobs_done: 1 });
    await drain(world, world.queue.sent.slice(1));
    expect(await status(job)).toEqual({
      status: 'finished',
      bulk_jobs: 3,
      bulk_jobs_done: 3,
      members_created_number: 250,
      members_updated_number: 0,
      members_skipped_number: 0,
      members_with_validation_errors_number: 0,
      errors: [],
      created_at: expect.any(String),
      started_at: expect.any(String),
      finished_at: expect.any(String),
      rows_total: 250,
      rows_done: 250,
      request_ids: [expect.any(String)],
    });
    const found = await countItems(world.db, world.club.slug);
    expect(found.members).toBe(250);
    expect(violations(found)).toEqual([]);
  });

  it('holds no personal data in its messages', async () => {
    await schedule({ members: [{ ...person(1), password: 'open-sesame' }] });
    const text = world.queue.sent.map(({ body }) => body).join();
    for (const secret of ['p1@example.com', '4740000', 'open-sesame']) expect(text).not.toContain(secret);
  });

  it('updates those that exist, by any of their identifiers, and merges', async () => {
    await given(people(3));
    const job = await schedule({
      members: [
        { properties: { email: 'P0@EXAMPLE.com', first_name: 'New' } },
        { properties: { msisdn: '+47 4000 0001', last_name: null, first_name: 'Kept' } },
        { properties: { msisdn: '47 4000 0002', email: 'moved@example.com' } },
        person(2000),
      ],
    });
    await drain(world, world.queue.sent.splice(0));
    expect(await status(job)).toMatchObject({
      members_created_number: 1,
      members_updated_number: 2,
      members_with_validation_errors_number: 1,
      errors: [
        {
          request_number: 1,
          position: 1,
          errors: {
            properties: [
              { error: { last_name: [{ error: 'not_contain_required_property', property: 'last_name' }] } },
            ],
          },
        },
      ],
    });
    const moved = await call(world, 'members.get-by-email', { path: { email: 'moved@example.com' } });
    expect(moved.body.properties).toMatchObject({ msisdn: '4740000002', last_name: '2' });
    expect((await call(world, 'members.get-by-email', { path: { email: 'p2@example.com' } })).status).toBe(
      404,
    );
    const first = await call(world, 'members.get-by-email', { path: { email: 'p0@example.com' } });
    expect(first.body.properties).toMatchObject({ first_name: 'New', last_name: '0' });
    expect(violations(await countItems(world.db, world.club.slug))).toEqual([]);
  });

  it('reports a row whose identifiers belong to two members', async () => {
    await given(people(2));
    const job = await schedule({
      members: [{ properties: { email: 'p0@example.com', msisdn: '4740000001' } }],
    });
    await drain(world, world.queue.sent.splice(0));
    expect((await status(job)).errors[0].errors).toEqual({
      msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }],
    });
  });

  it('changes nothing when a chunk that has ended is sent a second time', async () => {
    await given([person(0)]);
    const job = await schedule({ members: [person(0, { first_name: 'Old' })] });
    const [sent] = world.queue.sent.splice(0);
    await deliver(world, [sent as never]);
    await given([person(0, { first_name: 'New' })]);
    expect(await deliver(world, [sent as never])).toEqual([]);
    const { body } = await call(world, 'members.get-by-email', { path: { email: 'p0@example.com' } });
    expect(body.properties.first_name).toBe('New');
    expect(await status(job)).toMatchObject({ members_updated_number: 1, bulk_jobs_done: 1 });
  });

  it('leaves existing members alone under only_create and says how many', async () => {
    await given(people(2));
    const job = await schedule({ only_create: true, members: [person(0, { first_name: 'No' }), person(7)] });
    await drain(world, world.queue.sent.splice(0));
    expect(await status(job)).toMatchObject({
      members_created_number: 1,
      members_updated_number: 0,
      members_skipped_number: 1,
      members_with_validation_errors_number: 0,
    });
  });

  it('never changes flags or password of a member when the row does not name them', async () => {
    const created = await call(world, 'members.create', {
      body: { properties: person(1).properties, sms_enabled: false, password: 'secret' },
    });
    const job = await schedule({ members: [person(1, { first_name: 'Other' })] });
    await drain(world, world.queue.sent.splice(0));
    expect(await status(job)).toMatchObject({ members_updated_number: 1 });
    const path = { id: String(created.body.id) };
    expect((await call(world, 'members.get', { path })).body.sms_status).toBe('disabled');
    expect((await call(world, 'members.public-info', { path })).body.can_login).toBe(true);
  });

  it('sets source and subsource on creation only, by default from the headers', async () => {
    const headers = { 'X-Product-Name': 'android-app', 'X-Subproduct-Name': 'kiosk' };
    const members = [person(1), { ...person(2), source: 'till', subsource: 'till-7' }];
    await call(world, 'member-bulks.create-or-update', { body: { members }, headers });
    await drain(world, world.queue.sent.splice(0));
    const optin = async (n: number) => {
      const { body } = await call(world, 'members.get-by-email', { path: { email: `p${n}@example.com` } });
      return [body.optin_channel, body.optin_subchannel];
    };
    expect(await optin(1)).toEqual(['android-app', 'kiosk']);
    expect(await optin(2)).toEqual(['till', 'till-7']);
    await schedule({ members: [{ ...person(2, { first_name: 'X' }), source: 'other' }] });
    await drain(world, world.queue.sent.splice(0));
    expect(await optin(2)).toEqual(['till', 'till-7']);
  });

  it('judges members by the schema it was accepted under', async () => {
    const job = await schedule({ members: [person(1)] });
    const messages = world.queue.sent.splice(0);
    const { updateClub } = await import('#shared/data/clubs/clubs.ts');
    await updateClub(world.db, {
      ...world.club,
      version: 2,
      schema_version: 2,
      member_schema: { ...world.club.member_schema, required: ['birthday'] },
    });
    await drain(world, messages);
    expect(await status(job)).toMatchObject({ members_created_number: 1 });
  });

  it('ends as failed what waited longer than a day', async () => {
    const job = await schedule({ members: people(1) });
    world.clock.ahead = 25 * 60 * 60;
    await drain(world, world.queue.sent);
    expect(await status(job)).toMatchObject({ status: 'fatal_error', bulk_jobs_done: 1 });
  });

  it('forgets errors after a day and keeps the numbers', async () => {
    const job = await schedule({ members: [{ properties: { email: 'a@example.com' } }] });
    await drain(world, world.queue.sent);
    expect((await status(job)).errors).toHaveLength(1);
    world.clock.ahead = 24 * 60 * 60 + 5;
    expect(await status(job)).toMatchObject({ errors: [], members_with_validation_errors_number: 1 });
  });

  it('applies the same request of another job again when another writer changed the member in between', async () => {
    const body = { request_number: 1, members: [person(1)] };
    await schedule({ job_id: 'monday', ...body });
    await drain(world, world.queue.sent.splice(0));
    const path = { email: 'p1@example.com' };
    const { id } = (await call(world, 'members.get-by-email', { path })).body;
    const before = await findMember(world.db, world.club.slug, id);
    const properties = { ...before?.properties, first_name: 'Else' };
    const change = { properties, flags: {}, changed: changeOrigin('operator') };
    await updateMember(world.db, before!, changedMember(before!, change, new Date().toISOString()));
    await schedule({ job_id: 'tuesday', ...body });
    await drain(world, world.queue.sent.splice(0));
    expect((await call(world, 'members.get-by-email', { path })).body.properties.first_name).toBe('P');
  });
});
