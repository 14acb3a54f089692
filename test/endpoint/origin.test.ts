import { createHash } from 'node:crypto';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PAGES } from '#shared/contracts/catalogue.ts';
import { ENV } from '#shared/env-names.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { database } from '#shared/ports/database.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { anyRequest, ROUTES } from '../support/any-request.ts';
import { call } from '../support/api.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

const [OLD, NEW] = ['an-origin-secret-that-is-going-00', 'an-origin-secret-that-is-coming-0'] as const;
const REFUSED = { error: 'Not authorized: requests must come through the public address of this API' };

let world: World;
/** A world whose table no call may reach. */
let untouched: World;

beforeAll(async () => {
  const digests = [OLD, NEW].map((secret) => createHash('sha256').update(secret).digest('hex'));
  vi.stubEnv(ENV.originSecrets, digests.join(','));
  world = await createWorld();
  untouched = worldOf(world.db, world.club, world.client);
  untouched.runtime.provide(database, undefined as never);
});

afterAll(() => {
  vi.unstubAllEnvs();
});

const WRONG = [
  undefined,
  '',
  'wrong',
  `${OLD} `,
  `${OLD},${NEW}`,
  createHash('sha256').update(OLD).digest('hex'),
];

const visit = async (id: string, secret: string | undefined) => {
  untouched.enter();
  const event = {
    version: '2.0',
    rawPath: '/nothing',
    rawQueryString: '',
    headers: secret === undefined ? {} : { 'x-origin-verify': secret },
    pathParameters: { token: 'x' },
    requestContext: { requestId: 'request-1', http: { method: 'GET' } },
  } as unknown as APIGatewayProxyEventV2;
  const handler = await loadFunction<ApiHandler>(id);
  return handler(event, lambdaContext({ functionName: id }));
};

describe('a deployment with an origin secret', () => {
  it.each(ROUTES)('refuses $name without it, before anything is read', async ({ contract, generation }) => {
    const good = anyRequest(contract, world.club.slug);
    const send = (where: World, secret: string | undefined) =>
      call(where, contract.id, {
        ...good,
        generation,
        headers: { ...good.headers, 'X-Origin-Verify': secret },
      });
    for (const secret of WRONG) {
      const { status, headers, body } = await send(untouched, secret);
      expect([status, headers['x-error-code'], body]).toEqual([403, 'origin_refused', REFUSED]);
    }
    for (const secret of [OLD, NEW]) {
      expect((await send(world, secret)).headers['x-error-code']).not.toBe('origin_refused');
    }
  });

  it('refuses it before it looks for headers, tokens or the form of an id', async () => {
    const { headers } = await call(untouched, 'members.get', { path: { id: '12x' }, secret: 'unknown' });
    expect(headers['x-error-code']).toBe('origin_refused');
  });

  it.each(PAGES.map(({ id }) => id))('refuses the page %s without it', async (id) => {
    for (const secret of WRONG) {
      const { statusCode, headers } = await visit(id, secret);
      expect([statusCode, headers?.['content-type']]).toEqual([403, 'text/html; charset=utf-8']);
    }
  });

  it('does not show which paths there are without it', async () => {
    const refused = await visit('router.not-found', 'wrong');
    expect([refused.statusCode, JSON.parse(refused.body ?? '')]).toEqual([403, REFUSED]);
    const found = await visit('router.not-found', NEW);
    expect([found.statusCode, JSON.parse(found.body ?? '')]).toEqual([404, { error: 'Not found' }]);
  });
});
