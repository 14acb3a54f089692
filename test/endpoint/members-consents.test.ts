import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { drain } from '../support/deliver.ts';
import { createWorld, type World } from '../support/world.ts';

const consent = (required: boolean) => ({
  version: '1',
  required,
  show_in_profile: true,
  show_at_registration: true,
});

let world: World;
beforeAll(async () => {
  world = await createWorld({ member_schema: { consents: { terms: consent(true), news: consent(false) } } });
});

let people = 0;
const person = () => {
  people += 1;
  return { email: `c${people}@example.com`, first_name: 'The', last_name: 'Doge' };
};

const create = (consents: unknown, of = world) =>
  call(of, 'members.create', { body: { properties: person(), consents } });
const update = (id: number, consents: unknown) =>
  call(world, 'members.update', { path: { id: String(id) }, body: { consents } });

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const given = (status: boolean) => ({ status, updated_at: expect.stringMatching(TIME) });

const undefinedSlug = (property: string) => ({ error: 'contained_undefined_properties', property });
const missing = (property: string) => ({ error: 'not_contain_required_property', property });
const wrongType = (property: string, type: string) => ({ error: 'type_not_match', type, property });

/** Consents as sent beside a given `terms`, and what is wrong with them. */
const WRONG: readonly [string, unknown, object[]][] = [
  ['a slug that the club does not define', { sms: { status: true } }, [undefinedSlug('sms')]],
  ['a name of the prototype', { toString: { status: true } }, [undefinedSlug('toString')]],
  ['a bare boolean', { news: true }, [wrongType('news', 'object')]],
  ['a list', { news: [true] }, [wrongType('news', 'object')]],
  ['a status of another type', { news: { status: 'true' } }, [wrongType('news', 'boolean')]],
  ['no status', { news: {} }, [missing('news')]],
  ['two mistakes', { sms: { status: true }, news: 1 }, [undefinedSlug('sms'), wrongType('news', 'object')]],
];

describe('consents of a new member', () => {
  it('are stored with the time of the answer', async () => {
    const { status, body } = await create({ terms: { status: true }, news: { status: false } });
    expect([status, body.consents]).toEqual([200, { terms: given(true), news: given(false) }]);
    expect((await call(world, 'members.get', { path: { id: String(body.id) } })).body).toEqual(body);
  });

  it.each([
    ['absent', undefined],
    ['null', null],
    ['empty', {}],
    ['null for the slug', { terms: null }],
    ['refused', { terms: { status: false } }],
  ])('must hold the required ones: %s', async (_, consents) => {
    const { status, body } = await create(consents);
    expect([status, body]).toEqual([422, { consents: [missing('terms')] }]);
  });

  it.each(WRONG)('are refused for %s', async (_, consents, errors) => {
    const { status, body } = await create({ terms: { status: true }, ...(consents as object) });
    expect([status, body]).toEqual([422, { consents: errors }]);
  });

  it('are refused when they are no object', async () => {
    const { status, body } = await create([]);
    expect([status, body]).toEqual([
      422,
      { consents: [{ error: 'type_not_match', property: 'consents', type: 'object' }] },
    ]);
  });

  it('are refused by a club that defines none, rather than dropped', async () => {
    const without = await createWorld();
    const { status, body } = await create({ news: { status: true } }, without);
    expect([status, body]).toEqual([422, { consents: [undefinedSlug('news')] }]);
    expect((await create({}, without)).body.consents).toEqual({});
  });
});

describe('consents of an update', () => {
  const member = async () => (await create({ terms: { status: true }, news: { status: true } })).body;

  it('change only what is named', async () => {
    const before = await member();
    for (const consents of [undefined, null, {}, { news: null }]) {
      expect((await update(before.id, consents)).body).toEqual(before);
    }
    const { body } = await update(before.id, { news: { status: false } });
    expect(body.consents).toEqual({ terms: before.consents.terms, news: given(false) });
    expect(body.consents.news.updated_at > before.consents.news.updated_at).toBe(true);
  });

  it('keep the time of an answer that is repeated: what was read can be sent back', async () => {
    const before = await member();
    expect((await update(before.id, before.consents)).body).toEqual(before);
  });

  it('may withdraw a required one', async () => {
    const { id } = await member();
    const { status, body } = await update(id, { terms: { status: false } });
    expect([status, body.consents.terms.status]).toEqual([200, false]);
  });

  it.each(WRONG)('are refused for %s', async (_, consents, errors) => {
    const before = await member();
    const { status, body } = await update(before.id, consents);
    expect([status, body]).toEqual([422, { consents: errors }]);
    expect((await call(world, 'members.get', { path: { id: String(before.id) } })).body).toEqual(before);
  });
});

describe('consents of a bulk', () => {
  const run = async (members: object[]) => {
    const { body } = await call(world, 'member-bulks.create-or-update', { body: { members } });
    await drain(world, world.queue.sent.splice(0));
    return (await call(world, 'member-bulks.status', { path: { job_id: body.job_id } })).body;
  };
  const found = async (email: string) =>
    (await call(world, 'members.get-by-email', { path: { email } })).body;

  it('follow the same rules, row by row', async () => {
    const [good, without, wrong] = [person(), person(), person()];
    const report = await run([
      { properties: good, consents: { terms: { status: true }, news: { status: true } } },
      { properties: without },
      { properties: wrong, consents: { terms: { status: true }, sms: { status: true } } },
    ]);
    expect(report).toMatchObject({
      members_created_number: 1,
      errors: [
        { position: 1, errors: { consents: [missing('terms')] } },
        { position: 2, errors: { consents: [undefinedSlug('sms')] } },
      ],
    });
    const before = await found(good.email);
    expect(before.consents).toEqual({ terms: given(true), news: given(true) });
    await run([{ properties: { email: good.email, first_name: 'Other' } }]);
    expect((await found(good.email)).consents).toEqual(before.consents);
    await run([{ properties: { email: good.email }, consents: { news: { status: false } } }]);
    expect((await found(good.email)).consents).toEqual({ terms: before.consents.terms, news: given(false) });
  });
});
