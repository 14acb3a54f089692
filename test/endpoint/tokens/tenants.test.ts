import { beforeAll, describe, expect, it } from 'vitest';
import type { ClientToken } from '#shared/domain/client-tokens/client-token.ts';
import {
  allIds,
  codeOf,
  create,
  deployment,
  destroy,
  list,
  show,
  tokenOf,
  update,
} from '../../support/client-tokens.ts';
import type { TestClient } from '../../support/clients.ts';
import type { World } from '../../support/world.ts';

type Limits = Pick<ClientToken, 'clubs' | 'customers' | 'product' | 'internal'>;

let world: World;
let tokens: readonly TestClient[];
beforeAll(async () => {
  const made = await deployment();
  world = made.world;
  const [a, b, c] = made.clubs.map(({ slug }) => slug) as [string, string, string];
  const limits: Partial<Limits>[] = [
    { clubs: null },
    { clubs: null, internal: true },
    { clubs: [a] },
    { clubs: [b] },
    { clubs: [a, b] },
    { clubs: [a, b, c], internal: true },
    { clubs: [] },
    { clubs: [a], product: 'default' },
    { clubs: [a], product: 'android-app' },
    { clubs: null, product: 'default' },
    { clubs: [a, b], customers: ['1'] },
    { clubs: null, customers: ['1', '2'] },
    { clubs: null, customers: [] },
  ];
  tokens = await Promise.all(limits.map((limit) => tokenOf(world, null, limit as Partial<ClientToken>)));
});

/** Written a second time, by cases instead of sets. */
const reaches = (whole: Limits, part: Limits): boolean => {
  if (part.internal && !whole.internal) return false;
  if (whole.product !== null && whole.product !== part.product) return false;
  for (const key of ['clubs', 'customers'] as const) {
    const [outer, inner] = [whole[key], part[key]];
    if (outer === null) continue;
    if (inner === null || inner.some((one) => !outer.includes(one))) return false;
  }
  return true;
};

/** A token of no club belongs to no club's token. */
const sees = (granter: TestClient, token: TestClient): boolean =>
  granter.id === token.id ||
  (reaches(granter, token) && (granter.clubs === null || token.clubs?.length !== 0));

const told = ({ clubs, customers, product, internal }: Limits): string =>
  JSON.stringify({ clubs: clubs?.length ?? null, customers, product, internal });

describe('a token sees, changes and revokes exactly what stands within its own limits', () => {
  it('every pair, at every endpoint', async () => {
    for (const granter of tokens) {
      const own = tokens.flatMap((token) => (sees(granter, token) ? [token.id] : [])).sort((a, b) => a - b);
      const listed = await allIds(world, granter);
      expect(
        listed.filter((id) => tokens.some((token) => token.id === id)),
        told(granter),
      ).toEqual(own);
      expect((await list(world, granter)).body.pagination_info.total_count).toBe(listed.length);
      for (const token of tokens) {
        const expected = own.includes(token.id) ? 200 : 404;
        const pair = `${told(granter)} → ${told(token)}`;
        expect((await show(world, granter, token.id)).status, pair).toBe(expected);
        expect((await show(world, granter, token.secret)).status, pair).toBe(expected);
        const renamed = await update(world, granter, token.id, { name: `By ${granter.id}` });
        expect(renamed.status, pair).toBe(expected);
        if (expected === 404) expect((await destroy(world, granter, token.id)).status, pair).toBe(404);
      }
    }
  });

  it('and revokes it', async () => {
    for (const granter of tokens) {
      for (const { id: _, ...limits } of tokens) {
        const { clubs, customers, product, internal } = limits;
        const token = await tokenOf(world, null, { clubs, customers, product, internal });
        const expected = sees(granter, token) ? 200 : 404;
        expect((await destroy(world, granter, token.id)).status).toBe(expected);
        expect((await show(world, token, token.id)).status).toBe(expected === 200 ? 401 : 200);
      }
    }
  });
});

describe('a token of no club', () => {
  it('is seen by those who wrote it, and by tokens of every club', async () => {
    const [all, , first, second] = tokens as [TestClient, TestClient, TestClient, TestClient];
    const { body } = await create(world, first, { name: 'Nowhere', loyalty_club_ids: [] });
    const { id } = body.token;
    for (const [granter, status] of [
      [all, 200],
      [first, 200],
      [second, 404],
    ] as const) {
      expect((await show(world, granter, id)).status).toBe(status);
    }
    expect(codeOf(await destroy(world, second, id))).toEqual([404, 'token_not_found']);
    expect((await destroy(world, first, id)).status).toBe(200);
  });
});
