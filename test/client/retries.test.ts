import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reservePort } from '../../local/engines/loopback.ts';
import { helpLink, retryAfter } from '../../packages/client/src/answer.ts';
import type { LoyaltyClient, Retry } from '../../packages/client/src/main.ts';
import { type FaultyApi, hangUp, silence, startFaultyApi, status } from './faulty-api.ts';

let api: FaultyApi;
beforeAll(async () => {
  api = await startFaultyApi();
});
afterAll(() => api.stop());

const caught = (promise: Promise<unknown>): Promise<any> =>
  promise.then(
    () => expect.unreachable('It did not fail'),
    (error: unknown) => error,
  );

const NOW = { 'retry-after': '0' };
const busy = status(503, { ...NOW, 'x-error-code': 'busy' }, '{"error":"busy"}');
const done = status(200);

const REPEATED: Readonly<Record<string, (client: LoyaltyClient) => Promise<unknown>>> = {
  GET: (client) => client.members.get({ id: 1 }),
  PUT: (client) => client.members.update({ id: 1 }, { password: 'x' }),
  DELETE: (client) => client.members.destroy({ id: 1 }),
  'a bulk with its job and number': (client) =>
    client.memberBulks.createOrUpdate({ members: [], job_id: 'j', request_number: 1 }),
  'a bulk that names neither': (client) => client.memberBulks.createOrUpdate({ members: [] }),
  'a bulk of an import': (client) => client.memberImports.create({ members: [] }),
  'a bulk of a job without a number': (client) =>
    client.memberBulks.createOrUpdate({ members: [], job_id: 'j' }),
  'a new member': (client) => client.members.create({ properties: {} }),
  'a new message': (client) => client.messages.create({ message: { name: 'm', channels: [] } }),
  'a new sending': (client) => client.sendings.create({ id: 1 }, { sending: {} }),
  'a bulk of operations': (client) => client.messages.bulks({ operations: [] }),
  'a dry run': (client) => client.members.validate({ properties: {} }),
  'a refresh': (client) => client.oauth.token({ grant_type: 'refresh_token', refresh_token: 'r' }),
};

const SENT_ONCE: Readonly<Record<string, (client: LoyaltyClient) => Promise<unknown>>> = {
  'a log-in': (client) => client.logIn({ identifier_type: 'id', identifier: 1, password: 'p' }),
  'a reset mail': (client) => client.members.sendPasswordResetToken({ email: 'a@example.com' }),
  'a reset password': (client) =>
    client.members.resetPassword({ email: 'a@example.com' }, { token: 't', password: 'p' }),
};

describe('a request whose repeat does nothing new', () => {
  it.each(Object.entries(REPEATED))('is sent again after 503 and a lost connection: %s', async (_, call) => {
    api.answering(busy, hangUp, done);
    await call(api.client());
    expect(api.arrived).toHaveLength(3);
    const [first, ...others] = api.arrived;
    for (const again of others) expect(again).toMatchObject({ line: first?.line, body: first?.body });
  });

  it('has one key for all attempts of a call, and another for the next call', async () => {
    api.answering(status(409, { ...NOW, 'x-error-code': 'idempotency_key_in_use' }), hangUp, done);
    const client = api.client();
    await client.members.create({ properties: {} });
    await client.members.create({ properties: {} });
    await client.members.create({ properties: {} }, { idempotencyKey: 'own' });
    const keys = api.arrived.map(({ headers }) => headers['idempotency-key']);
    expect(keys[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(keys).toEqual([keys[0], keys[0], keys[0], keys[3], 'own']);
    expect(keys[3]).not.toBe(keys[0]);
    await client.members.update({ id: 1 }, {});
    expect(api.arrived.at(-1)?.headers['idempotency-key']).toBeUndefined();
  });

  it('is given up after the retries that were asked for, with the last error', async () => {
    api.answering(busy);
    const error = await caught(api.client({ retries: 2 }).members.get({ id: 1 }));
    expect(error).toMatchObject({ name: 'LoyaltyApiError', status: 503, code: 'busy' });
    expect(api.arrived).toHaveLength(3);
    await caught(api.client({ retries: 2 }).members.get({ id: 1 }, { retries: 0 }));
    expect(api.arrived).toHaveLength(4);
  });

  it('is sent again when an attempt takes too long', async () => {
    api.answering(silence, done);
    await api.client().members.get({ id: 1 }, { timeoutMs: 200 });
    expect(api.arrived).toHaveLength(2);
  });
});

describe('a request that might do its work twice', () => {
  it.each(Object.entries(SENT_ONCE))('is sent once, whatever comes back: %s', async (_, call) => {
    for (const answer of [busy, hangUp, status(502)]) {
      api.answering(answer);
      await caught(call(api.client()));
      expect(api.arrived).toHaveLength(1);
    }
  });

  it('is sent again when it was turned away (429)', async () => {
    api.answering(status(429, { ...NOW, 'x-error-code': 'too_many_requests' }), done);
    await api.client().members.sendPasswordResetToken({ email: 'a@example.com' });
    expect(api.arrived).toHaveLength(2);
  });

  it('is tried again when it cannot have arrived', async () => {
    const seen: Retry[] = [];
    const client = api.client({
      url: `http://127.0.0.1:${await reservePort()}`,
      retries: 2,
      onRetry: (retry) => seen.push(retry),
    });
    const error = await caught(client.members.create({ properties: {} }));
    expect(error).toMatchObject({ name: 'LoyaltyConnectionError', operation: 'members.create' });
    expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2]);
  });
});

describe('waiting', () => {
  it('lasts as long as Retry-After says', async () => {
    const seen: Retry[] = [];
    api.answering(status(503, { 'retry-after': '1' }), done);
    await api.client({ onRetry: (retry) => seen.push(retry) }).members.get({ id: 1 });
    expect(seen).toEqual([{ operation: 'members.get', attempt: 1, reason: 'HTTP 503', seconds: 1 }]);
  });

  it('is not done when Retry-After asks for more than the client has', async () => {
    api.answering(status(429, { 'retry-after': '900', 'x-error-code': 'too_many_attempts' }));
    const error = await caught(api.client().logIn({ identifier_type: 'id', identifier: 1, password: 'p' }));
    expect(error).toMatchObject({ code: 'too_many_attempts', retryAfterSeconds: 900 });
    expect(api.arrived).toHaveLength(1);
  });

  it('grows from attempt to attempt and is never the same for everybody', async () => {
    const seconds: number[] = [];
    api.answering(status(503));
    const client = api.client({ retries: 3, onRetry: (retry) => seconds.push(retry.seconds) });
    await Promise.all([caught(client.members.get({ id: 1 })), caught(client.members.get({ id: 2 }))]);
    expect(new Set(seconds).size).toBe(seconds.length);
    for (const one of seconds) expect(one).toBeLessThanOrEqual(1);
  });

  it('ends at once with the reason of the signal, also in the middle of a request', async () => {
    const stop = new AbortController();
    api.answering(status(503, { 'retry-after': '30' }));
    const waiting = caught(
      api.client({ onRetry: () => stop.abort('enough') }).members.get({ id: 1 }, { signal: stop.signal }),
    );
    expect(await waiting).toBe('enough');
    expect(api.arrived).toHaveLength(1);

    const other = new AbortController();
    api.answering((_response) => other.abort('enough'));
    expect(await caught(api.client().members.get({ id: 1 }, { signal: other.signal }))).toBe('enough');
    expect(api.arrived).toHaveLength(1);
  });
});

describe('an answer that is not the API’s', () => {
  it('is told as one, with its status and the beginning of its text', async () => {
    api.answering(status(502, {}, '<html>Bad gateway</html>'));
    const error = await caught(api.client({ retries: 0 }).members.get({ id: 1 }));
    expect(error).toMatchObject({ code: 'unexpected_answer', status: 502, body: '<html>Bad gateway</html>' });
    api.answering(status(200, {}, 'welcome to the hotel'));
    expect(await caught(api.client().members.get({ id: 1 }))).toMatchObject({ code: 'unexpected_answer' });
  });

  it('is no reason to follow a redirect with the token', async () => {
    api.answering(status(307, { location: `${api.url}/elsewhere` }));
    await caught(api.client({ retries: 0 }).members.get({ id: 1 }));
    expect(api.arrived).toHaveLength(1);
  });
});

describe('a large body', () => {
  it('travels compressed, as API Gateway passes it on unchanged', async () => {
    api.answering(done);
    const members = Array.from({ length: 5000 }, (_, n) => ({
      properties: { email: `m${n}@example.com`, n: 'x'.repeat(40) },
    }));
    await api.client().memberBulks.createOrUpdate({ members });
    const [{ headers, body }] = api.arrived as [(typeof api.arrived)[number]];
    expect(headers).toMatchObject({ 'content-encoding': 'gzip', 'content-type': 'application/gzip' });
    expect(JSON.parse(gunzipSync(body).toString()).members).toEqual(members);
  });
});

it('reads the link to the explanation of an error, also a relative one', () => {
  const from = 'https://api.example.com/v3/mall/members/1';
  const help = 'https://api.example.com/errors#member_not_found';
  expect(helpLink('</errors#member_not_found>; rel="help"', from)).toBe(help);
  expect(helpLink(`<https://other.example/next>; rel=next, <${help}>; rel="help"`, '')).toBe(help);
  for (const nothing of [null, '', '<x>; rel="next"', '</errors>; rel="other"'])
    expect(helpLink(nothing, from)).toBeUndefined();
});

it('reads Retry-After in seconds and as a date', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  expect(retryAfter('3', now)).toBe(3);
  expect(retryAfter('Thu, 01 Jan 2026 00:00:10 GMT', now)).toBe(10);
  expect(retryAfter('Thu, 01 Jan 2025 00:00:10 GMT', now)).toBe(0);
  for (const nothing of [null, '', 'soon']) expect(retryAfter(nothing, now)).toBeUndefined();
});
