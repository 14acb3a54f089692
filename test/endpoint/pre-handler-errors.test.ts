import { beforeAll, describe, expect, it } from 'vitest';
import type { ParameterKind } from '#shared/contracts/endpoint.ts';
import { hasClub, REQUIRED_HEADERS } from '#shared/contracts/pre-handler-errors.ts';
import { ERROR_CODES, type ErrorCode } from '#shared/error-codes.ts';
import { anyRequest, ROUTES, type Route } from '../support/any-request.ts';
import { type ApiAnswer, type ApiCall, call } from '../support/api.ts';
import { storedClient, type TestClient } from '../support/clients.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let other: World;
let unlimited: TestClient;
let idle: TestClient;
let oneProduct: TestClient;
let ofNoClub: TestClient;
let owned: World;
let ofCustomer: TestClient;
let ofNoCustomer: TestClient;

beforeAll(async () => {
  world = await createWorld();
  other = await createWorld();
  const { db, club } = world;
  unlimited = await storedClient(db, { clubs: null });
  idle = await storedClient(db, { clubs: [club.slug], permits: ['BL:Api:None'] });
  oneProduct = await storedClient(db, { clubs: [club.slug], product: 'android-app' });
  ofNoClub = await storedClient(db, { clubs: [] });
  owned = await createWorld({ customer_id: '1000941' });
  ofCustomer = await storedClient(db, { clubs: null, customers: ['1000941'] });
  ofNoCustomer = await storedClient(db, { clubs: null, customers: ['1000942'] });
});

/** Merged over a good request. */
type Change = Omit<ApiCall, 'generation'>;

const send = (
  { contract, generation }: Route,
  first: Change = {},
  second: Change = {},
): Promise<ApiAnswer> => {
  const good = anyRequest(contract, world.club.slug);
  return call(world, contract.id, {
    ...good,
    ...first,
    ...second,
    path: { ...good.path, ...first.path, ...second.path },
    headers: { ...good.headers, ...first.headers, ...second.headers },
    generation,
  });
};

const token = ({ secret }: Pick<TestClient, 'secret'>): Change => ({ secret });

const isOfClub = ({ contract }: Route): boolean => hasClub(contract.family);
const BY_ID: readonly ParameterKind[] = ['id', 'idOrToken'];

interface Rule {
  readonly code: ErrorCode;
  /** Rules that break a request in the same place cannot be broken together. */
  readonly place: readonly string[];
  readonly applies?: (route: Route) => boolean;
  readonly broken: (route: Route) => Change;
}

/** Contract §1.2.1, in order: the first broken rule answers. */
const RULES: readonly Rule[] = [
  {
    code: 'route_not_found',
    place: ['path'],
    applies: ({ contract }) => Object.values(contract.parameters).some((kind) => BY_ID.includes(kind)),
    broken: ({ contract }) => ({
      path: Object.fromEntries(
        Object.entries(contract.parameters).map(([name, kind]) => [
          name,
          BY_ID.includes(kind) ? '12x' : 'nobody',
        ]),
      ),
    }),
  },
  {
    code: 'required_header_missing',
    place: ['agent'],
    applies: isOfClub,
    broken: () => ({ headers: { 'X-User-Agent': undefined } }),
  },
  {
    code: 'required_header_missing',
    place: ['token'],
    applies: (route) => !isOfClub(route),
    broken: () => ({ headers: { Authorization: undefined } }),
  },
  {
    code: 'header_incorrect',
    place: ['club header', 'slug'],
    applies: ({ contract }) => contract.family === 'members',
    broken: () => ({ headers: { 'X-Loyalty-Club-Slug': 'another' } }),
  },
  {
    code: 'client_unauthorized',
    place: ['token'],
    broken: () => token({ secret: 'unknown' }),
  },
  { code: 'client_unauthorized', place: ['token'], applies: isOfClub, broken: () => token(other.client) },
  { code: 'client_unauthorized', place: ['token'], applies: isOfClub, broken: () => token(ofNoClub) },
  { code: 'client_unauthorized', place: ['token'], applies: isOfClub, broken: () => token(oneProduct) },
  { code: 'client_unauthorized', place: ['token'], applies: isOfClub, broken: () => token(ofNoCustomer) },
  {
    code: 'client_unauthorized',
    place: ['product', 'slug'],
    applies: isOfClub,
    broken: () => ({ headers: { 'X-Product-Name': 'no-such-product' } }),
  },
  {
    code: 'club_not_found',
    place: ['token', 'slug'],
    applies: ({ contract }) => contract.family === 'members',
    broken: () => ({ ...token(unlimited), slug: 'no-such-club' }),
  },
  { code: 'permit_missing', place: ['token'], broken: () => token(idle) },
  {
    code: 'oauth_token_invalid',
    place: ['bearer'],
    applies: ({ contract }) => contract.memberToken,
    broken: () => ({ headers: { Authorization: 'Bearer nonsense' } }),
  },
  {
    code: 'body_not_json',
    place: ['body'],
    applies: ({ contract }) => contract.body !== undefined && !contract.memberToken,
    broken: () => ({ raw: '{"properties":' }),
  },
];

const statusOf = (code: ErrorCode, { generation, contract }: Route): number => {
  const { status } = ERROR_CODES[code];
  if (status !== 'by_family') return status;
  return contract.family === 'members' && generation === 0 ? 400 : 470;
};

describe.each(ROUTES)('$name', (route) => {
  const rules = RULES.filter(({ applies }) => applies?.(route) ?? true);

  it('answers the first of the rules that a request breaks', async () => {
    for (const [index, first] of rules.entries()) {
      const alone = await send(route, first.broken(route));
      expect([alone.status, alone.headers['x-error-code']]).toEqual([
        statusOf(first.code, route),
        first.code,
      ]);
      const later = rules
        .slice(index + 1)
        .filter(({ place }) => !place.some((one) => first.place.includes(one)));
      for (const second of later) {
        const { headers } = await send(route, first.broken(route), second.broken(route));
        expect(headers['x-error-code'], `${first.code} before ${second.code}`).toBe(first.code);
      }
    }
  });

  it('names the missing header, in 400 on the first family and 470 on the later; blank is missing', async () => {
    const needed = REQUIRED_HEADERS[route.contract.family].filter((name) => name !== 'X-Loyalty-Club-Slug');
    for (const header of needed) {
      for (const value of [undefined, '', ' \t ']) {
        const { status, body } = await send(route, { headers: { [header]: value } });
        expect(status).toBe(statusOf('required_header_missing', route));
        expect(body).toEqual({ error: `Missing required header: ${header}` });
      }
    }
  });

  it('names the missing permit', async () => {
    const { status, body } = await send(route, token(idle));
    expect(status).toBe(403);
    expect(body).toEqual({ error: `Not authorized: ${route.contract.permit} permit is required` });
  });

  it('tells the token of another club nothing, not even whether a club exists', async () => {
    if (!isOfClub(route)) return;
    const own = await send(route, token(other.client));
    const unknown = await send(route, token(other.client), { slug: 'no-such-club' });
    expect(own.status).toBe(401);
    expect(own.body).toEqual({ error: 'Client authorization is invalid' });
    expect([unknown.status, unknown.body]).toEqual([own.status, own.body]);
  });

  it('tells an unlimited token that a club does not exist, whatever its name is made of', async () => {
    if (route.contract.family !== 'members') return;
    for (const slug of [
      'no-such-club',
      'a#b',
      '#',
      'x'.repeat(3000),
      '__proto__',
      '\u0000',
      'Ünïcode',
      ' ',
    ]) {
      const { status, body } = await send(route, token(unlimited), { slug });
      expect([slug.slice(0, 20), status, body]).toEqual([
        slug.slice(0, 20),
        404,
        { error: 'Loyalty club not found' },
      ]);
    }
  });

  it('tells a token of some customers nothing of clubs that are not theirs, or are not there', async () => {
    if (!isOfClub(route)) return;
    for (const slug of [world.club.slug, 'no-such-club']) {
      expect((await send(route, token(ofNoCustomer), { slug })).headers['x-error-code']).toBe(
        'client_unauthorized',
      );
    }
    const { slug } = owned.club;
    const theirs = { slug, headers: { 'X-Loyalty-Club-Slug': slug } };
    const { status } = await send(route, token(ofCustomer), theirs);
    expect([401, 403]).not.toContain(status);
    expect((await send(route, token(ofNoCustomer), theirs)).headers['x-error-code']).toBe(
      'client_unauthorized',
    );
  });

  it('lets a token with a product speak for that product only', async () => {
    if (!isOfClub(route)) return;
    const reaches = await send(route, token(oneProduct), { headers: { 'X-Product-Name': 'android-app' } });
    expect([401, 403]).not.toContain(reaches.status);
    expect((await send(route, token(oneProduct), { headers: { 'X-Product-Name': 'default' } })).status).toBe(
      401,
    );
    for (const product of ['toString', '__proto__', 'constructor']) {
      expect((await send(route, { headers: { 'X-Product-Name': product } })).status).toBe(401);
    }
  });

  it('takes header names in any case and a club header that agrees with the path', async () => {
    const { headers } = await send(route, {
      headers: {
        'X-User-Agent': undefined,
        'x-uSER-agent': 'test',
        'X-Loyalty-Club-Slug': world.club.slug,
      },
    });
    const ofTheRoad = [
      'required_header_missing',
      'header_incorrect',
      'client_unauthorized',
      'permit_missing',
    ];
    expect(ofTheRoad).not.toContain(headers['x-error-code']);
  });

  it('carries request id, JSON type and no-store on every reply, and one key in every error', async () => {
    const replies = [await send(route)];
    for (const { broken } of rules) replies.push(await send(route, broken(route)));
    for (const { headers } of replies) {
      expect(headers['x-request-id']).toMatch(/^request-\d+$/);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers['cache-control']).toBe('no-store');
    }
    for (const { body } of replies.slice(1)) expect(body).toEqual({ error: expect.any(String) });
  });
});
