import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '#shared/data/table/db.ts';
import { keys } from '#shared/ports/secrets.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { ROUTES } from '../support/any-request.ts';
import { call } from '../support/api.ts';
import { CHEAP_HASH } from '../support/cheap-hash.ts';
import { hasty } from '../support/db.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  world = await createWorld();
});

const SECRET = 'kari@example.com';
const failure = (name: string, more: object = {}): Error =>
  Object.assign(new Error(`${name}: ${SECRET}`), { name, ...more });

/** A table whose every call fails. */
const failing = (error: Error): World => {
  const doc = { send: () => Promise.reject(error) } as unknown as Db['doc'];
  return worldOf(hasty({ ...world.db, doc }), world.club, world.client);
};

it('an event without headers, as a test in the console makes one, misses them', async () => {
  world.enter();
  const handler =
    await loadFunction<(event: object, context: object) => Promise<{ statusCode: number }>>('members.get');
  const path = `/api/members/${world.club.slug}/members/1`;
  const event = {
    rawPath: path,
    routeKey: 'GET /',
    requestContext: { requestId: 'r', http: { method: 'GET', path } },
    pathParameters: { loyalty_club_slug: world.club.slug, id: '1' },
  };
  const context = lambdaContext({ functionName: 'members.get', timeoutMs: 30_000 });
  expect((await handler(event, context)).statusCode).toBe(470);
});

describe('a failure of our own', () => {
  it.each(ROUTES)('is a blank 500, logged once and without data: $name', async ({ contract, generation }) => {
    const broken = failing(failure('ValidationException'));
    const log = vi.spyOn(broken.runtime.log, 'error');
    const { status, body, headers } = await call(broken, contract.id, {
      generation,
      path: Object.fromEntries(Object.keys(contract.parameters).map((name) => [name, '1'])),
      headers: { 'X-Loyalty-Club-Slug': world.club.slug },
    });
    expect([status, body]).toEqual([500, { error: 'Internal error' }]);
    expect(headers['x-error-code']).toBe('internal');
    expect(log).toHaveBeenCalledTimes(1);
    expect(log.mock.calls[0]?.[1]).toMatchObject({
      request_id: headers['x-request-id'],
      endpoint: contract.id,
      causes: ['ValidationException'],
    });
    expect(JSON.stringify(log.mock.calls)).not.toContain(SECRET);
    expect(JSON.stringify(log.mock.calls)).not.toContain(world.client.secret);
    log.mockRestore();
  });

  it.each([
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
    'InternalServerError',
    'TransactionInProgressException',
    'TimeoutError',
  ])('is a 503 to be tried again when the table says %s', async (name) => {
    const { status, body, headers } = await call(failing(failure(name)), 'clubs.schema');
    expect([status, body]).toEqual([503, { error: expect.any(String) }]);
    expect(headers['x-error-code']).toBe('busy');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('is a 503 when the connection is refused, and leaves no trace in the caches', async () => {
    const { db, club, client } = world;
    let refused = true;
    const send = (...args: [never]) =>
      refused ? Promise.reject(failure('Error', { code: 'ECONNREFUSED' })) : db.doc.send(...args);
    const its = worldOf(hasty({ ...db, doc: { send } as unknown as Db['doc'] }), club, client);
    expect((await call(its, 'clubs.schema')).status).toBe(503);
    refused = false;
    expect((await call(its, 'clubs.schema')).status).toBe(200);
  });

  it('of the keys schedules nothing and creates no member', async () => {
    const { serviceUnavailable: busy } = await import('#shared/errors.ts');
    const { db, club, client } = world;
    const its = worldOf(db, club, client);
    const { createSealer } = await import('#shared/crypto/sealer.ts');
    const { createPasswords } = await import('#shared/crypto/passwords.ts');
    const { passwords, sealer } = await import('#shared/ports/secrets.ts');
    const none = async () => {
      throw busy(new Error('Secrets Manager is away'));
    };
    its.runtime.provide(keys, none);
    its.runtime.provide(passwords, createPasswords(none, CHEAP_HASH));
    its.runtime.provide(sealer, createSealer(none));
    const person = {
      properties: { email: 'a@example.com', first_name: 'A', last_name: 'B' },
      password: 'pass',
    };
    expect((await call(its, 'members.create', { body: person })).status).toBe(503);
    const bulk = await call(its, 'member-bulks.create-or-update', { body: { members: [person] } });
    expect(bulk.status).toBe(503);
    expect(its.queue.sent).toEqual([]);
    const found = await call(world, 'members.get-by-email', { path: { email: 'a@example.com' } });
    expect(found.status).toBe(404);
  });
});
