import { beforeEach, describe, expect, it } from 'vitest';
import { CATALOGUE } from '#shared/contracts/catalogue.ts';
import { readPartition } from '#shared/data/table/read.ts';
import { type ApiAnswer, type ApiCall, call } from '../support/api.ts';
import { person } from '../support/bulk.ts';
import { storedClient } from '../support/clients.ts';
import { countItems } from '../support/count-items.ts';
import { crashingDb, losingDb } from '../support/faults.ts';
import { meteredDb } from '../support/meter.ts';
import { createWorld, stopClock, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  stopClock();
  world = await createWorld({
    channels: { sms: { sender_type: 'alphanumeric', sender_value: 'Mall' } },
    products: { default: {}, kiosk: {} },
  });
});

const key = (name: string, more: ApiCall['headers'] = {}) => ({
  headers: { 'Idempotency-Key': name, ...more },
});
const DOGE = { properties: { email: 'doge@example.com', first_name: 'The', last_name: 'Doge' } };
const create = (name: string, body: object = DOGE, of = world, more: ApiCall['headers'] = {}) =>
  call(of, 'members.create', { body, ...key(name, more) });

const isReplay = ({ headers }: ApiAnswer) => headers['idempotency-replayed'] === 'true';
const codeOf = ({ headers }: ApiAnswer) => headers['x-error-code'];
const membersOf = async ({ db, club }: World) => (await countItems(db, club.slug)).members;

const MESSAGE = {
  name: 'Offer',
  channels: [
    { type: 'sms', template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } } },
  ],
};

/** One request for each endpoint that takes a key. */
const REQUESTS: Readonly<Record<string, () => Promise<ApiCall>>> = {
  'members.create': async () => ({ body: DOGE }),
  'member-bulks.create-or-update': async () => ({ body: { members: [person(1)] } }),
  'member-imports.create': async () => ({ body: { members: [person(1)] } }),
  'messages.create': async () => ({ body: { message: MESSAGE } }),
  'messages.bulks': async () => ({
    body: { operations: [{ entity: 'message', type: 'create', payload: MESSAGE }] },
  }),
  'sendings.create': async () => {
    const { body } = await call(world, 'messages.create', { body: { message: MESSAGE } });
    return { path: { id: String(body.message.id) }, body: { sending: { recipients: [{ member_id: 1 }] } } };
  },
};

describe('the Idempotency-Key', () => {
  it('is read by every POST with an effect to double', () => {
    const ids = CATALOGUE.filter((one) => 'idempotencyKey' in one && one.idempotencyKey).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(Object.keys(REQUESTS).toSorted());
  });

  it.each(Object.keys(REQUESTS))(
    'gives the first reply of %s again, and only the first has an effect',
    async (id) => {
      const request = await REQUESTS[id]?.();
      const send = (name: string, more: ApiCall = {}) =>
        call(world, id, { ...request, ...key(name), ...more });
      const first = await send('k');
      expect([first.status, isReplay(first)]).toEqual([200, false]);
      const queued = world.queue.sent.length;
      const again = await send('k');
      expect([again.status, JSON.stringify(again.body), isReplay(again)]).toEqual([
        200,
        JSON.stringify(first.body),
        true,
      ]);
      expect(world.queue.sent).toHaveLength(queued);
      // Another body is another request; so is another key.
      const other = await send('k', { body: { ...(request?.body as object), more: 1 } });
      expect([other.status, codeOf(other)]).toEqual([422, 'idempotency_key_reused']);
      if (id !== 'members.create') expect((await send('k2')).body).not.toEqual(first.body);
      world.clock.ahead += 24 * 60 * 60 + 1;
      const late = await send('k');
      expect(isReplay(late)).toBe(false);
      if (id !== 'members.create') expect(late.body).not.toEqual(first.body);
    },
  );

  it('belongs to its client, and to path and product of its request', async () => {
    await create('k');
    const reused = await create('k', DOGE, world, { 'X-Product-Name': 'kiosk' });
    expect(codeOf(reused)).toBe('idempotency_key_reused');
    const elsewhere = await call(world, 'members.create', { body: DOGE, generation: 1, ...key('k') });
    expect(codeOf(elsewhere)).toBe('idempotency_key_reused');
    const { secret } = await storedClient(world.db, { clubs: [world.club.slug] });
    const other = await call(world, 'members.create', { body: DOGE, secret, ...key('k') });
    expect(Object.keys(other.body)).toEqual(['email']);
    expect(await membersOf(world)).toBe(1);
  });

  it('is free again after a refusal, also for a mended request', async () => {
    const wrong = await create('k', { properties: { email: 'doge@example.com' } });
    expect(wrong.status).toBe(422);
    expect((await create('k', { properties: { email: 'doge@example.com' } })).status).toBe(422);
    const good = await create('k');
    expect([good.status, isReplay(good)]).toEqual([200, false]);
    expect(isReplay(await create('k'))).toBe(true);
    const failed = { operations: [{ entity: 'message', type: 'update', params: { id: 9 }, payload: {} }] };
    const bulk = (operations: object) => call(world, 'messages.bulks', { body: operations, ...key('b') });
    expect((await bulk(failed)).status).toBe(470);
    expect((await bulk((await REQUESTS['messages.bulks']?.())?.body as object)).status).toBe(200);
  });

  it('has one effect for any number of requests at once; the others are asked to wait', async () => {
    const copies = Array.from({ length: 8 }, () => worldOf(world.db, world.club, world.client));
    const replies = await Promise.all(copies.map((copy) => create('k', DOGE, copy)));
    const firsts = replies.filter((one) => one.status === 200 && !isReplay(one));
    expect(firsts).toHaveLength(1);
    for (const reply of replies.filter((one) => one.status !== 200)) {
      expect([reply.status, codeOf(reply)]).toEqual([409, 'idempotency_key_in_use']);
      expect(reply.headers['retry-after']).toBe('1');
    }
    expect(await membersOf(world)).toBe(1);
    expect((await create('k')).body).toEqual(firsts[0]?.body);
  });

  /** Requests, again and again as the typed client sends them, until one is answered. */
  const persist = async (id: string, request: ApiCall, first: World): Promise<ApiAnswer> => {
    const later = worldOf(world.db, world.club, world.client, world.queues);
    later.clock.ahead = 60;
    const attempts = [first, world, later, later];
    for (const one of attempts) {
      const reply = await call(one, id, request);
      if (reply.status < 300) return reply;
      expect([409, 500, 503]).toContain(reply.status);
    }
    throw new Error('No attempt was answered');
  };

  const faultyDb = (fault: string, n: number) => {
    if (fault === 'a lost answer') return losingDb(n);
    return crashingDb({ call: n, when: fault === 'a crash before it' ? 'before' : 'after' });
  };

  const sendingsOf = async (message: string): Promise<number> => {
    let count = 0;
    const partition = `CLUB#${world.club.slug}#MESSAGE#${message}`;
    for await (const _ of readPartition(world.db, partition, 'SENDING#')) count += 1;
    return count;
  };

  /** What the effect of a request leaves: members, chunks that a worker gets, messages and sendings. */
  const effects = async () => {
    const list = await call(world, 'messages.list');
    const chunks = new Set(world.queue.sent.map(({ body }) => JSON.stringify(chunkNames(body))));
    return {
      members: await membersOf(world),
      chunks: chunks.size,
      messages: list.body.pagination_info.total_count,
    };
  };
  const chunkNames = (body: string) => {
    const { face, job, bulk, request, chunk } = JSON.parse(body);
    return [face, job, bulk, request, chunk];
  };

  it.each(
    Object.keys(REQUESTS).flatMap((id) => [
      ['a crash before it', id] as const,
      ['a crash after it', id] as const,
      ['a lost answer', id] as const,
    ]),
  )('has one effect whatever call of the table meets %s: %s', async (fault, id) => {
    const request = await REQUESTS[id]?.();
    const before = await effects();
    let calls = 0;
    let n = 0;
    for (n = 1; n === 1 || calls >= n - 1; n += 1) {
      const body = JSON.parse(JSON.stringify(request?.body).replace('doge@', `doge-${n}@`));
      const db = faultyDb(fault, n);
      const faulty = worldOf(db, world.club, world.client, world.queues);
      const sent = { ...request, body, ...key(`key-${n}`) };
      const reply = await persist(id, sent, faulty);
      calls = db.calls();
      const again = await call(world, id, sent);
      expect([again.body, isReplay(again)]).toEqual([reply.body, true]);
    }
    expect(n).toBeGreaterThan(4);
    const after = await effects();
    const total = (one: typeof before) => one.members + one.chunks + one.messages;
    const sendings = request?.path?.['id'] === undefined ? 0 : await sendingsOf(request.path['id']);
    expect(total(after) - total(before) + sendings).toBe(n - 1);
  });

  it('costs nothing where none is sent, and a claim and a row of the transaction where one is', async () => {
    const db = await meteredDb();
    const metered = worldOf(db, world.club, world.client);
    await call(metered, 'clubs.schema');
    const costOf = async (email: string, headers: ApiCall['headers']) => {
      db.reset();
      const body = { properties: { ...DOGE.properties, email } };
      const { status } = await call(metered, 'members.create', { body, ...(headers && { headers }) });
      expect(status).toBe(200);
      return db.read();
    };
    const plain = await costOf('a@example.com', undefined);
    const keyed = await costOf('b@example.com', { 'Idempotency-Key': 'k' });
    expect(keyed.calls - plain.calls).toBe(1);
    expect(keyed.writeUnits - plain.writeUnits).toBeLessThanOrEqual(3);
  });
});
