import { beforeAll, describe, expect, it } from 'vitest';
import { PERMITS } from '#shared/contracts/permits.ts';
import { POLICIES } from '#shared/contracts/policies.ts';
import { findClientById, updateClient } from '#shared/data/client-tokens/clients.ts';
import { openDb } from '#shared/data/table/db.ts';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import { type ApiAnswer, call } from '../../support/api.ts';
import {
  ADMIN,
  codeOf,
  create,
  type Deployment,
  deployment,
  destroy,
  leafAt,
  list,
  show,
  tokenOf,
  update,
} from '../../support/client-tokens.ts';
import type { TestClient } from '../../support/clients.ts';
import { dynamoConfig, TEST_TABLE } from '../../support/db.ts';
import fc from '../../support/property.ts';
import { type World, worldOf } from '../../support/world.ts';

const READ = 'BL:Api:Members:Get';
const WRITE = 'BL:Api:Members:Create';

let all: Deployment;
let world: World;
beforeAll(async () => {
  all = await deployment();
  world = all.world;
});

/** Ids are dense in every deployment; these name its three clubs. */
const idsOf = (slugs: readonly string[] | null): number[] | null =>
  slugs?.map((slug) => all.clubs.find((club) => club.slug === slug)!.id) ?? null;

describe('each endpoint', () => {
  const asks: Readonly<Record<string, (by: TestClient, id: number) => Promise<ApiAnswer>>> = {
    'Tokens:Api:Tokens:Index': (by) => list(world, by),
    'Tokens:Api:Tokens:Show': (by, id) => show(world, by, id),
    'Tokens:Api:Tokens:Create': (by) => create(world, by, { name: 'x', loyalty_club_ids: [] }),
    'Tokens:Api:Tokens:Update': (by, id) => update(world, by, id, { name: 'y' }),
    'Permits:Api:Permits:Index': ({ secret }) => call(world, 'tokens.permits', { secret }),
    'Policies:Api:Policies:Index': ({ secret }) => call(world, 'tokens.policies', { secret }),
    'Tokens:Api:Tokens:Destroy': (by, id) => destroy(world, by, id),
  };

  it('opens to its own permit and to no other', async () => {
    for (const held of Object.keys(asks)) {
      const { id } = await tokenOf(world, [world.club], { permits: [] });
      const by = await tokenOf(world, [world.club], { permits: [held] });
      for (const [asked, ask] of Object.entries(asks)) {
        const { status, body } = await ask(by, id);
        expect(status, `${asked} with ${held}`).toBe(asked === held ? 200 : 403);
        if (status === 403) expect(body).toEqual({ error: `Not authorized: ${asked} permit is required` });
      }
    }
  });
});

describe('no token grants what it does not have', () => {
  const admin = (more: Partial<ClientToken> = {}) =>
    tokenOf(world, all.clubs.slice(0, 2), { permits: [...ADMIN, READ], ...more });
  const wish = (more: object = {}) => ({ name: 'x', loyalty_club_ids: [world.club.id], ...more });

  it('a permit, or a policy that has one, is a 403 that names it', async () => {
    const by = await admin();
    for (const grant of [{ permits: [WRITE] }, { permits: [READ, WRITE] }, { permits: [5, WRITE] }]) {
      const { status, body } = await create(world, by, wish(grant));
      expect([status, body]).toEqual([403, { error: `Not authorized: ${WRITE} permit is required` }]);
    }
    const policy = await create(world, by, wish({ policies: ['MembersApiReadAccess'] }));
    expect(policy.body).toEqual({ error: 'Not authorized: BL:Api:Schema:Get permit is required' });
    expect((await create(world, by, wish({ permits: [READ], policies: [] }))).status).toBe(200);
  });

  it('what a policy gives can be given on, whole and in parts, and in the other spelling', async () => {
    const by = await admin({
      permits: ADMIN,
      policies: ['MembersApiReadAccess', 'MessagesApiRegularAccess'],
    });
    const grants = [
      { policies: ['MembersApiReadAccess'] },
      { permits: [READ] },
      { permits: ['Messages:Api:Messages:Index', 'Messages:Api:Messages:List'] },
    ];
    for (const grant of grants) expect((await create(world, by, wish(grant))).status).toBe(200);
    expect((await create(world, by, wish({ policies: ['MessagesApiReadAccess'] }))).status).toBe(403);
  });

  it('a club out of reach looks like one that is not there', async () => {
    const by = await admin();
    const [, , third] = all.clubs;
    const answers = [];
    for (const id of [third!.id, 999_999]) {
      const answer = await create(world, by, wish({ loyalty_club_ids: [world.club.id, id] }));
      expect(codeOf(answer)).toEqual([422, 'parameters_invalid']);
      const { value, ...leaf } = leafAt(answer, 'token', 'loyalty_club_ids', '1');
      expect(value).toBe(id);
      answers.push(leaf);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0].options.in.toSorted()).toEqual(idsOf(by.clubs)?.toSorted());
  });

  it('and is reported in a reply that has an end, however much is wrong', async () => {
    const customers = Array.from({ length: 1000 }, (_, n) => `${n}`.padEnd(64, 'x'));
    const by = await admin({ customers });
    const answer = await create(
      world,
      by,
      wish({ customers: customers.map((one) => one.replace('x', 'y')) }),
    );
    expect(answer.status).toBe(422);
    expect(JSON.stringify(answer.body).length).toBeLessThan(1_000_000);
  });

  it('no limit is not for those who have one', async () => {
    const limited = await admin({ product: 'default', customers: ['1'] });
    const unlimited = { loyalty_club_ids: null, customers: null, product: null, internal: true };
    for (const [name, value] of Object.entries(unlimited)) {
      const answer = await create(world, limited, wish({ [name]: value }));
      expect(leafAt(answer, 'token', name), name).toMatchObject({ error: 'inclusion' });
    }
    for (const beyond of [{ customers: ['1', '2'] }, { product: 'android-app' }]) {
      expect((await create(world, limited, wish(beyond))).status).toBe(422);
    }
  });

  it('what is left out is the own limit, and no permit', async () => {
    const limited = await admin({ product: 'default', customers: ['1'], internal: true });
    const { body } = await create(world, limited, wish());
    expect(body.token).toMatchObject({
      permits: [],
      policies: [],
      customers: ['1'],
      product: 'default',
      internal: false,
    });
  });

  it('an update of itself adds no permit', async () => {
    const by = await admin({ product: 'default', customers: ['1'] });
    const raises = [
      { permits: [...ADMIN, READ, WRITE] },
      { policies: ['MembersApiFullAccess'] },
      { loyalty_club_ids: null },
      { loyalty_club_ids: all.clubs.map(({ id }) => id) },
      { customers: null },
      { customers: ['1', '2'] },
      { product: null },
      { internal: true },
    ];
    for (const raise of raises) {
      expect([403, 422]).toContain((await update(world, by, by.id, raise)).status);
    }
    const stored = await findClientById(world.db, by.id);
    expect(stored).toMatchObject({ version: 1, permits: by.permits, clubs: by.clubs, product: 'default' });
    expect((await update(world, by, by.id, { permits: ADMIN, name: 'Less' })).status).toBe(200);
    expect((await update(world, by, by.id, { permits: [...ADMIN, READ] })).status).toBe(403);
  });

  it('a stronger token is lent nothing: not even its name can be changed, but it can be stopped', async () => {
    const by = await admin();
    const stronger = await tokenOf(world, [world.club], { permits: [READ, WRITE] });
    for (const change of [{ name: 'y' }, { loyalty_club_ids: idsOf(by.clubs) }, { policies: [] }]) {
      expect(codeOf(await update(world, by, stronger.id, change))).toEqual([403, 'permit_missing']);
    }
    expect((await update(world, by, stronger.id, { permits: [READ] })).status).toBe(200);
    const another = await tokenOf(world, [world.club], { permits: [WRITE] });
    expect((await destroy(world, by, another.id)).status).toBe(200);
  });
});

interface Holding {
  readonly permits: readonly string[];
  readonly policies: readonly string[];
  /** Places in the deployment's clubs. */
  readonly clubs: readonly number[] | null;
  readonly customers: readonly string[] | null;
  readonly product: string | null;
  readonly internal: boolean;
}

const SOME_PERMITS = [READ, WRITE, 'BL:Api:Schema:Get', 'BL:Api:Members:Check', 'BL:Api:Members:Index'];
const SOME_POLICIES = ['MembersApiReadAccess', 'MembersApiBulkImport', 'MembersApiAppAccess'];

const holding: fc.Arbitrary<Holding> = fc.record({
  permits: fc.subarray(SOME_PERMITS),
  policies: fc.subarray(SOME_POLICIES),
  clubs: fc.option(fc.subarray([0, 1, 2]), { freq: 2 }),
  customers: fc.option(fc.subarray(['1', '2']), { freq: 1 }),
  product: fc.option(fc.constantFrom('default', 'android-app'), { freq: 1 }),
  internal: fc.boolean(),
});

const isInside = (inner: Iterable<unknown>, outer: Iterable<unknown>): boolean => {
  const all = new Set(outer);
  return [...inner].every((one) => all.has(one));
};

const permitsOf = ({ permits, policies }: Pick<Holding, 'permits' | 'policies'>): Set<string> =>
  new Set([...permits, ...policies.flatMap((name) => POLICIES[name as keyof typeof POLICIES].permits)]);

/** The rule in its plainest form, over sets; `null` is everything there could ever be. */
const isSubset = (part: Holding, whole: Holding): boolean => {
  const inside = (inner: readonly unknown[] | null, outer: readonly unknown[] | null): boolean =>
    outer === null || (inner !== null && isInside(inner, outer));
  return (
    isInside(permitsOf(part), permitsOf(whole)) &&
    inside(part.clubs, whole.clubs) &&
    inside(part.customers, whole.customers) &&
    inside(part.product === null ? null : [part.product], whole.product === null ? null : [whole.product]) &&
    (whole.internal || !part.internal)
  );
};

const payloadOf = ({ clubs, ...rest }: Holding) => ({
  ...rest,
  loyalty_club_ids: clubs?.map((place) => all.clubs[place]!.id) ?? null,
});

describe('whatever is granted', () => {
  const stored = (held: Holding): Promise<TestClient> =>
    tokenOf(world, null, {
      ...held,
      permits: [...held.permits, ...ADMIN],
      clubs: held.clubs?.map((place) => all.clubs[place]!.slug) ?? null,
    });

  it('is what the granter has, and what he has can be granted', async () => {
    await fc.assert(
      fc.asyncProperty(holding, holding, async (held, wished) => {
        const by = await stored(held);
        const { status } = await create(world, by, { name: 'x', ...payloadOf(wished) });
        expect(status === 200).toBe(isSubset(wished, held));
        if (status !== 200) expect([403, 422]).toContain(status);
      }),
      { numRuns: 150 },
    );
  });

  /** An update that changes nothing writes nothing. */
  const sameAs = ({ secret: _, ...before }: TestClient, after: ClientToken): boolean =>
    JSON.stringify(Object.entries(before).sort()) === JSON.stringify(Object.entries(after).sort());

  it('is so after any update, of others and of oneself', async () => {
    const change = fc.record(
      {
        permits: fc.subarray(SOME_PERMITS),
        policies: fc.subarray(SOME_POLICIES),
        clubs: fc.option(fc.subarray([0, 1, 2])),
        customers: fc.option(fc.subarray(['1', '2'])),
        product: fc.option(fc.constantFrom('default', 'android-app')),
        internal: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(holding, holding, change, fc.boolean(), async (held, other, changed, self) => {
        const by = await stored(held);
        const target = self ? by : await stored(other);
        const { clubs, ...rest } = changed;
        const payload = {
          ...rest,
          ...(clubs !== undefined && {
            loyalty_club_ids: clubs?.map((place) => all.clubs[place]!.id) ?? null,
          }),
        };
        const { status } = await update(world, by, target.id, payload);
        const after = (await findClientById(world.db, target.id))!;
        expect(after.version === 1).toBe(status !== 200 || sameAs(target, after));
        if (status !== 200) return;
        const result: Holding = {
          ...after,
          permits: after.permits.filter((name) => !ADMIN.includes(name)),
          clubs: after.clubs?.map((slug) => all.clubs.findIndex((club) => club.slug === slug)) ?? null,
        };
        expect(isSubset(result, held)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('at the same time', () => {
  it('two updates of different attributes both stay', async () => {
    const { id } = await tokenOf(world, [world.club], { permits: [READ] });
    const changes = [{ name: 'Both' }, { product: 'default' }, { permits: [WRITE] }, { customers: ['1'] }];
    const answers = await Promise.all(changes.map((change) => update(world, all.root, id, change)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const after = await findClientById(world.db, id);
    expect(after).toMatchObject({
      name: 'Both',
      product: 'default',
      permits: [WRITE],
      customers: ['1'],
      version: 5,
    });
  });

  it('one of many deletions revokes', async () => {
    const { id } = await tokenOf(world, [world.club]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => destroy(world, all.root, id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 404, 404, 404, 404, 404]);
  });

  it('an update never brings a revoked token back', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { id, secret } = await tokenOf(world, [world.club], { permits: [READ] });
      await Promise.all([
        destroy(world, all.root, id),
        update(world, all.root, id, { name: `Round ${round}` }),
      ]);
      expect((await show(world, all.root, id)).status).toBe(404);
      expect((await show(world, all.root, secret)).status).toBe(404);
    }
  });

  type When = (command: string, input: any) => boolean;
  const ITS_WRITE: When = (command) => command === 'TransactWriteItemsCommand';
  const ITS_LOOK_UP: When = (command, { Key }) => command === 'GetItemCommand' && Key?.pk === 'CLIENTS';

  /** Another process, to whose table something happens just before it does something itself. */
  const meanwhile = (by: TestClient, act: () => Promise<unknown>, when = ITS_WRITE): World => {
    const db = openDb(TEST_TABLE, dynamoConfig());
    let isDone = false;
    db.doc.middlewareStack.add(
      (next, context) => async (args) => {
        if (!isDone && when(String(context['commandName']), args.input)) {
          isDone = true;
          await act();
        }
        return next(args);
      },
      { step: 'initialize', name: 'meanwhile' },
    );
    return worldOf(db, world.club, by);
  };

  it('a token that is revoked leaves no children', async () => {
    const by = await tokenOf(world, [world.club]);
    const its = meanwhile(by, () => destroy(world, all.root, by.id));
    const answer = await create(its, by, { name: 'Child', loyalty_club_ids: [world.club.id] });
    expect(codeOf(answer)).toEqual([401, 'client_unauthorized']);
    expect((await list(world, all.root, 'search=Child')).body.tokens).toEqual([]);
  });

  it('a token that lost a right grants it neither to others nor back to itself', async () => {
    const narrow = async (by: TestClient, permits: string[]) => {
      const seen = (await findClientById(world.db, by.id))!;
      await updateClient(world.db, { seen, after: { ...seen, permits } });
    };
    const giver = await tokenOf(world, [world.club], { permits: [...ADMIN, READ] });
    const child = await create(
      meanwhile(giver, () => narrow(giver, ADMIN)),
      giver,
      {
        name: 'x',
        loyalty_club_ids: [],
        permits: [READ],
      },
    );
    expect(codeOf(child)).toEqual([403, 'permit_missing']);

    for (const when of [ITS_WRITE, ITS_LOOK_UP]) {
      const selfish = await tokenOf(world, [world.club], { permits: [...ADMIN, READ] });
      const its = meanwhile(selfish, () => narrow(selfish, ADMIN), when);
      const { status } = await update(its, selfish, selfish.id, { permits: [...ADMIN, READ], name: 'Mine' });
      expect(status).toBe(403);
      expect((await findClientById(world.db, selfish.id))?.permits).toEqual(ADMIN);
    }

    const fired = await tokenOf(world, [world.club]);
    const stays = await tokenOf(world, [world.club]);
    const late = await destroy(
      meanwhile(fired, () => narrow(fired, [])),
      fired,
      stays.id,
    );
    expect(codeOf(late)).toEqual([403, 'permit_missing']);
    expect((await show(world, all.root, stays.id)).status).toBe(200);
  });

  it('a token that left the reach of its revoker is not revoked', async () => {
    const by = await tokenOf(world, [world.club]);
    const target = await tokenOf(world, [world.club]);
    const its = meanwhile(by, () =>
      update(world, all.root, target.id, { loyalty_club_ids: [all.clubs[1]!.id] }),
    );
    expect((await destroy(its, by, target.id)).status).toBe(404);
    expect((await show(world, all.root, target.id)).status).toBe(200);
  });

  it('a token that never stands still is a 409', async () => {
    const { id } = await tokenOf(world, [world.club], { permits: [READ] });
    const db = openDb(TEST_TABLE, dynamoConfig());
    db.doc.middlewareStack.add(
      (next, context) => async (args) => {
        if (context['commandName'] === 'TransactWriteItemsCommand') {
          const seen = (await findClientById(world.db, id))!;
          await updateClient(world.db, { seen, after: { ...seen, name: `At ${seen.version}` } });
        }
        return next(args);
      },
      { step: 'initialize', name: 'restless' },
    );
    const answer = await update(worldOf(db, world.club, all.root), all.root, id, { product: 'default' });
    expect(codeOf(answer)).toEqual([409, 'conflict']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  });
});

it('tests every permit that a token with all permits has', () => {
  expect(new Set(all.root.permits)).toEqual(new Set(Object.keys(PERMITS)));
});
