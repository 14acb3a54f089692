import { beforeAll, describe, expect, it } from 'vitest';
import { createMember } from '#shared/data/members/members.ts';
import { call } from '../support/api.ts';
import { report, schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { meteredDb } from '../support/meter.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const NAME = { first_name: 'Kari', last_name: 'Nordmann' };
const TAKEN = { msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }] };

let norway: World;
let sweden: World;
/** The member of Norway that has a number without its country code. */
let holder: number;

const storedBefore = (world: World, id: number, msisdn: string) =>
  createMember(
    world.db,
    plainMember({
      club: world.club.slug,
      id,
      properties: { ...NAME, msisdn },
      now: '2026-01-01T00:00:00.000Z',
    }),
  );

beforeAll(async () => {
  norway = await createWorld({ country: 'NO' });
  sweden = await createWorld({ country: 'SE' });
  holder = 901;
  await storedBefore(norway, holder, '98123456');
  await storedBefore(sweden, 902, '701234567');
});

const create = (world: World, msisdn: string) =>
  call(world, 'members.create', { body: { properties: { ...NAME, msisdn } } });
const update = (world: World, id: number, properties: object) =>
  call(world, 'members.update', { path: { id: String(id) }, body: { properties } });

describe('a number that a member has without its country code, from before the club had a country', () => {
  it.each(['+47 98 12 34 56', '4798123456', '98 12 34 56', '004798123456'])(
    'is taken as %j',
    async (typed) => {
      const refused = await create(norway, typed);
      expect([refused.status, refused.body]).toEqual([422, TAKEN]);
      const { body } = await call(norway, 'members.validate', {
        body: { properties: { ...NAME, msisdn: typed } },
      });
      expect(body).toEqual({ valid: false, errors: TAKEN });
      const other = (await create(norway, `+47 45 00 00 ${typed.length}`)).body.id;
      const moved = await update(norway, other, { msisdn: typed });
      expect([moved.status, moved.body]).toEqual([422, TAKEN]);
    },
  );

  it('is taken where the country writes it with a trunk prefix', async () => {
    expect((await create(sweden, '+46 70 123 45 67')).body).toEqual(TAKEN);
    expect((await create(sweden, '070-123 45 67')).body).toEqual(TAKEN);
    expect((await create(sweden, '+47 98 12 34 56')).status).toBe(200);
  });

  it('is taken for the rows of a bulk that create, which other rows do not notice', async () => {
    const members = ['+47 98 12 34 56', '+47 98 12 34 57'].map((msisdn) => ({
      properties: { ...NAME, msisdn },
    }));
    await schedule(norway, { job_id: 'before-country', members });
    await drain(norway, norway.queue.sent.splice(0));
    const body = await report(norway, 'before-country');
    expect(body).toMatchObject({ members_created_number: 1, members_with_validation_errors_number: 1 });
    expect(body.errors).toMatchObject([{ position: 0, errors: TAKEN }]);
  });

  it.each(['+47 98 12 34 56', '98 12 34 56'])(
    'is taken as %j for rows of bulks and imports that change another member',
    async (msisdn) => {
      const key = msisdn.replaceAll(/\D/g, '');
      const email = `row-${key}@example.com`;
      const properties = { ...NAME, email, msisdn: `47460000${key.length + 10}` };
      const { id } = (await call(norway, 'members.create', { body: { properties } })).body;
      await schedule(norway, { job_id: key, members: [{ properties: { ...NAME, email, msisdn } }] });
      const members = [{ id, properties: { msisdn } }];
      const body = { import_id: key, operation: 'update', request_number: 1, members };
      expect((await call(norway, 'member-imports.create', { body })).status).toBe(200);
      await drain(norway, norway.queue.sent.splice(0));
      expect((await report(norway, key)).errors).toMatchObject([{ position: 0, errors: TAKEN }]);
      const path = { import_id: key, request_number: '1' };
      const imported = (await call(norway, 'member-imports.bulk-by-request-number', { path })).body;
      expect(imported.members_errors).toEqual({ [msisdn]: TAKEN });
      const after = await call(norway, 'members.get', { path: { id: String(id) } });
      expect(after.body.properties.msisdn).toBe(properties.msisdn);
    },
  );

  it('is no reason to refuse a row of the member that has had it with its country code as long', async () => {
    await storedBefore(norway, 903, '4798765432');
    await storedBefore(norway, 904, '98765432');
    const properties = { ...NAME, email: 'both-forms@example.com', msisdn: '+47 98 76 54 32' };
    await schedule(norway, { job_id: 'both-forms', members: [{ properties }] });
    await drain(norway, norway.queue.sent.splice(0));
    expect(await report(norway, 'both-forms')).toMatchObject({ members_updated_number: 1, errors: [] });
    const { body } = await call(norway, 'members.get', { path: { id: '903' } });
    expect(body.properties.email).toBe(properties.email);
  });

  it('may be written with its country code by its own member', async () => {
    const stored = await update(norway, holder, { msisdn: '+47 98 12 34 56' });
    expect([stored.status, stored.body.properties.msisdn]).toEqual([200, '4798123456']);
    expect((await create(norway, '98 12 34 56')).body).toEqual(TAKEN);
  });

  it('costs one more read where a number is new to its member, and nothing elsewhere', async () => {
    const db = await meteredDb();
    const costOf = async (world: World, run: (metered: World) => Promise<{ status: number }>) => {
      const metered = worldOf(db, world.club, world.client);
      await call(metered, 'clubs.schema');
      db.reset();
      expect((await run(metered)).status).toBe(200);
      return db.read().calls;
    };
    const nowhere = await createWorld();
    const without = await costOf(nowhere, (metered) => create(metered, '+47 91 00 00 01'));
    expect(await costOf(norway, (metered) => create(metered, '+46 70 123 45 99'))).toBe(without);
    expect(await costOf(norway, (metered) => create(metered, '+47 91 00 00 01'))).toBe(without + 1);
    const same = { msisdn: '+47 98 12 34 56', first_name: 'Ida' };
    const unchanged = await costOf(norway, (metered) => update(metered, holder, same));
    expect(await costOf(norway, (metered) => update(metered, holder, { first_name: 'Eli' }))).toBe(unchanged);
  });
});
