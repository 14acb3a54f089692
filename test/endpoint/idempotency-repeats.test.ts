import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ApiAnswer, call } from '../support/api.ts';
import { person } from '../support/bulk.ts';
import { beforeTransactions } from '../support/concurrent-writes.ts';
import { countItems } from '../support/count-items.ts';
import { crashingDb } from '../support/faults.ts';
import { createWorld, stopClock, type World, worldOf } from '../support/world.ts';

let world: World;
beforeEach(async () => {
  stopClock();
  world = await createWorld({ channels: { sms: { sender_type: 'alphanumeric', sender_value: 'Mall' } } });
});

const headers = { 'Idempotency-Key': 'k' };
const DOGE = { properties: { email: 'doge@example.com', first_name: 'The', last_name: 'Doge' } };
const WRONG = { properties: { email: 'doge@example.com' } };
const create = (body: object = DOGE, of = world) => call(of, 'members.create', { body, headers });
const membersOf = async ({ db, club }: World) => (await countItems(db, club.slug)).members;

const MESSAGE = {
  name: 'Offer',
  channels: [
    { type: 'sms', template: { type: 'inline', definition: { type: 'plain', content: { body: 'Hi' } } } },
  ],
};
const creations = (...payloads: object[]) => ({
  operations: payloads.map((payload) => ({ entity: 'message', type: 'create', payload })),
});

const codeOf = (reply: ApiAnswer) => reply.headers['x-error-code'];
const isReplay = (reply: ApiAnswer) => reply.headers['idempotency-replayed'] === 'true';

/** Another process, with its own clock. */
const elsewhere = (db = world.db, ahead = 0): World => {
  const other = worldOf(db, world.club, world.client, world.queues);
  other.clock.ahead = ahead;
  return other;
};

/** The call of the table at which a request gives its key back, or keeps its reply. */
const lastCall = async (body: object): Promise<number> => {
  const db = crashingDb();
  await call(elsewhere(db), 'members.create', { body, headers: { 'Idempotency-Key': 'counted' } });
  return db.calls();
};

describe('a reply that is given again', () => {
  it.each([
    ['members.create', { ...DOGE, note: 1 }, ['note']],
    ['member-bulks.create-or-update', { members: [person(1)], note: 1 }, ['note']],
    [
      'member-imports.create',
      { members: [{ ...person(1), id: 7 }], multi_values_update_mode: 'append' },
      ['id', 'multi_values_update_mode'],
    ],
    ['messages.create', { message: { ...MESSAGE, shorten_urls: true } }, ['shorten_urls']],
    ['messages.bulks', creations({ ...MESSAGE, shorten_urls: true }), ['shorten_urls']],
  ])('names the keys of the request of %s that have no effect', async (id, body, ignored) => {
    const send = async () => {
      const reply = await call(world, id, { body, headers, query: { dry: '1' } });
      expect(reply.status).toBe(200);
      return reply.headers['x-ignored']?.split(', ').sort();
    };
    const all = ['dry', ...ignored].sort();
    expect([await send(), await send()]).toEqual([all, all]);
  });

  it('is kept for a day after its effect, however long the key had been tried before', async () => {
    await create(DOGE, elsewhere(crashingDb({ call: await lastCall(WRONG), when: 'before' })));
    const HOUR = 60 * 60;
    world.clock.ahead = 23 * HOUR;
    const first = await create();
    expect(isReplay(first)).toBe(false);
    world.clock.ahead = 46 * HOUR;
    const again = await create();
    expect([again.status, isReplay(again), again.body]).toEqual([200, true, first.body]);
  });

  it('is one that an item can hold: a larger one is refused, and nothing is done', async () => {
    // What is not known is repeated in the results, and nothing else.
    const noted = (bytes: number) => {
      const payload = () => ({ ...MESSAGE, note: randomBytes(bytes).toString('base64') });
      return creations(payload(), payload(), payload(), payload());
    };
    const send = (body: object, keyed: object = { headers }) =>
      call(world, 'messages.bulks', { body, ...keyed });
    const refused = await send(noted(100_000));
    expect([refused.status, codeOf(refused)]).toEqual([413, 'body_too_large']);
    const { body } = await call(world, 'messages.list');
    expect(body.pagination_info.total_count).toBe(0);
    expect((await send(noted(100_000), {})).status).toBe(200);
    const smaller = noted(50_000);
    const first = await send(smaller);
    expect(first.status).toBe(200);
    expect(JSON.stringify((await send(smaller)).body)).toBe(JSON.stringify(first.body));
  });
});

describe('a key that is in use', () => {
  it('says when to come again: in a second, and of a long run when its function must have ended', async () => {
    await create(DOGE, elsewhere(crashingDb({ call: await lastCall(WRONG), when: 'before' })));
    const waitAt = async (seconds: number) => {
      world.clock.ahead = seconds;
      const { status, headers: given } = await create();
      return [status, given['retry-after']];
    };
    expect(await waitAt(1)).toEqual([409, '1']);
    const [, left] = await waitAt(7);
    expect(Number(left)).toBeGreaterThan(5);
    expect(await waitAt(7 + Number(left) - 1)).toEqual([409, '1']);
    expect(await waitAt(7 + Number(left))).toEqual([200, undefined]);
  });

  it('is free for a mended request when a copy of the refused one has died', async () => {
    expect((await create(WRONG)).status).toBe(422);
    const counting = crashingDb();
    await create(WRONG, elsewhere(counting));
    await create(WRONG, elsewhere(crashingDb({ call: counting.calls(), when: 'before' })));
    const early = await create();
    expect([early.status, codeOf(early)]).toEqual([409, 'idempotency_key_in_use']);
    world.clock.ahead = 60;
    expect((await create()).status).toBe(200);
    expect(codeOf(await create(WRONG))).toBe('idempotency_key_reused');
  });

  it('is taken over from a request that lives on: its effect and its answer are those of the other', async () => {
    let second: ApiAnswer | undefined;
    const slow = beforeTransactions(world.db, async () => {
      if (second) return;
      second = await create(DOGE, elsewhere(world.db, 60));
      elsewhere(slow).enter();
    });
    const first = await create(DOGE, elsewhere(slow));
    expect(second?.status).toBe(200);
    expect([first.status, codeOf(first)]).toEqual([409, 'idempotency_key_in_use']);
    const again = await create();
    expect([again.status, isReplay(again), again.body]).toEqual([200, true, second?.body]);
    expect(await membersOf(world)).toBe(1);
  });
});
