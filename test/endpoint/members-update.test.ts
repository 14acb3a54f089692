import { beforeAll, describe, expect, it } from 'vitest';
import { findMember } from '#shared/data/members/members.ts';
import { directory } from '#shared/ports/directory.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { inGeneration } from '../support/generations.ts';
import { meteredDb } from '../support/meter.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});

let people = 0;

const created = async (body: object = {}, of = world) => {
  people += 1;
  const properties = { email: `u${people}@example.com`, first_name: 'The', last_name: 'Doge' };
  const reply = await call(of, 'members.create', { body: { properties, ...body } });
  expect(reply.status).toBe(200);
  return reply.body;
};

const update = (id: number | string, body: unknown, of = world, generation: 0 | 1 = 0) =>
  call(of, 'members.update', { path: { id: String(id) }, body, generation });

describe('PUT members/:id', () => {
  it.each([0, 1] as const)('answers the documented example below prefix %s', async (generation) => {
    const member = await created();
    const raw = `{
    "properties": {
      "last_name": "Doge"
    },
    "password": "new_password"
  }`;
    const reply = await call(world, 'members.update', {
      path: { id: String(member.id) },
      raw,
      generation,
      headers: { 'X-User-Agent': 'CURL manual test' },
    });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual(inGeneration(generation, { ...member, updated_at: expect.any(String) }));
    const info = await call(world, 'members.public-info', { path: { id: String(member.id) } });
    expect(info.body.can_login).toBe(true);
  });

  it('replaces what is sent, deletes what is null and leaves the rest', async () => {
    const { id, properties } = await created();
    await update(id, { properties: { interests: ['sportwear', 'bikes_and_cars'], birthday: '1990-10-23' } });
    const { body } = await update(id, {
      properties: { interests: ['sportwear'], birthday: null, first_name: 'Much' },
    });
    expect(body.properties).toEqual({ ...properties, first_name: 'Much', interests: ['sportwear'] });
    expect((await call(world, 'members.get', { path: { id: String(id) } })).body).toEqual(body);
  });

  it('moves identifiers: the old one is free, the new one finds the member', async () => {
    const member = await created();
    const old = member.properties.email;
    const reply = await update(member.id, {
      properties: { email: 'Moved@Example.com', msisdn: '+47 99 88 77 66' },
    });
    expect(reply.body.properties).toMatchObject({ email: 'Moved@Example.com', msisdn: '4799887766' });
    expect((await call(world, 'members.get-by-email', { path: { email: old } })).status).toBe(404);
    expect(
      (await call(world, 'members.get-by-email', { path: { email: 'moved@example.com' } })).body.id,
    ).toBe(member.id);
    expect((await created({ properties: { ...member.properties } })).id).not.toBe(member.id);
  });

  it('refuses identifiers of other members and changes nothing then', async () => {
    const [one, other] = [
      await created({
        properties: { email: 'one@example.com', msisdn: '4711111111', first_name: 'a', last_name: 'b' },
      }),
      await created(),
    ];
    const { status, body } = await update(other.id, {
      properties: { ...one.properties, first_name: 'Thief' },
    });
    expect([status, body]).toEqual([
      422,
      {
        email: [{ error: 'duplicated_email_in_community', property: 'email' }],
        msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }],
      },
    ]);
    expect((await call(world, 'members.get', { path: { id: String(other.id) } })).body).toEqual(other);
  });

  it('judges the whole resulting member', async () => {
    const { id } = await created();
    const { status, body } = await update(id, {
      properties: { email: null, birthday: '1990-02-31' },
      password: '12',
    });
    expect(status).toBe(422);
    const missing = (property: string) => [{ error: 'not_contain_required_property', property }];
    expect(body).toEqual({
      email: missing('email'),
      msisdn: missing('msisdn'),
      password: [{ error: 'minimum_string_length', minimum: 3, property: 'password' }],
      properties: [
        {
          error: { birthday: [{ error: 'invalid_date_format', value: '1990-02-31', property: 'birthday' }] },
        },
      ],
    });
  });

  it.each(['members', null, [1], 5])('refuses a body that is %j', async (body) => {
    const { id } = await created();
    const reply = await update(id, body);
    expect(reply.status).toBe(422);
    expect(reply.headers['x-error-code']).toBe('member_invalid');
  });

  it('looks the member up before it judges values', async () => {
    for (const body of [{}, { properties: 5 }]) {
      const reply = await update(999_999_999, body);
      expect([reply.status, reply.body]).toEqual([404, { error: 'Member not found' }]);
    }
    expect((await call(world, 'members.update', { path: { id: 'me2' }, body: {} })).status).toBe(404);
  });

  it('knows members of its own club only', async () => {
    const { id } = await created();
    const other = await createWorld();
    expect((await update(id, { properties: { first_name: 'X' } }, other)).status).toBe(404);
  });
});

describe('an update with validate_partially', () => {
  const invalidated = async () => {
    const member = await created({}, world);
    const stricter = {
      ...world.club,
      schema_version: 2,
      member_schema: { ...world.club.member_schema, required: ['first_name', 'last_name', 'birthday'] },
    };
    const strict = worldOf(world.db, stricter, world.client);
    strict.runtime.provide(directory, {
      client: async () => world.client,
      club: async () => stricter,
    });
    return { member, strict };
  };

  it('changes a member that the schema has left behind, which a plain update cannot', async () => {
    const { member, strict } = await invalidated();
    const change = { properties: { first_name: 'Very' } };
    const plain = await update(member.id, change, strict);
    expect([plain.status, plain.body]).toEqual([
      422,
      {
        properties: [
          { error: { birthday: [{ error: 'not_contain_required_property', property: 'birthday' }] } },
        ],
      },
    ]);
    const partial = await update(member.id, { ...change, validate_partially: true }, strict);
    expect([partial.status, partial.body.properties.first_name]).toEqual([200, 'Very']);
  });

  it('still judges what is sent', async () => {
    const { member, strict } = await invalidated();
    const { status, body } = await update(
      member.id,
      { properties: { last_name: null, nonsense: 1, birthday: 'x' }, validate_partially: true },
      strict,
    );
    expect(status).toBe(422);
    expect(Object.keys(body.properties[0].error).sort()).toEqual(['birthday', 'last_name', 'nonsense']);
  });

  it('never leaves a member without an identifier', async () => {
    const { member } = await invalidated();
    const { status, body } = await update(member.id, {
      properties: { email: null },
      validate_partially: true,
    });
    expect([status, body]).toEqual([
      422,
      { email: [{ error: 'not_contain_required_property', property: 'email' }] },
    ]);
  });
});

describe('the password of an update', () => {
  const stored = async (id: number) => await findMember(world.db, world.club.slug, id);

  it('ends the sessions of the member when it is a new one', async () => {
    const { id } = await created({ password: 'first-one' });
    await update(id, { password: 'second-one' });
    const member = await stored(id);
    expect(member?.session_epoch).toBe(1);
    expect(await world.runtime.use(passwords).matches('second-one', member?.password ?? '')).toBe(true);
  });

  it('is no change when it is the same, absent or null', async () => {
    const { id } = await created({ password: 'first-one' });
    const before = await stored(id);
    for (const body of [{ password: 'first-one' }, {}, { password: null }]) {
      expect((await update(id, body)).status).toBe(200);
    }
    expect(await stored(id)).toEqual(before);
  });
});

describe('updates at once', () => {
  it('all survive when they change different properties', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `p${n}`);
    const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
    const wide = await createWorld({ member_schema: { properties, required: [] } });
    const { id } = await created({ properties: { email: 'wide@example.com' } }, wide);
    // A 503 asks to be repeated: on a slow machine so many writers may not all come through at once.
    const put = async (name: string): Promise<number> => {
      const { status } = await update(id, { properties: { [name]: name } }, wide);
      return status === 503 ? put(name) : status;
    };
    expect(await Promise.all(names.map(put))).toEqual(names.map(() => 200));
    const { body } = await call(wide, 'members.get', { path: { id: String(id) } });
    expect(body.properties).toMatchObject(Object.fromEntries(names.map((name) => [name, name])));
    expect((await findMember(wide.db, wide.club.slug, id))?.version).toBe(21);
  });

  it('give an identifier to one of two members', async () => {
    const [one, two] = [await created(), await created()];
    const replies = await Promise.all(
      [one, two].map(({ id }) => update(id, { properties: { msisdn: '4722222222' } })),
    );
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 422]);
  });

  it('leave each identifier its one holder when two members swap theirs', async () => {
    const mall = await createWorld();
    const numbers = ['4733333331', '4733333332', '4733333333'] as const;
    const of = async (msisdn: string) => {
      const { properties, id } = await created({}, mall);
      await update(id, { properties: { ...properties, msisdn } }, mall);
      return { id, email: properties.email };
    };
    const [one, two] = [await of(numbers[0]), await of(numbers[1])];
    const swap = (round: number) => [
      update(one.id, { properties: { email: two.email, msisdn: numbers[(round + 1) % 3] } }, mall),
      update(two.id, { properties: { email: one.email, msisdn: numbers[(round + 2) % 3] } }, mall),
      update(one.id, { properties: { msisdn: numbers[(round + 2) % 3] } }, mall),
      update(two.id, { properties: { msisdn: numbers[round % 3] } }, mall),
    ];
    const statuses: number[] = [];
    for (let round = 0; round < 6; round += 1) {
      statuses.push(...(await Promise.all(swap(round))).map(({ status }) => status));
      const found = await countItems(mall.db, mall.club.slug);
      expect([found.members, found.claims.size, violations(found)]).toEqual([2, 4, []]);
    }
    expect(statuses.filter((status) => ![200, 422, 503].includes(status))).toEqual([]);
    expect(statuses).toContain(200);
    expect(statuses).toContain(422);
  });
});

describe('an update costs', () => {
  it('one read and one write, and nothing when nothing changes', async () => {
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    const { id, properties } = await created({ password: 'first-one' });
    await update(id, {}, metered);
    const counted = async (body: object) => {
      db.reset();
      expect((await update(id, body, metered)).status).toBe(200);
      return db.read();
    };
    expect(await counted({ properties: { first_name: 'Wow' } })).toEqual({
      calls: 2,
      writeUnits: 1,
      readUnits: 1,
      byOperation: { GetCommand: 1, PutCommand: 1 },
    });
    const same = {
      properties: { ...properties, first_name: 'Wow', birthday: null },
      password: 'first-one',
      email_enabled: true,
    };
    expect(await counted(same)).toEqual({
      calls: 1,
      writeUnits: 0,
      readUnits: 1,
      byOperation: { GetCommand: 1 },
    });
  });
});
