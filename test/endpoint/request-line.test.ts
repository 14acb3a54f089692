import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { ROUTED } from '#shared/contracts/catalogue.ts';
import { memberItem } from '#shared/data/members/member-item.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import lostEvent from '../../events/api-gateway/router.not-found.json' with { type: 'json' };
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { anyRequest, ROUTES } from '../support/any-request.ts';
import { type ApiCall, call } from '../support/api.ts';
import { type LogLine, linesWhile, withLog } from '../support/log.ts';
import { plainMember } from '../support/plain-member.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = withLog(await createWorld());
});

/** The lines of one call, and its answer. */
const lineOf = async (its: World, id: string, request: ApiCall = {}) => {
  let answer: Awaited<ReturnType<typeof call>> | undefined;
  const lines = await linesWhile(async () => {
    answer = await call(its, id, request);
  });
  const answered = lines.filter(({ message }) => message === 'request answered');
  expect(answered).toHaveLength(1);
  return { line: answered[0] as LogLine, lines, headers: answer?.headers ?? {}, status: answer?.status };
};

describe('the line of a request', () => {
  it.each(ROUTES)('is one, and says who asked for what: $name', async ({ contract, generation }) => {
    const request = { ...anyRequest(contract, world.club.slug), generation };
    const { line, headers, status } = await lineOf(world, contract.id, {
      ...request,
      headers: { ...request.headers, 'X-User-Agent': 'POS/7 (till 3)' },
    });
    const ofClub = contract.family !== 'tokens';
    expect(line).toMatchObject({
      level: 'INFO',
      request_id: headers['x-request-id'],
      lambda_request_id: expect.any(String),
      endpoint: contract.id,
      method: contract.methods[0],
      route: expect.stringMatching(/^\/.*[a-z}]$/),
      status,
      client: world.client.id,
      user_agent: 'POS/7 (till 3)',
      ms: expect.any(Number),
      ...(ofClub && { club: world.club.slug, product: 'default' }),
    });
    expect(line['error_code']).toBe(headers['x-error-code']);
  });

  it.each([
    ['no header', { headers: { 'X-Product-Name': undefined } }, 400, 'required_header_missing'],
    ['an unknown token', { secret: 'nobody' }, 401, 'client_unauthorized'],
    ['a path of the wrong form', { path: { id: 'x' } }, 404, 'route_not_found'],
  ])('is there when a check refuses early: %s', async (_, request, status, error_code) => {
    const { line } = await lineOf(world, 'members.get', { path: { id: '1' }, ...request });
    expect(line).toMatchObject({ status, error_code, route: expect.stringContaining('/members/{id}') });
  });

  it('is there when the logic throws, behind one line of its causes', async () => {
    const cause = Object.assign(new Error('about kari@example.com'), {
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 400, requestId: 'aws-7' },
    });
    const doc = { send: () => Promise.reject(cause) } as unknown as Db['doc'];
    const broken = withLog(worldOf({ ...world.db, doc }, world.club, world.client));
    const { lines, line } = await lineOf(broken, 'clubs.schema');
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([
      expect.objectContaining({
        message: 'request failed',
        request_id: line['request_id'],
        causes: ['ResourceNotFoundException'],
        aws_error: 'ResourceNotFoundException',
        aws_request_id: 'aws-7',
        http_status: 400,
        permanent: true,
      }),
    ]);
    expect(line).toMatchObject({ status: 500, error_code: 'internal' });
    expect(broken.counts).toEqual({ PermanentFailures: 1 });
  });

  it('is a 500 that names the item which a newer release wrote', async () => {
    const now = '2026-01-01T00:00:00.000Z';
    const member = plainMember({ id: 7, club: world.club.slug, properties: {}, now });
    const Item = { ...memberItem(member), v: 2 };
    await world.db.doc.send(new PutCommand({ TableName: world.db.table, Item }));
    const { lines, line } = await lineOf(world, 'members.get', { path: { id: '7' } });
    expect(lines.filter(({ level }) => level === 'ERROR')).toEqual([
      expect.objectContaining({
        message: 'request failed',
        causes: ['UnreadableItem'],
        item: expect.objectContaining({
          key: `CLUB#${world.club.slug}#MEMBER#7 MEMBER`,
          kind: 'member',
          v: 2,
        }),
        permanent: true,
      }),
    ]);
    expect(line).toMatchObject({ status: 500, error_code: 'internal' });
  });

  it('holds no more of a user agent than can be printed in a hundred characters', async () => {
    const forged = `till\r\n{"level":"ERROR"}\u202e${'x'.repeat(200)}`;
    const { line } = await lineOf(world, 'clubs.schema', { headers: { 'X-User-Agent': forged } });
    expect(line['user_agent']).toMatch(/^till \{"level":"ERROR"\} x+$/);
    expect(line['user_agent']).toHaveLength(100);
  });

  it('is there for what is no endpoint: pages and unknown paths', async () => {
    world.enter();
    const ids = ['pages.unsubscribe', 'pages.verify-email', 'pages.reset-password', 'router.not-found'];
    for (const id of ids) {
      const handler = await loadFunction<ApiHandler>(id);
      const event = {
        ...lostEvent,
        rawPath: `/${CANARIES.email}/${CANARIES.token}`,
        rawQueryString: `token=${CANARIES.token}`,
        pathParameters: { token: CANARIES.token },
        body: `password=${CANARIES.password}`,
      };
      const lines = await linesWhile(() =>
        handler(event as unknown as APIGatewayProxyEventV2, lambdaContext({ functionName: id })),
      );
      expect(lines).toHaveLength(1);
      expect(PLANTED.filter((value) => JSON.stringify(lines).includes(value))).toEqual([]);
      expect(lines[0]).toMatchObject({
        message: 'request answered',
        endpoint: id,
        status: expect.any(Number),
      });
    }
  });
});

/** Values that no line may hold, planted wherever a caller can put one. */
const CANARIES = {
  email: 'canary.kari@example.com',
  msisdn: '4799887766',
  token: 'canaryTokenZ9x8w7v6u5t4',
  password: 'canary-password-1',
} as const;
const PLANTED = Object.values(CANARIES);

const planted = (contract: (typeof ROUTES)[number]['contract']): ApiCall => {
  const { email, msisdn, token, password } = CANARIES;
  const text = contract.id.includes('msisdn') ? msisdn : email;
  const request = anyRequest(contract, world.club.slug, { text, idOrToken: token });
  const member = { properties: { email, msisdn, first_name: email, last_name: token }, password };
  return {
    ...request,
    query: { filter: email, token, search: msisdn },
    ...(contract.body && {
      body: {
        ...{ ...member, email, msisdn, token, refresh_token: token, access_token: token },
        ...{ identifier: email, identifier_type: 'email', grant_type: 'password', app_token: token },
        ...{ members: [member], name: email, recipients: [{ address: email }], current_password: password },
      },
    }),
    bearer: token,
  };
};

/** Ways in which the values reach a function: with rights, without, under a name that no club or product has. */
const WAYS: Readonly<Record<string, (request: ApiCall) => ApiCall>> = {
  'by right': (request) => request,
  'with an unknown token': (request) => ({ ...request, bearer: undefined, secret: CANARIES.token }),
  'as a club': (request) => ({
    ...request,
    slug: CANARIES.email,
    headers: { ...request.headers, 'X-Loyalty-Club-Slug': CANARIES.email },
  }),
  'as a product': (request) => ({
    ...request,
    headers: { ...request.headers, 'X-Product-Name': CANARIES.email },
  }),
};

describe.each(Object.entries(WAYS))('no line holds what was planted %s', (_, way) => {
  it.each(ROUTES)('$name', async ({ contract, generation }) => {
    const request = way({ ...planted(contract), generation });
    const lines = await linesWhile(() => call(world, contract.id, request));
    expect(lines.length).toBeGreaterThan(0);
    const text = JSON.stringify(lines);
    expect(PLANTED.filter((value) => text.includes(value))).toEqual([]);
  });
});

it('covers every function behind the gateway', () => {
  const pages = ROUTED.filter(({ id }) => id.startsWith('pages.')).map(({ id }) => id);
  const ids = new Set([...ROUTES.map(({ contract }) => contract.id), ...pages]);
  expect([...ids].sort()).toEqual(ROUTED.map(({ id }) => id).sort());
});
