import { beforeAll, describe, expect, it } from 'vitest';
import { INTERNAL_PERMITS, PERMITS } from '#shared/contracts/permits.ts';
import { POLICIES } from '#shared/contracts/policies.ts';
import { call } from '../../support/api.ts';
import { allIds, codeOf, deployment, leafAt, list, tokenOf } from '../../support/client-tokens.ts';
import type { TestClient } from '../../support/clients.ts';
import type { World } from '../../support/world.ts';

let world: World;
let root: TestClient;
let clubs: readonly World['club'][];
beforeAll(async () => {
  ({ world, root, clubs } = await deployment());
});

describe('a list of tokens', () => {
  it('has twenty a page, every token once, by id, with its place', async () => {
    for (let n = 0; n < 41; n += 1) await tokenOf(world, [world.club], { name: `Many ${n}` });
    const pages = [];
    for (const page of [1, 2, 3, 4])
      pages.push((await list(world, root, `search=many&page_no=${page}`)).body);
    expect(pages.map(({ tokens }) => tokens.length)).toEqual([20, 20, 1, 0]);
    expect(pages.map(({ pagination_info }) => pagination_info)).toMatchObject([
      { total_count: 41, per_page: 20, total_pages: 3, current_page: 1, next_page: 2, prev_page: null },
      { current_page: 2, next_page: 3, prev_page: 1, is_first_page: false, is_last_page: false },
      { current_page: 3, next_page: null, prev_page: 2, is_last_page: true, is_out_of_range: false },
      { current_page: 4, next_page: null, prev_page: null, is_out_of_range: true },
    ]);
    const ids = pages.flatMap(({ tokens }) => tokens.map(({ id }: any) => id));
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
    expect((await list(world, root, 'search=many&per_page=7&page_no=2')).body.tokens).toHaveLength(7);
  });

  it('shows no secret and no hash', async () => {
    const answer = await list(world, root);
    for (const hidden of [root.secret, root.hash, world.client.secret, world.client.hash]) {
      expect(JSON.stringify(answer)).not.toContain(hidden);
    }
    expect(answer.body.tokens.map(({ token }: any) => token)).toContain(`…${world.client.secret.slice(-4)}`);
  });

  it('is empty where nothing is', async () => {
    const { body } = await list(world, root, 'search=nobody-has-this-name');
    expect(body).toEqual({
      tokens: [],
      pagination_info: expect.objectContaining({ total_count: 0, total_pages: 0, is_last_page: true }),
    });
  });
});

describe('filters', () => {
  it('find exactly the tokens that have what was asked for', async () => {
    const [first, second] = clubs;
    const quiet = { permits: ['BL:Api:Schema:Get'] };
    const one = await tokenOf(world, [first!], { ...quiet, name: 'Filter one' });
    const two = await tokenOf(world, [first!, second!], { ...quiet, name: 'filter TWO', product: 'kiosk' });
    const all = await tokenOf(world, null, { ...quiet, name: 'Filter all', internal: true });
    const none = await tokenOf(world, [], {
      name: 'FILTER none',
      permits: [],
      policies: ['MembersApiReadAccess'],
    });
    const found = (query: string) => allIds(world, root, `search=filter&${query}`);
    const ids = (...tokens: TestClient[]) => tokens.map(({ id }) => id);

    expect(await found('')).toEqual(ids(one, two, all, none));
    expect(await found(`loyalty_club_id=${first!.id}`)).toEqual(ids(one, two));
    expect(await found(`loyalty_club_id=${second!.id}`)).toEqual(ids(two));
    expect(await found('loyalty_club_id=999999')).toEqual([]);
    expect(await found('global=true')).toEqual(ids(all));
    expect(await found('global=0')).toEqual(ids(one, two, none));
    expect(await found('internal=1')).toEqual(ids(all));
    expect(await found('internal=false')).toEqual(ids(one, two, none));
    expect(await found('product=kiosk')).toEqual(ids(two));
    expect(await found('product=')).toEqual([]);
    expect(await found('policy=MembersApiReadAccess')).toEqual(ids(none));
    expect(await found('permit=BL:Api:Schema:Get')).toEqual(ids(one, two, all, none));
    expect(await found('permit=BL:Api:Members:Get')).toEqual(ids(none));
    expect(await found('global=false&product=kiosk&permit=BL:Api:Schema:Get')).toEqual(ids(two));
    expect(await allIds(world, root, `search=${two.secret.slice(-4)}`)).toContain(two.id);
    expect(await allIds(world, root, `search=${two.secret}`)).toEqual([]);
  });

  it.each([
    ['per_page=21', 'per_page', 'less_or_equal_to'],
    ['per_page=0', 'per_page', 'greater_or_equal_to'],
    ['per_page=x', 'per_page', 'not_an_integer'],
    ['page_no=-1', 'page_no', 'greater_or_equal_to'],
    ['loyalty_club_id=infinity-mall', 'loyalty_club_id', 'not_an_integer'],
    ['global=yes', 'global', 'inclusion'],
    ['internal=', 'internal', 'inclusion'],
    ['permit=BL:Api:Members', 'permit', 'inclusion'],
    ['policy=toString', 'policy', 'inclusion'],
    [`search=${'x'.repeat(101)}`, 'search', 'too_long'],
  ])('are refused when they cannot be meant: %s', async (query, name, error) => {
    const answer = await list(world, root, query);
    expect(codeOf(answer)).toEqual([422, 'parameters_invalid']);
    expect(leafAt(answer, name).error).toBe(error);
  });
});

describe('what there is to grant', () => {
  it('is shown: permits', async () => {
    const { status, body } = await call(world, 'tokens.permits', { secret: root.secret });
    expect(status).toBe(200);
    expect(body.permits.map(({ name }: any) => name)).toEqual(Object.keys(PERMITS));
    for (const permit of body.permits) {
      expect(permit).toEqual({
        name: permit.name,
        description: expect.stringMatching(/^\S.*\S$/),
        internal: INTERNAL_PERMITS.has(permit.name),
        required_customer_features: [],
      });
    }
  });

  it('is shown: policies, the documented one to the letter', async () => {
    const { status, body } = await call(world, 'tokens.policies', { secret: root.secret });
    expect(status).toBe(200);
    expect(body.policies.map(({ name }: any) => name)).toEqual(Object.keys(POLICIES));
    for (const { permits } of body.policies) {
      expect(permits.filter((name: string) => !(name in PERMITS))).toEqual([]);
      expect(new Set(permits).size).toBe(permits.length);
    }
    expect(body.policies[0]).toEqual({
      name: 'MessagesApiRegularAccess',
      description: expect.any(String),
      internal: false,
      for_loyalty_club_types: ['REGULAR'],
      taint_produced_permits_with: null,
      permits: [
        'Messages:Api:Bulks:Process',
        'Messages:Api:Dispatches:Index',
        'Messages:Api:Messages:Create',
        'Messages:Api:Messages:Get',
        'Messages:Api:Messages:Index',
        'Messages:Api:Messages:Update',
        'Messages:Api:Sendings:Create',
        'Messages:Api:Sendings:Get',
        'Messages:Api:Sendings:Update',
        'Messages:Api:Settings:Show',
      ],
    });
  });
});
