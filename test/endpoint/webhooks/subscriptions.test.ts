import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findSubscriptions } from '#shared/data/webhooks/subscriptions.ts';
import { ENV } from '#shared/env-names.ts';
import { createPostJson } from '#shared/outbound/post-json.ts';
import { database } from '#shared/ports/database.ts';
import { postJson } from '#shared/ports/outbound.ts';
import { subscriptionsOf } from '#shared/ports/webhook-subscriptions.ts';
import { type ApiAnswer, type ApiCall, call } from '../../support/api.ts';
import { meteredDb } from '../../support/meter.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { createWorld, stopClock, type World } from '../../support/world.ts';

const WRAPPER = 'members_changes_subscription';
const URL = 'https://hooks.receiver.com/members';

let world: World;
beforeAll(stopClock);
beforeEach(async () => {
  world = await createWorld();
});

const create = (settings: object = {}, request: ApiCall = {}): Promise<ApiAnswer> =>
  call(world, 'webhooks.create', { ...request, body: { [WRAPPER]: { url: URL, ...settings } } });
const ask = (verb: string, id: number, body?: object): Promise<ApiAnswer> =>
  call(world, `webhooks.${verb}`, { path: { id: String(id) }, ...(body && { body }) });
const update = (id: number, settings: object) => ask('update', id, { [WRAPPER]: settings });
const made = async (settings: object = {}) => (await create(settings)).body[WRAPPER];

describe('a subscription', () => {
  it('has the documented defaults, and shows its secrets in the reply to its creation only', async () => {
    const subscription = await made();
    expect(subscription).toMatchObject({
      url: URL,
      event_schema_version: 1,
      is_sent_on_import: true,
      is_sent_on_update: true,
      is_sent_on_delete: true,
      is_person_id_sent: false,
      excluded_sources: {},
      contact: null,
      paused: false,
      secret_token: expect.stringMatching(/^[\w-]{43}$/),
      signing_secret: expect.stringMatching(/^whsec_[\w+/]{43}=$/),
      earlier_signing_secrets: [],
    });
    const { id, secret_token, signing_secret } = subscription;
    const { body: shown } = await ask('show', id);
    const { body: listed } = await call(world, 'webhooks.list');
    expect(shown[WRAPPER]).toEqual({
      ...subscription,
      secret_token: `…${secret_token.slice(-4)}`,
      signing_secret: `…${signing_secret.slice(-5, -1)}`,
    });
    expect(listed).toEqual({ members_changes_subscriptions: [shown[WRAPPER]] });
    const stored = JSON.stringify(await findSubscriptions(world.db, world.club.slug));
    for (const secret of [secret_token, signing_secret]) expect(stored).not.toContain(secret);
  });

  it('keeps what an update leaves out, and takes the default for null', async () => {
    const settings = {
      event_schema_version: 2,
      is_sent_on_delete: false,
      excluded_sources: { update: ['web', 'web'], import: null, delete: [] },
      contact: 'it@example.com',
      secret_token: 'chosen-by-the-caller',
    };
    const { id, ...first } = await made(settings);
    expect(first).toMatchObject({ ...settings, excluded_sources: { update: ['web'] } });
    world.clock.ahead = 60;
    const { body } = await update(id, { paused: true, contact: null });
    expect(body[WRAPPER]).toEqual({
      ...first,
      id,
      paused: true,
      contact: null,
      secret_token: '…ller',
      signing_secret: `…${first.signing_secret.slice(-5, -1)}`,
      updated_at: expect.not.stringMatching(first.updated_at),
    });
  });

  it.each([
    [{ url: undefined }, 'url', 'presence'],
    [{ url: 'http://hooks.receiver.com/' }, 'url', 'invalid_url'],
    [{ url: 'https://[::ffff:169.254.169.254]/' }, 'url', 'invalid_url'],
    [{ url: 5 }, 'url', 'must_be_a_string'],
    [{ secret_token: 'short' }, 'secret_token', 'invalid'],
    [{ secret_token: 'sixteen characters\r\nx: y' }, 'secret_token', 'invalid'],
    [{ event_schema_version: 3 }, 'event_schema_version', 'inclusion'],
    [{ excluded_sources: 'web' }, 'excluded_sources', 'must_be_an_object'],
    [{ is_sent_on_import: 'true' }, 'is_sent_on_import', 'must_be_a_boolean'],
    [{ contact: 'nobody' }, 'contact', 'invalid_email'],
  ])('refuses %j', async (settings, attribute, error) => {
    const answer = await create(settings);
    expect([answer.status, answer.headers['x-error-code']]).toEqual([422, 'parameters_invalid']);
    expect(answer.body.details[WRAPPER][attribute]).toMatchObject([{ error }]);
  });

  it('has a URL of its own in the club, also when ten come at once, and a club has twenty', async () => {
    const statuses = (await Promise.all(Array.from({ length: 10 }, () => create()))).map(
      ({ status }) => status,
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(new Set(statuses.filter((status) => status !== 200))).toEqual(new Set([422]));
    for (const url of [`https://HOOKS.receiver.com.:443/members`, `${URL}#fragment`, `${URL}?`]) {
      const same = await create({ url });
      expect(same.body.details[WRAPPER].url).toMatchObject([{ error: 'taken' }]);
    }
    for (let n = 1; n < 20; n += 1) expect((await create({ url: `${URL}/${n}` })).status).toBe(200);
    const tooMany = await create({ url: `${URL}/20` });
    expect(tooMany.body.details[WRAPPER]).toMatchObject([{ error: 'size_too_large' }]);
  });

  it('is not there for another club, and after its removal', async () => {
    const { id } = await made();
    const other = await createWorld();
    const elsewhere = await call(other, 'webhooks.show', { path: { id: String(id) } });
    expect([elsewhere.status, elsewhere.headers['x-error-code']]).toEqual([404, 'subscription_not_found']);
    expect((await ask('destroy', id)).status).toBe(200);
    for (const answer of [
      await ask('show', id),
      await ask('destroy', id),
      await update(id, {}),
      await ask('rotate-secret', id, {}),
      await ask('test', id),
    ])
      expect([answer.status, answer.body]).toEqual([404, { error: 'Subscription not found' }]);
  });

  it('names keys without an effect', async () => {
    const { headers } = await create({ secret: 'x', name: 'y' });
    expect(headers['x-ignored']).toBe('secret, name');
  });

  it('costs the stream a read of the club in half a minute, also where there is none', async () => {
    const db = await meteredDb();
    world.runtime.provide(database, db);
    const find = world.runtime.use(subscriptionsOf);
    const calls = async () => {
      db.reset();
      const found = await find(world.club.slug);
      return [found.length, db.read().calls];
    };
    expect([await calls(), await calls()]).toEqual([
      [0, 1],
      [0, 0],
    ]);
    await made();
    expect(await calls()).toEqual([0, 0]);
    world.clock.ahead = 31;
    expect([await calls(), await calls()]).toEqual([
      [1, 1],
      [1, 0],
    ]);
  });
});

describe('a test event', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    vi.stubEnv(ENV.outboundLoopback, 'true');
    receiver = await startReceiver(undefined, { tls: false });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    receiver.close();
  });
  beforeEach(() => {
    world.runtime.provide(postJson, createPostJson({ loopback: true }));
  });

  it('arrives with the headers of both ways to prove it, signed by each secret that is active', async () => {
    const url = `http://localhost:${receiver.port}/hook`;
    const { id, secret_token, signing_secret } = await made({ url, event_schema_version: 2, paused: true });
    const { body: rotated } = await ask('rotate-secret', id, { overlap_hours: 1 });
    const next = rotated[WRAPPER].signing_secret;
    const { body } = await ask('test', id);
    expect(body).toEqual({
      delivery: { outcome: 'delivered', status: 200, reply: 'thanks', reason: null, retry_after: null },
    });
    const last = receiver.received.at(-1)!;
    const headers = last.headers as Record<string, string>;
    expect(headers['x-secret-token']).toBe(secret_token);
    for (const secret of [signing_secret, next])
      expect(new Webhook(secret).verify(last.body, headers)).toMatchObject({
        version: 2,
        events: [{ event: { id: headers['webhook-id'], type: 'test' }, member: { id: 0 } }],
      });
    world.clock.ahead = 3601;
    await ask('test', id);
    const later = receiver.received.at(-1)!.headers['webhook-signature'];
    expect(String(later).split(' ')).toHaveLength(1);
  });

  it('tells what the receiver answers, and why there is no answer', async () => {
    const refusing = await startReceiver((response) => response.writeHead(410).end(`x${'😀'.repeat(1000)}`), {
      tls: false,
    });
    const { id } = await made({ url: `http://127.0.0.1:${refusing.port}/` });
    const { delivery } = (await ask('test', id)).body;
    expect(delivery).toMatchObject({ outcome: 'dropped', status: 410 });
    expect(delivery.reply).toHaveLength(1024);
    expect(delivery.reply.isWellFormed()).toBe(true);
    refusing.close();
    expect((await ask('test', id)).body.delivery).toEqual({
      outcome: 'failed',
      status: null,
      reply: null,
      reason: 'connection',
      retry_after: null,
    });
  });

  it('is sent ten times a minute by a client, and not once more', async () => {
    const url = `http://localhost:${receiver.port}/often`;
    const { id } = await made({ url });
    const replies = [];
    for (let n = 0; n < 11; n += 1) replies.push(await ask('test', id));
    expect(replies.map(({ status }) => status)).toEqual([...Array(10).fill(200), 429]);
    expect(replies[0]?.headers['ratelimit']).toMatch(/^"webhook-test";r=9;t=\d+$/);
    expect(replies[10]?.headers['x-error-code']).toBe('too_many_requests');
    expect(receiver.received.filter((one) => one.url === '/often')).toHaveLength(10);
  });
});
