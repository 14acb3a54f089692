import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { claimItem } from '#shared/data/members/claims.ts';
import { call } from '../support/api.ts';
import { countItems } from '../support/count-items.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  const definition = { version: '1', required: true, show_in_profile: true, show_at_registration: true };
  world = await createWorld({ member_schema: { consents: { terms: definition } } });
});

const validate = async (body: unknown, of = world) => {
  const reply = await call(of, 'members.validate', { body });
  expect(reply.status).toBe(200);
  return reply.body;
};

const VALID = { valid: true, errors: null };
const missing = (property: string) => ({ error: 'not_contain_required_property', property });
const wrong = (property: string, type: string) => ({ error: 'type_not_match', type, property });
const properties = (error: object) => ({ properties: [{ error }] });

describe('POST members/validate', () => {
  it('finds a whole member valid and creates nothing', async () => {
    const body = {
      properties: { email: 'v@example.com', msisdn: '+47 40 48 51 24', first_name: 'The', last_name: 'Doge' },
      consents: { terms: { status: true } },
      password: 'secret',
      registration_password: '1234',
    };
    expect(await validate(body)).toEqual(VALID);
    expect(await validate(body)).toEqual(VALID);
    const { members, claims } = await countItems(world.db, world.club.slug);
    expect([members, claims.size]).toEqual([0, 0]);
  });

  it.each([
    ['nothing', {}],
    ['nulls', { properties: null, password: null, consents: null }],
    ['one property', { properties: { first_name: 'The' } }],
    ['one identifier', { properties: { msisdn: '4740485124' } }],
    ['an optional property that is null', { properties: { birthday: null } }],
    ['no consents', { consents: {} }],
  ])('asks for nothing that is not sent: %s', async (_, body) => {
    expect(await validate(body)).toEqual(VALID);
  });

  it.each<[string, object, object]>([
    [
      'a required property that is empty',
      { properties: { first_name: '' } },
      properties({ first_name: [missing('first_name')] }),
    ],
    [
      'a required property that is null',
      { properties: { last_name: null } },
      properties({ last_name: [missing('last_name')] }),
    ],
    ['an empty identifier', { properties: { email: ' ' } }, { email: [missing('email')] }],
    [
      'a malformed identifier',
      { properties: { email: 'x' } },
      { email: [{ error: 'invalid_email', property: 'email' }] },
    ],
    [
      'an unknown property',
      { properties: { nonsense: 1 } },
      properties({
        nonsense: [{ error: 'contained_undefined_properties', properties: 'nonsense', property: 'nonsense' }],
      }),
    ],
    [
      'a short password',
      { password: '1' },
      { password: [{ error: 'minimum_string_length', minimum: 3, property: 'password' }] },
    ],
    [
      'a required consent that is refused',
      { consents: { terms: { status: false } } },
      { consents: [missing('terms')] },
    ],
    ['a required consent that is null', { consents: { terms: null } }, { consents: [missing('terms')] }],
    [
      'an unknown consent',
      { consents: { sms: { status: true } } },
      { consents: [{ error: 'contained_undefined_properties', property: 'sms' }] },
    ],
    [
      'attributes of the wrong type',
      { properties: 5, password: 5, consents: [] },
      {
        ...properties({ properties: [wrong('properties', 'object')] }),
        password: [wrong('password', 'string')],
        consents: [wrong('consents', 'object')],
      },
    ],
  ])('tells %s', async (_, body, errors) => {
    expect(await validate(body)).toEqual({ valid: false, errors });
  });

  it('tells identifiers that members hold, in every form of writing, together with other errors', async () => {
    const other = await createWorld();
    await call(other, 'members.create', {
      body: {
        properties: { email: 'Taken@example.com', msisdn: '4740485124', first_name: 'a', last_name: 'b' },
      },
    });
    const body = { properties: { email: 'TAKEN@EXAMPLE.com ', msisdn: '004740485124', first_name: 5 } };
    expect(await validate(body, other)).toEqual({
      valid: false,
      errors: {
        email: [{ error: 'duplicated_email_in_community', property: 'email' }],
        msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }],
        ...properties({
          first_name: [{ error: 'type_not_match', value: 5, type: 'string', property: 'first_name' }],
        }),
      },
    });
    expect(await validate({ properties: { email: 'taken@example.com' } })).toEqual(VALID);
  });

  it('agrees with a create about what a dead writer has left', async () => {
    const at = new Date(Date.now() - 600_000).toISOString();
    const orphan = claimItem({
      club: world.club.slug,
      identifier: 'email',
      value: 'orphan@example.com',
      owner: 999_999,
      at,
    });
    await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item: orphan }));
    expect(await validate({ properties: { email: 'orphan@example.com' } })).toEqual(VALID);
  });

  it('refuses only what is no object at all', async () => {
    const { status, headers } = await call(world, 'members.validate', { body: [] });
    expect([status, headers['x-error-code']]).toEqual([422, 'member_invalid']);
  });
});
