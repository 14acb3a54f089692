import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { countItems, violations } from '../support/count-items.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const NAMES = { first_name: 'A', last_name: 'B' };
const create = (body: object, its = world, generation: 0 | 1 = 0) =>
  call(its, 'members.create', { body, generation });
const under = (error: object) => ({ properties: [{ error }] });

describe('POST members', () => {
  it.each<[string, object, object]>([
    [
      'no identifier at all',
      { properties: NAMES },
      {
        email: [{ error: 'not_contain_required_property', property: 'email' }],
        msisdn: [{ error: 'not_contain_required_property', property: 'msisdn' }],
      },
    ],
    [
      'malformed identifiers',
      { properties: { ...NAMES, email: 'a@b', msisdn: '12' } },
      {
        email: [{ error: 'invalid_email', property: 'email' }],
        msisdn: [{ error: 'invalid_msisdn', property: 'msisdn' }],
      },
    ],
    [
      'properties that are no object',
      { properties: 'x' },
      under({ properties: [{ error: 'type_not_match', property: 'properties', type: 'object' }] }),
    ],
    [
      'flags that are no booleans',
      { properties: { ...NAMES, email: 'a@example.com' }, sms_enabled: 'no', push_enabled: 1 },
      {
        sms_enabled: [{ error: 'type_not_match', property: 'sms_enabled', type: 'boolean' }],
        push_enabled: [{ error: 'type_not_match', property: 'push_enabled', type: 'boolean' }],
      },
    ],
    [
      'a short password beside a property that the schema does not know',
      { properties: { ...NAMES, email: 'a@example.com', person_id: 1 }, password: 'x' },
      {
        ...under({
          person_id: [
            {
              error: 'contained_undefined_properties',
              properties: 'person_id',
              property: 'person_id',
            },
          ],
        }),
        password: [
          expect.objectContaining({ error: 'minimum_string_length', property: 'password', minimum: 3 }),
        ],
      },
    ],
    [
      'a language that the club does not speak',
      { properties: { ...NAMES, email: 'a@example.com', language: 'pl' } },
      under({
        language: [{ error: 'value_not_match', value: 'pl', values: 'en, no', property: 'language' }],
      }),
    ],
    [
      'a required property that is blank',
      { properties: { first_name: '', last_name: 'B', email: 'a@example.com' } },
      under({ first_name: [{ error: 'not_contain_required_property', property: 'first_name' }] }),
    ],
  ])('answers 422 for %s', async (_, body, expected) => {
    for (const generation of [0, 1] as const) {
      const answer = await create(body, world, generation);
      expect([answer.status, answer.body]).toEqual([422, expected]);
      expect(answer.headers['x-error-code']).toBe('member_invalid');
    }
    expect((await countItems(world.db, world.club.slug)).members).toBe(0);
  });

  it('needs the identifier of the club, not just any', async () => {
    const byNumber = await createWorld({ member_schema: { identifiers: ['msisdn'] } });
    const { status, body } = await create({ properties: { ...NAMES, email: 'a@example.com' } }, byNumber);
    expect([status, body]).toEqual([
      422,
      { msisdn: [{ error: 'not_contain_required_property', property: 'msisdn' }] },
    ]);
  });

  it('takes nulls as absent and switches channels off where asked', async () => {
    const { status, body } = await create({
      properties: { ...NAMES, email: 'a@example.com', msisdn: null, birthday: null },
      password: null,
      sms_enabled: false,
      email_enabled: null,
      push_enabled: true,
    });
    expect(status).toBe(200);
    expect(body.properties).toEqual({ ...NAMES, email: 'a@example.com', language: 'no' });
    expect([body.sms_status, body.email_status, body.push_status]).toEqual([
      'disabled',
      'enabled',
      'enabled',
    ]);
    expect(JSON.stringify(body)).not.toContain('password');
  });

  it('gives one member to twenty that come at once with one e-mail', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        create(
          { properties: { ...NAMES, email: n % 2 ? 'One@Example.com' : 'one@example.com' } },
          worldOf(world.db, world.club, world.client),
        ),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    for (const { status, body } of answers.filter((answer) => answer.status !== 200)) {
      // Beyond five conflicts in a row the table says that it is busy.
      expect([422, 503]).toContain(status);
      if (status === 422) {
        expect(body).toEqual({ email: [{ error: 'duplicated_email_in_community', property: 'email' }] });
      }
    }
    const found = await countItems(world.db, world.club.slug);
    expect([found.members, violations(found)]).toEqual([1, []]);
  });

  it('leaves one owner per identifier when identifiers cross', async () => {
    const email = (n: number) => `e${n % 4}@example.com`;
    const msisdn = (n: number) => `474000000${(n * 3 + 1) % 4}`;
    const answers = await Promise.all(
      Array.from({ length: 16 }, (_, n) =>
        create({ properties: { ...NAMES, email: email(n), msisdn: msisdn(n >> 2) } }),
      ),
    );
    const found = await countItems(world.db, world.club.slug);
    expect(violations(found)).toEqual([]);
    expect(found.members).toBe(answers.filter(({ status }) => status === 200).length);
    expect(found.members).toBeGreaterThan(0);
    expect(answers.every(({ status }) => [200, 422, 503].includes(status))).toBe(true);
  });
});
