import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { createMessage, SENDING_CLUB } from '../support/messaging.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  const properties = {
    even: { type: 'number', multipleOf: 2 },
    price: { type: 'number', multipleOf: 0.01 },
    words: { type: 'string', pattern: '^\\S+\\s\\S+$' },
    years: { type: 'array', items: { type: 'integer' } },
  };
  world = await createWorld({ ...SENDING_CLUB, member_schema: { properties, required: [] } });
});

let people = 0;
/** Creates a member with one more property as JSON spells it. */
const create = async (name: string, json: string) => {
  people += 1;
  const raw = `{"properties":{"email":"v${people}@example.com","${name}":${json}}}`;
  const { status, body } = await call(world, 'members.create', { raw });
  return status === 200 ? body.properties[name] : body.properties[0].error[name];
};

describe('a value of a member', () => {
  it.each([
    ['even', [1000000000, 900719925474098], [1000000001, 2000000001, 900719925474099]],
    ['price', [19.99, 4.02, 600.03, 1070468.14], [12345678.905, 1e-10]],
    ['words', ['a b', 'a\u00a0b', 'a\u3000b', 'a\ufeffb'], ['ab', 'a\u200bb']],
  ])('of %s is right as %j, and wrong as %j', async (name, right, wrong) => {
    for (const value of right) expect(await create(name, JSON.stringify(value))).toBe(value);
    for (const value of wrong) expect(await create(name, JSON.stringify(value))).toMatchObject([{ value }]);
  });

  it('that is an integer beyond 2^53 - 1 is refused as it was written, by its type', async () => {
    const error = { error: 'type_not_match', value: '9007199254740993', type: 'integer', property: 'years' };
    expect(await create('years', '[2010, 9007199254740993]')).toEqual([error]);
    expect(await create('years', '[9007199254740991]')).toEqual([9007199254740991]);
  });
});

it('a property of a recipient that no double holds is refused', async () => {
  const { id } = await createMessage(world);
  const raw =
    '{"sending":{"recipients":[{"msisdn":"4790000001","properties":{"points":[9007199254740993]}}]}}';
  const { status, body } = await call(world, 'sendings.create', { path: { id: String(id) }, raw });
  expect(status).toBe(422);
  const leaf = { error: 'not_a_number', value: '9007199254740993' };
  expect(body.details).toMatchObject({ sending: { recipients: { 0: { properties: [leaf] } } } });
});
