import { beforeAll, describe, expect, it } from 'vitest';
import { createMember } from '#shared/data/members/members.ts';
import { type ApiCall, call } from '../support/api.ts';
import { report, schedule } from '../support/bulk.ts';
import { drain } from '../support/deliver.ts';
import { dispatched, dispatchTo } from '../support/dispatched.ts';
import { logIn } from '../support/log-in.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld, type World } from '../support/world.ts';

/** `kiosk` lists properties in an order of its own; `portal` has no list, so it has all properties. */
const PRODUCTS = {
  default: {},
  kiosk: { properties: ['last_name', 'first_name', 'interests'] },
  bare: { properties: ['interests'] },
  portal: { properties: [] },
};

const SCHEMA = {
  identifiers: ['email' as const],
  properties: {
    email: { type: 'string', format: 'email' },
    msisdn: { type: 'string' },
    first_name: { type: 'string' },
    last_name: { type: 'string' },
    birthday: { type: 'string', format: 'date' },
    interests: { type: 'array', items: { type: 'string' } },
    zip_code: { type: 'string', maxLength: 4 },
  },
};

let world: World;
beforeAll(async () => {
  world = await createWorld({
    member_schema: SCHEMA,
    products: PRODUCTS,
    filterable_properties: ['zip_code', 'interests', 'email'],
  });
});

const from = (product: string) => ({ headers: { 'X-Product-Name': product } });

let count = 0;
const given = async (more: object = {}) => {
  count += 1;
  const properties = { email: `s${count}@example.com`, first_name: 'Ola', last_name: 'Nordmann', ...more };
  const { status, body } = await call(world, 'members.create', {
    body: { properties, password: 'a secret', send_email_welcome_message: false },
  });
  expect(status).toBe(200);
  return { id: String(body.id), email: properties.email, body };
};

const seenByAll = async (id: string) => (await call(world, 'members.get', { path: { id } })).body.properties;

const undefinedProperty = (name: string) => ({
  error: 'contained_undefined_properties',
  properties: name,
  property: name,
});
const errorsAt = (...names: string[]) => ({
  properties: [{ error: Object.fromEntries(names.map((name) => [name, [undefinedProperty(name)]])) }],
});

describe('the properties of a product', () => {
  it('are all that it sees, in its order, then identifiers and language in the order of the schema', async () => {
    const { id, email, body } = await given({
      msisdn: '4740000001',
      zip_code: '0150',
      interests: ['skiing'],
      birthday: '1990-10-23',
    });
    const { access_token: bearer } = await logIn(world, Number(id), 'a secret');
    const shown = { last_name: 'Nordmann', first_name: 'Ola', interests: ['skiing'], email, language: 'no' };
    const replies = [
      await call(world, 'members.get', { path: { id }, ...from('kiosk') }),
      await call(world, 'members.get-by-email', { path: { email }, ...from('kiosk') }),
      await call(world, 'members.get-by-msisdn', { path: { msisdn: '4740000001' }, ...from('kiosk') }),
      await call(world, 'me.get', { bearer, ...from('kiosk') }),
      await call(world, 'members.update', { path: { id }, body: {}, ...from('kiosk') }),
      await call(world, 'me.update', { bearer, body: {}, ...from('kiosk') }),
    ];
    const list = await call(world, 'members.list', { query: { 'ids[]': id }, ...from('kiosk') });
    for (const { properties } of [...replies.map((one) => one.body), ...list.body.members]) {
      expect(JSON.stringify(properties)).toBe(JSON.stringify(shown));
    }
    expect((await call(world, 'members.get', { path: { id }, ...from('portal') })).body).toEqual(body);
    const removed = await call(world, 'members.destroy', { path: { id }, ...from('kiosk') });
    expect(JSON.stringify(removed.body.properties)).toBe(JSON.stringify(shown));
  });

  it('are all that it writes: others are undefined, whatever their values', async () => {
    const { id, email } = await given({ zip_code: '0150' });
    const { access_token: bearer } = await logIn(world, Number(id), 'a secret');
    const before = await seenByAll(id);
    const refused = [
      { last_name: 'New', zip_code: '0151' },
      { zip_code: 'far too long' },
      { zip_code: null },
    ];
    for (const properties of refused) {
      for (const partially of [false, true]) {
        const body = { properties, validate_partially: partially };
        const admin = await call(world, 'members.update', { path: { id }, body, ...from('kiosk') });
        const own = await call(world, 'me.update', { bearer, body, ...from('kiosk') });
        expect([admin.status, admin.body]).toEqual([422, errorsAt('zip_code')]);
        expect([own.status, own.body]).toEqual([422, errorsAt('zip_code')]);
      }
    }
    expect(await seenByAll(id)).toEqual(before);
    const created = await call(world, 'members.create', {
      body: { properties: { ...before, email: `x${email}`, msisdn: 'no number' } },
      ...from('kiosk'),
    });
    expect([created.status, created.body]).toEqual([422, errorsAt('msisdn', 'zip_code')]);
  });

  it('leave the others of a member as they are', async () => {
    const { id, email } = await given({ zip_code: '0150', interests: ['skiing'] });
    const properties = { interests: ['tea'], email: `new-${email}`, language: 'en' };
    const { status } = await call(world, 'members.update', {
      path: { id },
      body: { properties },
      ...from('kiosk'),
    });
    expect(status).toBe(200);
    expect(await seenByAll(id)).toMatchObject({ ...properties, zip_code: '0150' });
  });

  it('do not change what is required', async () => {
    const email = 'bare@example.com';
    const missing = (name: string) => [{ error: 'not_contain_required_property', property: name }];
    const create = (properties: object) =>
      call(world, 'members.create', { body: { properties }, ...from('bare') });
    expect((await create({ email })).body).toEqual({
      properties: [{ error: { first_name: missing('first_name'), last_name: missing('last_name') } }],
    });
    expect((await create({ email, first_name: 'Ola', last_name: 'Nordmann' })).body).toEqual(
      errorsAt('first_name', 'last_name'),
    );
    const nulls = { email: 'nulls@example.com', first_name: 'Ola', last_name: 'Nordmann', zip_code: null };
    const absent = await call(world, 'members.create', { body: { properties: nulls }, ...from('kiosk') });
    expect(absent.status).toBe(200);
  });

  it('are validated as a create does', async () => {
    await given({ msisdn: '4740000009' });
    const validate = async (properties: object) =>
      (await call(world, 'members.validate', { body: { properties }, ...from('kiosk') })).body;
    expect(await validate({ first_name: 'Ola' })).toEqual({ valid: true, errors: null });
    // Whether another member has the number is not said to a product that has no numbers.
    expect(await validate({ msisdn: '4740000009', zip_code: 'far too long' })).toEqual({
      valid: false,
      errors: errorsAt('msisdn', 'zip_code'),
    });
  });

  it('hide the values of the others in errors and from filters (threat T43)', async () => {
    const now = world.runtime.now().toISOString();
    const properties = { email: 'old@example.com', first_name: 'Ola', zip_code: 'invalid by now' };
    await createMember(world.db, plainMember({ club: world.club.slug, id: 1_000_000, properties, now }));
    const update = (product: string) =>
      call(world, 'members.update', {
        path: { id: '1000000' },
        body: { properties: { first_name: 'Kari', last_name: 'Nordmann' } },
        ...from(product),
      });
    const zipCode = { error: 'maximum_string_length', maximum: 4, property: 'zip_code' };
    const error = (more: object) => ({ properties: [{ error: { zip_code: [{ ...zipCode, ...more }] } }] });
    expect((await update('default')).body).toEqual(error({ value: 'invalid by now' }));
    expect((await update('kiosk')).body).toEqual(error({}));
    const filtered = await call(world, 'members.list', {
      query: { 'properties[zip_code][]': '0150' },
      ...from('kiosk'),
    });
    expect([filtered.status, filtered.body]).toEqual([
      422,
      { error: 'properties must be enabled for filters' },
    ]);
    const all = await call(world, 'members.list', { query: { 'properties[zip_code][]': 'invalid by now' } });
    expect(all.body.members).toMatchObject([{ id: 1_000_000, properties }]);
  });

  it.each([
    ['a bulk', 'bulk'],
    ['an import', 'import'],
  ])('hold for the rows of %s', async (_, source) => {
    const { email, id } = await given({ zip_code: '0150' });
    const fresh = `row-${source}@example.com`;
    const row = (address: string, more: object = {}) => ({
      properties: { email: address, first_name: 'Kari', last_name: 'Nordmann', ...more },
    });
    const members = [row(email, { zip_code: null }), row(fresh, { zip_code: '0150' }), row(`ok-${fresh}`)];
    const reply =
      source === 'bulk'
        ? await schedule(world, { members }, from('kiosk'))
        : await call(world, 'member-imports.create', { body: { members }, ...from('kiosk') });
    expect(reply.status).toBe(200);
    await drain(world, world.queue.sent.splice(0));
    if (source === 'bulk') {
      expect(await report(world, reply.body.job_id)).toMatchObject({
        members_created_number: 1,
        members_with_validation_errors_number: 2,
        errors: [
          { position: 0, errors: errorsAt('zip_code') },
          { position: 1, errors: errorsAt('zip_code') },
        ],
      });
    }
    expect(await seenByAll(id)).toMatchObject({ first_name: 'Ola', zip_code: '0150' });
    const created = await call(world, 'members.get-by-email', { path: { email: fresh } });
    expect(created.status).toBe(404);
  });
});

describe("a member's messages", () => {
  const contents = async (id: string, product: string, more: ApiCall = {}) => {
    const reply = await call(world, 'member-messages.list', { path: { id }, ...from(product), ...more });
    expect(reply.status).toBe(200);
    return {
      shown: reply.body.messages.map(({ content }: { content: string | null }) => content),
      ignored: reply.headers['x-ignored'],
    };
  };

  it('come without the text for a product with a list: it may hold what the product does not see', async () => {
    const { id } = await given({ zip_code: '0150' });
    await dispatched(world, dispatchTo(Number(id), 501), { body: 'A shop near 0150' });
    for (const generation of [0, 1] as const) {
      const query = { include_content: 'true' };
      expect(await contents(id, 'kiosk', { generation })).toEqual({ shown: [null] });
      const asked = await contents(id, 'kiosk', { generation, query });
      expect(asked).toEqual({ shown: [null], ignored: 'include_content' });
      for (const product of ['default', 'portal'])
        expect((await contents(id, product, { generation, query })).shown).toEqual(['A shop near 0150']);
    }
    const path = { id, message_id: '501' };
    const one = (product: string) => call(world, 'member-messages.get', { path, ...from(product) });
    expect((await one('kiosk')).body.message).toMatchObject({ id: '501', content: null });
    expect((await one('portal')).body.message.content).toBe('A shop near 0150');
  });
});
