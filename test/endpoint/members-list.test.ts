import { beforeAll, describe, expect, it } from 'vitest';
import { call } from '../support/api.ts';
import { drain } from '../support/deliver.ts';
import { meteredDb } from '../support/meter.ts';
import { recounted } from '../support/recount.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const PEOPLE = 25;

let world: World;
let ids: number[];
let removed: number;

const person = (n: number) => ({
  ...(n % 3 !== 1 && { email: `L${n}@example.com` }),
  ...(n % 3 !== 0 && { msisdn: `47700000${String(n).padStart(2, '0')}` }),
  first_name: n % 2 === 0 ? 'Kari' : 'Ola, Nils',
  last_name: `Nordmann ${n}`,
  age: n,
  vip: n % 5 === 0,
  interests: n % 2 === 0 ? ['bikes_and_cars'] : ['bikes_and_cars', 'sportwear'],
});

const bulk = async (of: World, members: object[]) => {
  await call(of, 'member-bulks.create-or-update', { body: { members } });
  await drain(of, of.queue.sent.splice(0));
};

beforeAll(async () => {
  world = await createWorld({
    filterable_properties: ['first_name', 'email', 'msisdn', 'age', 'vip', 'interests', 'language'],
    member_schema: {
      properties: {
        first_name: { type: 'string' },
        last_name: { type: 'string' },
        age: { type: 'integer' },
        vip: { type: 'boolean' },
        interests: { type: 'array' },
      },
    },
  });
  await bulk(
    world,
    Array.from({ length: PEOPLE + 1 }, (_, n) => ({ properties: person(n) })),
  );
  const everyone = await Promise.all(
    Array.from({ length: PEOPLE + 1 }, (_, n) => {
      const { email, msisdn } = person(n);
      return email
        ? call(world, 'members.get-by-email', { path: { email } })
        : call(world, 'members.get-by-msisdn', { path: { msisdn: msisdn ?? '' } });
    }),
  );
  const all = everyone.map(({ body }) => body.id as number);
  removed = all.at(-1) ?? 0;
  ids = all.slice(0, -1);
  await call(world, 'members.destroy', { path: { id: String(removed) } });
});

const list = async (query: string | Record<string, string | string[]> = '', of = world) => {
  const { status, body } = await call(of, 'members.list', { query });
  expect(status).toBe(200);
  return body;
};
const idsOf = ({ members }: { members: { id: number }[] }) => members.map(({ id }) => id);
const matching = (holds: (n: number) => boolean) => ids.filter((_, n) => holds(n));

const info = (total: number, perPage: number, page: number, rest: object) => ({
  total_count: total,
  per_page: perPage,
  current_page: page,
  is_out_of_range: false,
  ...rest,
});

/** A club of an earlier release, then the same one counted: replies do not differ. */
const COUNTINGS: readonly [string, () => Promise<unknown>][] = [
  ['a club that has not been counted', async () => {}],
  ['a club that has been counted', () => recounted(world)],
];

describe.each(COUNTINGS)('GET members of %s', (_, count) => {
  beforeAll(async () => {
    await count();
  });

  it('lists every member once, the oldest first, without those that were removed', async () => {
    const body = await list();
    expect(idsOf(body)).toEqual(ids);
    expect(body.pagination_info).toEqual(
      info(PEOPLE, 1000, 1, {
        total_pages: 1,
        next_page: null,
        prev_page: null,
        is_first_page: true,
        is_last_page: true,
      }),
    );
    const one = await call(world, 'members.get', { path: { id: String(ids[0]) } });
    expect(body.members[0]).toEqual(one.body);
  });

  it('cuts pages', async () => {
    const pages = await Promise.all([1, 2, 3].map((page) => list(`per_page=10&page_no=${page}`)));
    expect(pages.map(idsOf)).toEqual([ids.slice(0, 10), ids.slice(10, 20), ids.slice(20)]);
    const place = (next: number | null, prev: number | null) => ({
      total_pages: 3,
      next_page: next,
      prev_page: prev,
      is_first_page: prev === null,
      is_last_page: next === null,
    });
    expect(pages.map((page) => page.pagination_info)).toEqual([
      info(PEOPLE, 10, 1, place(2, null)),
      info(PEOPLE, 10, 2, place(3, 1)),
      info(PEOPLE, 10, 3, place(null, 2)),
    ]);
  });

  it('answers a page beyond the last one empty and out of range', async () => {
    const body = await list('per_page=10&page_no=4');
    expect(body).toEqual({
      members: [],
      pagination_info: info(PEOPLE, 10, 4, {
        total_pages: 3,
        next_page: null,
        prev_page: null,
        is_first_page: false,
        is_last_page: false,
        is_out_of_range: true,
      }),
    });
  });

  it('answers the only page of an empty club in range', async () => {
    const body = await list('', await createWorld());
    expect(body).toEqual({
      members: [],
      pagination_info: info(0, 1000, 1, {
        total_pages: 0,
        next_page: null,
        prev_page: null,
        is_first_page: true,
        is_last_page: true,
      }),
    });
  });

  it('selects ids, repeated in the query, as far as they exist', async () => {
    const [a = 0, b = 0, c = 0] = ids;
    const body = await list({ 'ids[]': [c, a, a, removed, 999_999_999].map(String) });
    expect(idsOf(body)).toEqual([a, c]);
    expect(body.pagination_info.total_count).toBe(2);
    expect(idsOf(await list(`ids%5B%5D=${b}&per_page=1`))).toEqual([b]);
  });

  it.each<[string, (n: number) => boolean]>([
    ['properties[first_name][]=Kari', (n) => n % 2 === 0],
    ['properties[first_name][]=Kari&properties[first_name][]=Ola,%20Nils', () => true],
    ['properties[first_name][]=Ola,%20Nils&properties[vip][]=true', (n) => n % 2 === 1 && n % 5 === 0],
    ['properties[age][]=3&properties[age][]=4', (n) => n === 3 || n === 4],
    ['properties[interests][]=sportwear', (n) => n % 2 === 1],
    ['properties[email][]=l3%40EXAMPLE.com', (n) => n === 3],
    ['properties[msisdn][]=%2B4770000004&properties[msisdn][]=4770000005', (n) => n === 4 || n === 5],
    ['properties[msisdn][]=4770000005&properties[first_name][]=Kari', () => false],
    ['properties[email][]=nonsense', () => false],
    ['properties[language]=no', () => true],
  ])('filters by %s', async (query, holds) => {
    const body = await list(query);
    expect(idsOf(body)).toEqual(matching(holds));
    expect(body.pagination_info.total_count).toBe(matching(holds).length);
  });

  it('combines ids, filters and pages', async () => {
    const some = { 'ids[]': ids.slice(0, 9).map(String), 'properties[first_name][]': 'Kari' };
    const second = await list({ ...some, per_page: '2', page_no: '2' });
    expect(idsOf(second)).toEqual([ids[4], ids[6]]);
    expect(second.pagination_info).toMatchObject({
      total_count: 5,
      total_pages: 3,
      next_page: 3,
      prev_page: 1,
    });
    expect(idsOf(await list({ 'ids[]': String(ids[0]), 'properties[msisdn][]': '4770000004' }))).toEqual([]);
    const first = await list({ ...some, 'properties[language][]': ['no', 'en'], per_page: '2' });
    const reordered = {
      'properties[language][]': ['en', 'no'],
      'properties[first_name][]': 'Kari',
      'ids[]': some['ids[]'].toReversed(),
    };
    const next = await list({ ...reordered, per_page: '2', cursor: String(first.next_cursor) });
    expect(idsOf(next)).toEqual([ids[4], ids[6]]);
  });

  it.each([
    ['per_page=1001', 'per_page must be an integer from 1 to 1000'],
    ['per_page=0', 'per_page must be an integer from 1 to 1000'],
    ['per_page=ten', 'per_page must be an integer from 1 to 1000'],
    ['page_no=0', 'page_no must be an integer from 1 to 1000000000'],
    ['page_no=-1', 'page_no must be an integer from 1 to 1000000000'],
    ['ids[]=1,2', 'ids[] must be an integer'],
    ['ids[]=', 'ids[] must be an integer'],
    ['properties[last_name][]=x', 'properties must be enabled for filters'],
    ['properties[toString][]=x', 'properties must be enabled for filters'],
    ['properties=x', 'properties must be written as properties[name][]=value'],
    ['properties[a][b][]=x', 'properties must be written as properties[name][]=value'],
  ])('refuses %s', async (query, error) => {
    const reply = await call(world, 'members.list', { query });
    expect([reply.status, reply.body, reply.headers['x-error-code']]).toEqual([
      422,
      { error },
      'parameter_invalid',
    ]);
  });

  it('shows no member of another club', async () => {
    const other = await createWorld();
    expect(idsOf(await list({ 'ids[]': String(ids[0]) }, other))).toEqual([]);
  });
});

describe('a large club', () => {
  it('is listed by its length, the ids of the page and the members of the page', async () => {
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'members.list', { query: 'per_page=1' });
    db.reset();
    await call(metered, 'members.list', { query: 'per_page=5&page_no=2' });
    expect(db.read().byOperation).toEqual({ QueryCommand: 2, BatchGetCommand: 1 });
    db.reset();
    await call(metered, 'members.list', { query: 'properties[email][]=l3@example.com' });
    expect(db.read().byOperation).toEqual({ BatchGetCommand: 2 });
  });

  it('asks for smaller pages where one would not fit into a reply', async () => {
    const large = await createWorld({
      member_schema: { properties: { note: { type: 'string' } }, required: [] },
    });
    const note = 'x'.repeat(95_000);
    const big = (n: number) => ({ properties: { email: `big${n}@example.com`, note } });
    // Two requests: one for all would not fit either.
    for (const first of [0, 35]) {
      await bulk(
        large,
        Array.from({ length: 35 }, (_, n) => big(first + n)),
      );
    }
    const reply = await call(large, 'members.list');
    expect([reply.status, reply.headers['x-error-code']]).toEqual([422, 'parameter_invalid']);
    expect((await list('per_page=50', large)).pagination_info.total_count).toBe(70);
  });
});
