import { beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { FAMILIES, PARAMETER_PATTERNS } from '#shared/contracts/endpoint.ts';
import { ERROR_CODES, type ErrorCode, type ErrorShape } from '#shared/error-codes.ts';
import { anyRequest } from '../support/any-request.ts';
import { type ApiAnswer, type ApiCall, call } from '../support/api.ts';
import { ANY_BODY, arbitraryFor } from '../support/arbitrary-body.ts';
import { storedClient } from '../support/clients.ts';
import { deliver } from '../support/deliver.ts';
import { logIn, person } from '../support/log-in.ts';
import fc from '../support/property.ts';
import { createWorld, type World, worldOf } from '../support/world.ts';

/** Runs per endpoint and property: enough to meet every junk value, few enough for every day. */
const RUNS = 40;

let world: World;
let unlimited: World;
/** Id of a member that bodies may change. */
let member: string;
beforeAll(async () => {
  const made = await createWorld({ filterable_properties: ['email'] });
  // Of an id that no generated path names: the fuzz revokes client tokens.
  const own = await storedClient(made.db, { clubs: [made.club.slug], id: 987_654_321_012_345 });
  world = worldOf(made.db, made.club, own, made.queues);
  const properties = { email: 'fuzz@example.com', first_name: 'F', last_name: 'Z' };
  member = String((await call(world, 'members.create', { body: { properties } })).body.id);
  const client = await storedClient(world.db, { clubs: null });
  unlimited = worldOf(world.db, world.club, client, world.queues);
});

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Contract §1.3. */
const SHAPES: Record<ErrorShape, (body: any, code: ErrorCode) => boolean> = {
  plain: (body) => Object.keys(body).join() === 'error' && isText(body.error),
  reason: (body, code) => Object.keys(body).join() === 'error' && body.error === code,
  member: (body) =>
    isObject(body) && Object.values(body).every((one) => Array.isArray(one) && one.length > 0),
  tree: (body) => Object.keys(body).join() === 'error,details' && isObject(body.details),
};

/** Success replies are held against their schema by `call`. */
const expectDocumented = ({ status, body, headers }: ApiAnswer): void => {
  expect(status).toBeLessThan(500);
  expect(headers['x-request-id']).toBeTruthy();
  if (status < 400) return;
  const code = headers['x-error-code'] as ErrorCode;
  expect(SHAPES[ERROR_CODES[code].shape](body, code), `${code}: ${JSON.stringify(body)}`).toBe(true);
};

const WEIRD = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '#',
    '%',
    '%00',
    '..',
    '\u0000',
    '0',
    '00',
    '+',
    '4740000001',
    '__proto__',
    'x'.repeat(4000),
  ),
);

describe.each(CATALOGUE)('$id', (contract) => {
  const generations = FAMILIES[contract.family].map((_, index) => index as 0 | 1);
  const generation = fc.constantFrom(...generations);
  let bearer: string | undefined;
  beforeAll(async () => {
    if (!contract.memberToken) return;
    bearer = (await logIn(world, (await person(world)).id)).access_token;
  });
  const good = (): ApiCall => ({
    ...anyRequest(contract, world.club.slug, contract.body && { id: member }),
    bearer,
  });
  const check = async (request: ApiCall, its = world): Promise<void> => {
    expectDocumented(await call(its, contract.id, request));
    // What was accepted must not poison its worker either.
    const messages = world.queue.sent.splice(0);
    if (messages.length > 0) expect(await deliver(world, messages)).toEqual([]);
  };

  it('answers any path and header with a documented reply', async () => {
    const names = Object.keys(contract.parameters);
    const path = fc.record(
      Object.fromEntries(
        names.map((name) => {
          const kind = contract.parameters[name] ?? 'text';
          return [name, kind === 'id' ? fc.oneof(fc.stringMatching(PARAMETER_PATTERNS.id), WEIRD) : WEIRD];
        }),
      ),
    );
    const headers = fc.record(
      {
        'X-Client-Authorization': WEIRD,
        'X-Product-Name': WEIRD,
        'X-Subproduct-Name': WEIRD,
        'X-User-Agent': WEIRD,
        'X-Loyalty-Club-Slug': WEIRD,
        'Content-Encoding': WEIRD,
        'Content-Type': WEIRD,
        Authorization: WEIRD,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(path, generation, (parameters, at) =>
        check({ ...good(), path: parameters as Record<string, string>, generation: at }),
      ),
      { numRuns: RUNS },
    );
    await fc.assert(
      fc.asyncProperty(headers, WEIRD, generation, async (given, slug, at) => {
        const request = { ...good(), headers: { ...good().headers, ...given }, generation: at };
        await check(request);
        await check({ ...request, slug }, unlimited);
      }),
      { numRuns: RUNS },
    );
  });

  const { body, query = {} } = contract;
  const known = Object.keys(query).flatMap((name) => [name, `${name}[]`, `${name}[email][]`, `${name}[][]`]);
  if (known.length > 0) {
    it('answers any query with a documented reply', async () => {
      const pairs = fc.array(fc.tuple(fc.constantFrom(...known), WEIRD), { maxLength: 4 });
      const queries = fc.oneof(
        pairs.map((all) => new URLSearchParams(all).toString()),
        WEIRD,
      );
      await fc.assert(
        fc.asyncProperty(queries, (text) => check({ ...good(), query: text })),
        { numRuns: RUNS },
      );
    });
  }

  if (!body) return;

  it('answers any body with a documented reply', async () => {
    const bodies = fc.oneof({ weight: 3, arbitrary: arbitraryFor(body.schema as object) }, ANY_BODY);
    await fc.assert(
      fc.asyncProperty(bodies, generation, (value, at) => check({ ...good(), body: value, generation: at })),
      { numRuns: 3 * RUNS },
    );
  });

  it('answers any bytes with a documented reply', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, zipped) => {
        const { body: _, ...rest } = good();
        const headers = { ...rest.headers, ...(zipped && { 'Content-Encoding': 'gzip' }) };
        return check({ ...rest, headers, raw: Buffer.from(bytes) });
      }),
      { numRuns: RUNS },
    );
  });
});
