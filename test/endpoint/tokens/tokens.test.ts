import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { hashClientSecret } from '#shared/crypto/client-secrets.ts';
import { isIssuedClientSecret } from '#shared/domain/client-tokens/client-secret.ts';
import { DIRECTORY_TTL_SECONDS } from '#shared/ports/directory.ts';
import { call } from '../../support/api.ts';
import {
  codeOf,
  create,
  type Deployment,
  deployment,
  destroy,
  leafAt,
  show,
  tokenOf,
  update,
} from '../../support/client-tokens.ts';
import type { TestClient } from '../../support/clients.ts';
import { type World, worldOf } from '../../support/world.ts';

const READ = 'BL:Api:Members:Get';

let all: Deployment;
let world: World;
let root: TestClient;
beforeAll(async () => {
  all = await deployment();
  ({ world, root } = all);
});

const made = async (token: object = {}): Promise<any> => {
  const wish = { name: 'Shop', loyalty_club_ids: [world.club.id], permits: [READ], ...token };
  const answer = await create(world, root, wish);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body.token;
};

/** What a token may do at an endpoint of members. */
const reads = async (secret: string): Promise<number> =>
  (await call(world, 'members.get', { secret, path: { id: '999999' } })).status;

describe('a created token', () => {
  it('is shown once, works at once, and is shown by its end from then on', async () => {
    const token = await made();
    expect(token).toMatchObject({
      name: 'Shop',
      permits: [READ],
      policies: [],
      loyalty_club_ids: [world.club.id],
      customers: null,
      product: null,
      internal: false,
      created_by: { entity_type: 'token', entity_id: root.id },
      updated_by: { entity_type: 'token', entity_id: root.id },
    });
    expect(isIssuedClientSecret(token.token)).toBe(true);
    expect(await reads(token.token)).toBe(404);
    const masked = { ...token, token: `…${token.token.slice(-4)}` };
    expect((await show(world, root, token.id)).body).toEqual({ token: masked });
  });

  it('is nowhere in the table', async () => {
    const { token } = await made();
    const { Items } = await world.db.doc.send(
      new ScanCommand({ TableName: world.db.table, ConsistentRead: true }),
    );
    expect(JSON.stringify(Items)).toContain(hashClientSecret(token));
    expect(JSON.stringify(Items)).not.toContain(token);
  });

  it('may do what its policies allow, at endpoints and in each operation of a bulk', async () => {
    const { token } = await made({ permits: [], policies: ['MessagesApiRegularAccess'] });
    expect((await call(world, 'messages.list', { secret: token })).status).toBe(200);
    expect((await call(world, 'messages.destroy', { secret: token, path: { id: '1' } })).status).toBe(403);
    const operations = [
      { type: 'create', entity: 'message', payload: { name: 'From a bulk', channels: [] } },
    ];
    const bulk = await call(world, 'messages.bulks', { secret: token, body: { operations } });
    expect(bulk.body.results[0].response.status).toBe(422);
    const { token: weaker } = await made({ permits: ['Messages:Api:Bulks:Process'] });
    const refused = await call(world, 'messages.bulks', { secret: weaker, body: { operations } });
    expect(refused.body.results[0].response.status).toBe(403);
  });

  it('keeps each permit, policy and club once', async () => {
    const token = await made({
      permits: [READ, READ],
      policies: ['MembersApiReadAccess', 'MembersApiReadAccess'],
      loyalty_club_ids: [world.club.id, world.club.id],
    });
    expect(token).toMatchObject({
      permits: [READ],
      policies: ['MembersApiReadAccess'],
      loyalty_club_ids: [world.club.id],
    });
  });

  it('may be good for every club, none, some customers or one product, when that is said', async () => {
    expect(await made({ loyalty_club_ids: null })).toMatchObject({ loyalty_club_ids: null });
    const { token: ofNone } = await made({ loyalty_club_ids: [] });
    expect(await reads(ofNone)).toBe(401);
    const { token: ofCustomer } = await made({ customers: ['1000941'] });
    expect(await reads(ofCustomer)).toBe(401);
    const { token: ofProduct } = await made({ product: 'android-app' });
    expect(await reads(ofProduct)).toBe(401);
    const headers = { 'X-Product-Name': 'android-app' };
    const inProduct = { secret: ofProduct, path: { id: '999999' }, headers };
    expect((await call(world, 'members.get', inProduct)).status).toBe(404);
  });

  it('takes no secret, id, author or time from the request', async () => {
    const token = await made({
      token: 'a1b2c3d4e5f6a7b8c9d0e1f2',
      id: 1,
      created_at: '2000-01-01T00:00:00.000Z',
      created_by: { entity_type: 'user', entity_id: 'mallory' },
      version: 99,
      hash: 'x',
    });
    expect(isIssuedClientSecret(token.token)).toBe(true);
    expect(token.id).not.toBe(1);
    expect(token.created_at).not.toMatch(/^2000/);
    expect(token.created_by.entity_id).toBe(root.id);
  });
});

describe('the token that asks', () => {
  const ask = (authorization: string) => {
    const headers = { Authorization: authorization };
    return call(world, 'tokens.permits', { headers });
  };

  it('stands in Authorization, plain or after Bearer', async () => {
    for (const scheme of ['', 'Bearer ', 'bearer  ', 'BEARER '])
      expect((await ask(`${scheme}${root.secret}`)).status).toBe(200);
    for (const other of [`Basic ${root.secret}`, 'Bearer', `${root.secret} x`, `Bearer${root.secret}`])
      expect(codeOf(await ask(other))).toEqual([401, 'client_unauthorized']);
  });

  it('is asked for neither product nor club', async () => {
    const limited = await tokenOf(world, [world.club], { product: 'android-app' });
    expect((await call(world, 'tokens.list', { secret: limited.secret })).status).toBe(200);
  });

  it('may have its permits from a policy', async () => {
    const byPolicy = await tokenOf(world, [world.club], { permits: [], policies: ['TokensApiFullAccess'] });
    expect((await call(world, 'tokens.list', { secret: byPolicy.secret })).status).toBe(200);
  });
});

describe('a token', () => {
  it('is found by its id, by itself in the path, and by itself in the body', async () => {
    const { id, token } = await made();
    const find = (sought: unknown) =>
      call(world, 'tokens.find', { secret: root.secret, body: { token: sought } });
    for (const answer of [await show(world, root, token), await find(token)]) {
      expect(answer.body.token).toMatchObject({ id, token: `…${token.slice(-4)}` });
    }
    expect(codeOf(await find('lct_nobody_has_this'))).toEqual([404, 'token_not_found']);
    expect(codeOf(await find(5))).toEqual([422, 'parameters_invalid']);
    expect(leafAt(await find(null), 'token').error).toBe('presence');
    expect(leafAt(await find(' '), 'token').error).toBe('blank');
  });

  it('that is not there is 404 to every question', async () => {
    const answers = [
      await show(world, root, 999_999),
      await show(world, root, 'lct_nobody_has_this'),
      await update(world, root, 999_999, { name: 'x' }),
      await destroy(world, root, 999_999),
    ];
    for (const answer of answers) {
      expect([...codeOf(answer), answer.body]).toEqual([
        404,
        'token_not_found',
        { error: 'Token not found' },
      ]);
    }
  });

  it('is looked for before its payload is judged', async () => {
    expect((await update(world, root, 999_999, { name: 5 })).status).toBe(404);
  });

  it('in a path stands in no log, whatever fails', async () => {
    const { token } = await made();
    const failure = Object.assign(new Error(`no table for ${token}`), { name: 'ValidationException' });
    const doc = { send: () => Promise.reject(failure) } as unknown as World['db']['doc'];
    const broken = worldOf({ ...world.db, doc }, world.club, root);
    const log = vi.spyOn(broken.runtime.log, 'error');
    expect((await show(broken, root, token)).status).toBe(500);
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[1]).toMatchObject({ endpoint: 'tokens.show' });
    expect(JSON.stringify(log.mock.calls)).not.toContain(token);
    log.mockRestore();
  });

  it('is never seen with its secret in an error', async () => {
    const { token } = await made();
    const weak = await tokenOf(world, [world.club], { permits: [] });
    const answer = await show(world, weak, token);
    expect(answer.status).toBe(403);
    expect(JSON.stringify(answer)).not.toContain(token);
  });
});

describe('an update', () => {
  it('changes what it names, and says who and when', async () => {
    const { token: _, ...before } = await made({ policies: ['MembersApiReadAccess'] });
    const admin = await tokenOf(world, null);
    world.clock.ahead += 60;
    const { body } = await update(world, admin, before.id, { name: ' New name ', product: 'default' });
    world.clock.ahead -= 60;
    expect(body.token).toEqual({
      ...before,
      token: expect.stringMatching(/^….{4}$/),
      name: 'New name',
      product: 'default',
      updated_at: expect.not.stringContaining(before.updated_at),
      updated_by: { entity_type: 'token', entity_id: admin.id },
    });
    expect((await show(world, root, before.id)).body).toEqual(body);
  });

  it('that changes nothing writes nothing', async () => {
    const { id, name, permits, loyalty_club_ids } = await made();
    const admin = await tokenOf(world, null);
    const before = await show(world, root, id);
    const answer = await update(world, admin, id, { name, permits, loyalty_club_ids });
    expect(answer.body).toEqual(before.body);
    expect((await show(world, root, id)).body).toEqual(before.body);
  });

  it('takes effect within the lifetime of the directory', async () => {
    const { id, token } = await made();
    expect(await reads(token)).toBe(404);
    await update(world, root, id, { permits: ['BL:Api:Members:Create'] });
    world.clock.ahead += DIRECTORY_TTL_SECONDS + 1;
    expect(await reads(token)).toBe(403);
    await update(world, root, id, { loyalty_club_ids: [] });
    world.clock.ahead += DIRECTORY_TTL_SECONDS + 1;
    expect(await reads(token)).toBe(401);
  });

  it('does not ask anew whether what was stored is still right', async () => {
    const { id } = await tokenOf(world, [world.club], { product: 'a-product-of-the-past' });
    expect((await update(world, root, id, { name: 'Still here' })).status).toBe(200);
    const moved = await update(world, root, id, { loyalty_club_ids: [all.clubs[1]!.id] });
    expect(leafAt(moved, 'token', 'product').error).toBe('inclusion');
  });
});

describe('a deletion', () => {
  it('answers with the token and revokes it within the lifetime of the directory', async () => {
    const { id, token } = await made();
    expect(await reads(token)).toBe(404);
    const { status, body } = await destroy(world, root, id);
    expect([status, body.token.id, body.token.token]).toEqual([200, id, `…${token.slice(-4)}`]);
    expect(codeOf(await destroy(world, root, id))).toEqual([404, 'token_not_found']);
    expect((await show(world, root, token)).status).toBe(404);
    world.clock.ahead += DIRECTORY_TTL_SECONDS + 1;
    expect(await reads(token)).toBe(401);
  });

  it('may be of oneself', async () => {
    const { id, token } = await made({ policies: ['TokensApiFullAccess'] });
    expect((await destroy(world, { secret: token }, id)).status).toBe(200);
    expect(codeOf(await destroy(world, { secret: token }, id))).toEqual([401, 'client_unauthorized']);
  });
});

interface Wrong {
  readonly payload: unknown;
  readonly at: readonly string[];
  readonly error: string;
}

const good = () => ({ name: 'Shop', loyalty_club_ids: [world.club.id], permits: [READ] });

/** Merged over a good payload. */
const WRONG: readonly Wrong[] = [
  { payload: { name: null }, at: ['name'], error: 'presence' },
  { payload: { name: '' }, at: ['name'], error: 'blank' },
  { payload: { name: 5 }, at: ['name'], error: 'must_be_a_string' },
  { payload: { name: 'x'.repeat(101) }, at: ['name'], error: 'too_long' },
  { payload: { name: 'two\nlines' }, at: ['name'], error: 'invalid' },
  { payload: { permits: READ }, at: ['permits'], error: 'must_be_an_array' },
  { payload: { permits: [5] }, at: ['permits'], error: 'must_have_elements_of_type' },
  { payload: { permits: [READ, 'BL:Api:Members:get'] }, at: ['permits', '1'], error: 'inclusion' },
  { payload: { permits: ['toString'] }, at: ['permits', '0'], error: 'inclusion' },
  { payload: { permits: Array(1001).fill(READ) }, at: ['permits'], error: 'size_too_large' },
  { payload: { policies: {} }, at: ['policies'], error: 'must_be_an_array' },
  { payload: { policies: ['Everything'] }, at: ['policies', '0'], error: 'inclusion' },
  { payload: { policies: ['constructor'] }, at: ['policies', '0'], error: 'inclusion' },
  { payload: { loyalty_club_ids: 1 }, at: ['loyalty_club_ids'], error: 'must_be_an_array' },
  { payload: { loyalty_club_ids: ['1'] }, at: ['loyalty_club_ids'], error: 'must_have_elements_of_type' },
  { payload: { loyalty_club_ids: [1.5] }, at: ['loyalty_club_ids', '0'], error: 'not_an_integer' },
  { payload: { loyalty_club_ids: [999_999] }, at: ['loyalty_club_ids', '0'], error: 'inclusion' },
  { payload: { customers: 'x' }, at: ['customers'], error: 'must_be_an_array' },
  { payload: { customers: [''] }, at: ['customers', '0'], error: 'blank' },
  { payload: { product: 7 }, at: ['product'], error: 'must_be_a_string' },
  { payload: { product: 'fridge' }, at: ['product'], error: 'inclusion' },
  { payload: { product: '__proto__' }, at: ['product'], error: 'inclusion' },
  { payload: { internal: 'yes' }, at: ['internal'], error: 'must_be_a_boolean' },
];

describe('parameters', () => {
  it.each(WRONG)('of creation and update are judged: $payload', async ({ payload, at, error }) => {
    const { id } = await made();
    const answers = [
      await create(world, root, { ...good(), ...(payload as object) }),
      await update(world, root, id, payload),
    ];
    for (const answer of answers) {
      expect(codeOf(answer)).toEqual([422, 'parameters_invalid']);
      expect(leafAt(answer, 'token', ...at)).toMatchObject({ error });
    }
  });

  it.each([undefined, null, 5, 'x', [], true])('must be an object: %j', async (payload) => {
    const { id } = await made();
    for (const answer of [await create(world, root, payload), await update(world, root, id, payload)]) {
      expect(codeOf(answer)).toEqual([422, 'parameters_invalid']);
    }
  });

  it('of creation say for which clubs: every club is never the result of an omission', async () => {
    const { loyalty_club_ids: _, ...rest } = good();
    expect(leafAt(await create(world, root, rest), 'token', 'loyalty_club_ids').error).toBe('presence');
    expect(leafAt(await create(world, root, { loyalty_club_ids: [] }), 'token', 'name').error).toBe(
      'presence',
    );
  });

  it('name the product that every club of the token has, or any club when it has them all', async () => {
    const product = 'android-app';
    expect((await create(world, root, { ...good(), product, loyalty_club_ids: null })).status).toBe(200);
    const unknown = await create(world, root, { ...good(), product: 'fridge', loyalty_club_ids: null });
    expect(leafAt(unknown, 'token', 'product').options.in).toEqual(['default', product]);
  });
});
