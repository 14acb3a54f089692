import { beforeEach, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { person, report } from '../support/bulk.ts';
import { countItems, violations } from '../support/count-items.ts';
import { drain } from '../support/deliver.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld({
    member_schema: {
      properties: {
        first_name: { type: 'string' },
        last_name: { type: 'string' },
        child_birth_years: { type: 'array', items: { type: 'integer' } },
        any: {},
      },
    },
  });
});

const JOB = 'odd';
const typed = (property: string, type: string) => ({
  [property]: [{ error: 'type_not_match', property, type }],
});
const property = (name: string, ...errors: object[]) => ({
  properties: [{ error: { [name]: errors.map((error) => ({ ...error, property: name })) } }],
});
const outsized = (value: string, type = 'integer') => ({ error: 'type_not_match', value, type });

/** Sends rows as they are spelt, runs the job and answers what its status says. */
const job = async (rows: readonly string[]) => {
  const raw = `{"job_id":"${JOB}","members":[${rows.join(',')}]}`;
  const reply = await call(world, 'member-bulks.create-or-update', { raw });
  expect([reply.status, reply.headers['x-error-detail']]).toEqual([200, undefined]);
  await drain(world, world.queue.sent.splice(0));
  return report(world, JOB);
};

const row = (n: number, more: object = {}, inside: object = {}) =>
  JSON.stringify({ ...person(n, inside), ...more });
/** A row with a number as it is spelt. */
const withNumber = (n: number, name: string, json: string) =>
  row(n, {}, { [name]: 'HERE' }).replace('"HERE"', json);
const email = (n: number) => call(world, 'members.get-by-email', { path: { email: `p${n}@example.com` } });

describe('one odd row', () => {
  it.each<[string, string, object]>([
    ['a flag', row(2, { sms_enabled: 'false' }), typed('sms_enabled', 'boolean')],
    ['a password', row(2, { password: 5 }), typed('password', 'string')],
    ['a password hash', row(2, { password_hash: [] }), typed('password_hash', 'string')],
    ['consents', row(2, { consents: [] }), typed('consents', 'object')],
    ['a source', row(2, { source: 5 }), typed('source', 'string')],
    ['a sub-source', row(2, { subsource: {} }), typed('subsource', 'string')],
    [
      'several at once, beside a property',
      row(2, { push_enabled: 1, email_enabled: 'no' }, { last_name: 7 }),
      {
        ...typed('email_enabled', 'boolean'),
        ...typed('push_enabled', 'boolean'),
        ...property('last_name', { error: 'type_not_match', value: 7, type: 'string' }),
      },
    ],
    [
      'integers beyond 2^53 - 1',
      withNumber(2, 'child_birth_years', '[2010, 9007199254740993, -9007199254740992]'),
      property('child_birth_years', outsized('9007199254740993'), outsized('-9007199254740992')),
    ],
    [
      'a number beyond all doubles',
      withNumber(2, 'child_birth_years', '1e400'),
      property('child_birth_years', outsized('1e400', 'array')),
    ],
    [
      'such a number where the schema takes anything',
      withNumber(2, 'any', '{"deep":[1e400]}'),
      property('any', outsized('1e400', 'number')),
    ],
    ['an outsized flag', row(2).replace(/}$/, ',"sms_enabled":1e400}'), typed('sms_enabled', 'boolean')],
  ])('%s costs the row and not its neighbors', async (_, odd, errors) => {
    expect(await job([row(1), odd, row(3)])).toMatchObject({
      status: 'finished',
      members_created_number: 2,
      members_with_validation_errors_number: 1,
      errors: [{ position: 1, errors }],
    });
    expect([(await email(1)).status, (await email(2)).status, (await email(3)).status]).toEqual([
      200, 404, 200,
    ]);
    expect(violations(await countItems(world.db, world.club.slug))).toEqual([]);
  });

  it('changes nothing of a member that exists', async () => {
    await job([row(2, { password: 'secret-42' }, { child_birth_years: [2010], any: 1 })]);
    const before = (await email(2)).body;
    const odd = [
      withNumber(2, 'child_birth_years', '1e400'),
      withNumber(2, 'any', '12345678901234567890'),
      row(2, { sms_enabled: 'false' }, { first_name: 'Other' }),
      row(2, { password: 5, source: 'x' }, { first_name: 'Other' }),
    ];
    for (const [index, one] of odd.entries()) {
      const shown = await job([one]);
      expect(shown).toMatchObject({
        members_updated_number: 0,
        members_with_validation_errors_number: index + 1,
      });
    }
    expect((await email(2)).body).toEqual(before);
  });

  it('of an import is an error under its name', async () => {
    const raw = `{"import_id":"i","members":[${row(1)},${row(2, { push_enabled: 'yes' })},${withNumber(3, 'any', '-1e999')}]}`;
    expect((await call(world, 'member-imports.create', { raw })).status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
    const { bulks } = (await call(world, 'member-imports.show', { path: { import_id: 'i' } })).body;
    const path = { import_id: 'i', bulk_id: String(bulks[0].id) };
    expect((await call(world, 'member-imports.bulk', { path })).body).toMatchObject({
      status: 'finished',
      members_created_number: 1,
      members_errors: {
        'p2@example.com': typed('push_enabled', 'boolean'),
        'p3@example.com': property('any', outsized('-1e999', 'number')),
      },
    });
  });

  it('is known again when its request comes again', async () => {
    const raw = `{"job_id":"${JOB}","request_number":1,"members":[${withNumber(1, 'any', '9007199254740993')}]}`;
    const other = raw.replace('0993', '0995');
    for (const body of [raw, raw, other]) await call(world, 'member-bulks.create-or-update', { raw: body });
    expect(world.queue.sent).toHaveLength(2);
  });
});
