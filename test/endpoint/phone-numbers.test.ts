import { beforeAll, describe, expect, it } from 'vitest';
import { createMember, findMemberBy } from '#shared/data/members/members.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { report, schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { tryLogIn } from '../support/log-in.ts';
import { meteredDb } from '../support/meter.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const NAME = { first_name: 'Kari', last_name: 'Nordmann' };
const INVALID = { msisdn: [{ error: 'invalid_msisdn', property: 'msisdn' }] };
const TAKEN = { msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }] };

let norway: World;
let nowhere: World;
beforeAll(async () => {
  norway = await createWorld({ country: 'NO', filterable_properties: ['msisdn'] });
  nowhere = await createWorld();
});

const create = (world: World, msisdn: string, more: object = {}) =>
  call(world, 'members.create', { body: { properties: { ...NAME, msisdn }, ...more } });
const byMsisdn = (world: World, msisdn: string) => call(world, 'members.get-by-msisdn', { path: { msisdn } });

/** A member from before the club had a country. */
let old = 900;
const storedBefore = async (world: World, msisdn: string): Promise<number> => {
  old += 1;
  const password = await world.runtime.use(passwords).hash('pass-1');
  const properties = { ...NAME, msisdn };
  const now = new Date().toISOString();
  await createMember(world.db, plainMember({ club: world.club.slug, id: old, properties, password, now }));
  return old;
};

describe('a phone number in a club of Norway', () => {
  it.each([
    ['90 12 34 56', '4790123456'],
    ['+47 (0) 466 91 301', '4746691301'],
    ['+47 466–91302', '4746691302'],
    ['40485127', '4740485127'],
    ['+46 70-123 45 67', '46701234567'],
  ])('%j is stored as %s, found in every form, and taken', async (typed, stored) => {
    norway.enter();
    const { status, body } = await create(norway, typed, { password: 'pass-1' });
    expect([status, body.properties.msisdn]).toEqual([200, stored]);
    for (const form of [typed, stored, `+${stored}`]) {
      expect((await byMsisdn(norway, form)).body.id).toBe(body.id);
      expect((await call(norway, 'members.public-info-by-msisdn', { path: { msisdn: form } })).body).toEqual({
        exists: true,
        can_login: true,
      });
      expect((await tryLogIn(norway, form, 'pass-1', 'msisdn')).status).toBe(200);
      const again = await create(norway, form);
      expect([again.status, again.body]).toEqual([422, TAKEN]);
      const query = { 'properties[msisdn]': form };
      expect((await call(norway, 'members.list', { query })).body.members).toHaveLength(1);
    }
  });

  it.each(['+47123456789', '12345', '+90123456', '1234567'])('is none: %j', async (typed) => {
    norway.enter();
    const refused = await create(norway, typed);
    expect([refused.status, refused.body]).toEqual([422, INVALID]);
    const { body } = await call(norway, 'members.validate', { body: { properties: { msisdn: typed } } });
    expect(body).toEqual({ valid: false, errors: INVALID });
    expect((await call(norway, 'members.get-by-msisdn', { path: { msisdn: typed } })).status).toBe(404);
    const later = await call(norway, 'members.get-by-msisdn', { path: { msisdn: typed }, generation: 1 });
    expect([later.status, later.body]).toEqual([422, { error: 'Invalid MSISDN param' }]);
  });

  it('is one in all rows of a bulk, and its member is updated', async () => {
    norway.enter();
    const rows = (...numbers: string[]) => numbers.map((msisdn) => ({ properties: { ...NAME, msisdn } }));
    const twice = await schedule(norway, { members: rows('91 00 00 01', '4791000001') });
    expect([twice.status, twice.body.error]).toEqual([422, 'duplicated_msisdns']);
    for (const [job, members] of Object.entries({
      first: rows('91 00 00 01', '123'),
      second: rows('+47 (0) 91 00 00 01'),
    })) {
      await schedule(norway, { job_id: job, members });
      await drain(norway, norway.queue.sent.splice(0));
    }
    expect(await report(norway, 'first')).toMatchObject({
      members_created_number: 1,
      errors: [{ position: 1, errors: INVALID }],
    });
    expect(await report(norway, 'second')).toMatchObject({
      members_created_number: 0,
      members_updated_number: 1,
    });
  });

  it('costs a log-in and a look-up no more calls where it is typed as a national one', async () => {
    norway.enter();
    const stored = (await create(norway, '92 00 00 01', { password: 'pass-1' })).body.properties.msisdn;
    const db = await meteredDb();
    const metered = worldOf(db, norway.club, norway.client);
    await call(metered, 'clubs.schema');
    const callsOf = async (work: () => Promise<unknown>): Promise<number> => {
      db.reset();
      await work();
      return db.read().calls;
    };
    expect(await callsOf(() => byMsisdn(metered, stored))).toBe(2);
    expect(await callsOf(() => byMsisdn(metered, '92 00 00 01'))).toBe(2);
    expect(await callsOf(() => tryLogIn(metered, stored, 'pass-1', 'msisdn'))).toBe(4);
    expect(await callsOf(() => tryLogIn(metered, '92 00 00 01', 'pass-1', 'msisdn'))).toBe(4);
  });

  it('is named by the schema, so that a form knows how it reads numbers', async () => {
    norway.enter();
    expect((await call(norway, 'clubs.schema')).body.country).toBe('NO');
    nowhere.enter();
    expect((await call(nowhere, 'clubs.schema')).body).not.toHaveProperty('country');
  });
});

describe('a phone number in a club without a country', () => {
  it.each([
    ['+47 90 12 34 56', 200],
    ['4790123457', 200],
    ['90 12 34 56', 422],
    ['+47123456789', 422],
  ])('%j has its country code and is possible, or %i', async (typed, status) => {
    nowhere.enter();
    expect((await create(nowhere, typed)).status).toBe(status);
  });
});

describe.each([
  ['read as another now', '90123499'],
  ['impossible now', '47123456788'],
])('a member whose number is %s', (_, stored) => {
  let id: number;
  beforeAll(async () => {
    norway.enter();
    id = await storedBefore(norway, stored);
  });

  it('is found and logs in by what is stored, and no other member gets the number', async () => {
    norway.enter();
    for (const generation of [0, 1] as const) {
      const found = await call(norway, 'members.get-by-msisdn', { path: { msisdn: stored }, generation });
      expect([found.status, found.body.id]).toEqual([200, id]);
    }
    expect((await tryLogIn(norway, stored, 'pass-1', 'msisdn')).status).toBe(200);
    expect((await create(norway, stored)).status).toBe(422);
    const other = (await create(norway, `4793${stored.slice(-6)}`)).body.id;
    const change = { path: { id: String(other) }, body: { properties: { msisdn: stored } } };
    expect((await call(norway, 'members.update', change)).status).toBe(422);
    const dry = await call(norway, 'members.validate', { body: { properties: { ...NAME, msisdn: stored } } });
    expect(dry.body.valid).toBe(false);
  });

  it('is changed as before, also by all that a reply shows', async () => {
    norway.enter();
    const path = { id: String(id) };
    const renamed = await call(norway, 'members.update', {
      path,
      body: { properties: { first_name: 'Else' } },
    });
    expect([renamed.status, renamed.body.properties.msisdn]).toEqual([200, stored]);
    const { properties } = renamed.body;
    const back = await call(norway, 'members.update', { path, body: { properties } });
    expect([back.status, back.body]).toEqual([200, renamed.body]);
  });

  it('is updated, not made again, by a bulk', async () => {
    norway.enter();
    const job_id = `again-${stored}`;
    const properties = { msisdn: stored, first_name: 'Ida', email: `ida-${stored}@example.com` };
    await schedule(norway, { job_id, members: [{ properties }] });
    await drain(norway, norway.queue.sent.splice(0));
    expect(await report(norway, job_id)).toMatchObject({
      members_created_number: 0,
      members_updated_number: 1,
    });
    expect((await byMsisdn(norway, stored)).body.properties).toMatchObject({
      first_name: 'Ida',
      msisdn: stored,
    });
  });

  it('gets a number of its own, and is removed', async () => {
    norway.enter();
    const path = { id: String(id) };
    const fresh = `4794${stored.slice(-6)}`;
    const moved = await call(norway, 'members.update', {
      path,
      body: { properties: { msisdn: `+${fresh}` } },
    });
    expect([moved.status, moved.body.properties.msisdn]).toEqual([200, fresh]);
    expect(await findMemberBy(norway.db, norway.club.slug, 'msisdn', stored)).toBeUndefined();
    const again = await storedBefore(norway, stored);
    expect((await call(norway, 'members.destroy', { path: { id: String(again) } })).status).toBe(200);
    expect((await byMsisdn(norway, stored)).status).toBe(404);
  });
});

describe('a foreign number whose digits are a national number of the club', () => {
  const FOREIGN = '+98 123456';

  it('is refused, and the holder of the national number keeps every spelling of it', async () => {
    norway.enter();
    const refused = await create(norway, FOREIGN, { password: 'pass-2' });
    expect([refused.status, refused.body]).toEqual([422, INVALID]);
    const { body } = await create(norway, '98 12 34 56', { password: 'pass-1' });
    expect(body.properties.msisdn).toBe('4798123456');
    const path = { id: String(body.id) };
    const change = await call(norway, 'members.update', { path, body: { properties: { msisdn: FOREIGN } } });
    expect([change.status, change.body]).toEqual([422, INVALID]);
  });

  it('yields its digits to the holder of the national number, where it was stored before', async () => {
    norway.enter();
    const holder = (await create(norway, '98 65 43 21', { password: 'pass-2' })).body.id;
    const foreign = await storedBefore(norway, '98654321');
    expect((await byMsisdn(norway, '98654321')).body.id).toBe(holder);
    expect((await tryLogIn(norway, '98654321', 'pass-2', 'msisdn')).status).toBe(200);
    expect((await tryLogIn(norway, '98654321', 'pass-1', 'msisdn')).status).toBe(461);
    const properties = { msisdn: '98654321', first_name: 'Ida' };
    await schedule(norway, { job_id: 'national', members: [{ properties }] });
    await drain(norway, norway.queue.sent.splice(0));
    expect(
      (await call(norway, 'members.get', { path: { id: String(holder) } })).body.properties,
    ).toMatchObject({
      first_name: 'Ida',
      msisdn: '4798654321',
    });
    expect((await byMsisdn(norway, '+98 654321')).body.id).toBe(foreign);
  });
});
