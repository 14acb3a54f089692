import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database } from '#shared/ports/database.ts';
import { call } from '../support/api.ts';
import { meteredDb } from '../support/meter.ts';
import {
  broken,
  type Receivers,
  receivers,
  removalRecord,
  streamed,
  subscribe,
  sweepAfter,
  taken,
  versionRecord,
  webhookItems,
  workWebhooks,
} from '../support/webhooks.ts';
import { createWorld, stopClock, type World } from '../support/world.ts';

const CHANNELS = { email: { from_name: 'The Mall', from_email: 'club@example.com' } };
const DAY = 24 * 60 * 60;

let world: World;
let receiver: Receivers;
beforeAll(stopClock);
beforeEach(async () => {
  world = await createWorld({ channels: CHANNELS });
  receiver = receivers(world);
});

const created = (count: number, from = 1) =>
  Array.from({ length: count }, (_, n) => versionRecord(world, from + n, 1, from + n));
const ids = () => receiver.posts.flat().map(({ event }) => event.id);
const members = () => receiver.posts.flat().map(({ member }) => member.id);

describe('events of members', () => {
  it('go out once, in order, however often the stream has their changes', async () => {
    const id = await subscribe(world);
    const records = [1, 2, 3].map((version) => versionRecord(world, 8, version, 10 + version));
    await streamed(world, records);
    await streamed(world, records.slice(1));
    await workWebhooks(world);
    await streamed(world, records);
    await workWebhooks(world);
    expect(ids()).toEqual([11, 12, 13].map((sequence) => `${id}-8-${sequence}`));
    expect(receiver.posts).toHaveLength(1);
  });

  it('cost nothing when nobody subscribes', async () => {
    await streamed(world, created(1));
    const db = await meteredDb();
    world.runtime.provide(database, db);
    await streamed(world, created(100, 10));
    expect(db.read().calls).toBe(0);
    expect(world.queues.webhook.sent).toEqual([]);
  });

  it('are up to a hundred in a POST, for few calls and five units each', async () => {
    await subscribe(world);
    const same = Array.from({ length: 100 }, (_, n) => versionRecord(world, 8 * (n + 1), 1, n + 1));
    await streamed(world, []);
    const db = await meteredDb();
    world.runtime.provide(database, db);
    await streamed(world, same);
    const stored = db.read();
    expect(stored.byOperation).toMatchObject({ TransactWriteCommand: 2, UpdateCommand: 1 });
    expect(world.queues.webhook.sent).toHaveLength(1);
    db.reset();
    await workWebhooks(world);
    expect(receiver.posts.map((events) => events.length)).toEqual([100]);
    const worked = db.read();
    expect(worked.byOperation).toEqual({
      UpdateCommand: 1,
      GetCommand: 2,
      QueryCommand: 2,
      BatchGetCommand: 1,
      PutCommand: 1,
      BatchExecuteStatementCommand: 4,
      DeleteCommand: 1,
    });
    expect(worked.writeUnits).toBeLessThanOrEqual(100 + 10);
  });

  it('of a removed member are stripped where they wait, and stay so', async () => {
    const id = await subscribe(world, { is_person_id_sent: true, paused: true });
    const records = [
      versionRecord(world, 3, 1, 1),
      versionRecord(world, 3, 2, 2),
      removalRecord(world, 3, 2, 3),
    ];
    await streamed(world, records);
    await streamed(world, records);
    await workWebhooks(world);
    const table = await webhookItems(world);
    expect(table.filter((item) => item.includes('@a.no'))).toEqual([]);
    expect(receiver.posts).toEqual([]);
    await call(world, 'webhooks.update', {
      path: { id: String(id) },
      body: { members_changes_subscription: { paused: false } },
    });
    await workWebhooks(world);
    expect(receiver.posts.flat().map(({ event, member }) => [event.type, Object.keys(member)])).toEqual([
      ['import', ['id', 'person_id']],
      ['update', ['id', 'person_id']],
      ['delete', ['id', 'person_id']],
    ]);
  });

  it('show what the product sees that chose the URL to which they go (threat T43)', async () => {
    world = await createWorld({ products: { default: {}, kiosk: { properties: ['first_name'] } } });
    receiver = receivers(world);
    const id = await subscribe(world, { paused: true });
    await streamed(world, [versionRecord(world, 8, 1, 1)]);
    await call(world, 'webhooks.update', {
      path: { id: String(id) },
      headers: { 'x-product-name': 'kiosk' },
      body: { members_changes_subscription: { url: 'https://hooks.kiosk.com/', paused: false } },
    });
    await workWebhooks(world);
    const [{ member, member_changes }] = receiver.posts.flat() as any;
    expect([member.email, member.properties]).toEqual(['v1-8@a.no', {}]);
    expect(Object.keys(member_changes)).not.toContain('properties.last_name');
    expect(Object.keys(member_changes)).toContain('email');
  });

  it('of members with the longest ids go out, too', async () => {
    await subscribe(world);
    await streamed(world, [versionRecord(world, Number.MAX_SAFE_INTEGER, 1, 1)]);
    await workWebhooks(world);
    expect(members()).toEqual([Number.MAX_SAFE_INTEGER]);
  });

  it('leave with their subscription', async () => {
    const id = await subscribe(world, { paused: true });
    await streamed(world, created(20));
    await call(world, 'webhooks.destroy', { path: { id: String(id) } });
    await workWebhooks(world);
    const left = await webhookItems(world);
    expect(left).toEqual([]);
    expect(receiver.posts).toEqual([]);
  });
});

describe('a receiver that fails', () => {
  it('gets smaller batches, until the event that it cannot take is alone', async () => {
    await subscribe(world);
    receiver.answer = (events) => (events.some(({ member }) => member.id === 8 * 30) ? broken : taken);
    await streamed(
      world,
      Array.from({ length: 60 }, (_, n) => versionRecord(world, 8 * (n + 1), 1, n + 1)),
    );
    await streamed(world, [versionRecord(world, 8 * 30, 2, 90)]);
    for (let n = 0; n < 20; n += 1) await sweepAfter(world, 60);
    const failed = receiver.posts.filter((events) => events.some(({ member }) => member.id === 240));
    expect(failed.map((events) => events.length)).toContain(1);
    const others = members().filter((member) => member !== 240);
    expect(new Set(others).size).toBe(59);
    receiver.answer = () => taken;
    receiver.posts.length = 0;
    await sweepAfter(world, 4 * 60 * 60);
    expect(receiver.posts.flat().map(({ event }) => event.id.split('-').at(-1))).toEqual(['30', '90']);
  });

  it('is probed once in a while, and delays no other one', async () => {
    const down = await subscribe(world, { contact: 'it@example.com' });
    const well = await subscribe(world, { url: 'https://well.receiver.com/' });
    receiver.answer = (_, url) => (url.includes('well') ? taken : broken);
    await streamed(world, created(16));
    await workWebhooks(world);
    expect(new Set(ids().filter((id) => id.startsWith(`${well}-`))).size).toBe(16);
    for (let n = 0; n < 3; n += 1) await sweepAfter(world, 60);
    expect(world.counts).toEqual({ WebhookBreakersOpened: 1 });
    expect(world.outbox.mails).toMatchObject([{ to: 'it@example.com', tags: { webhook: String(down) } }]);
    expect(world.outbox.mails[0]?.text).toContain('it answered 503');
    receiver.posts.length = 0;
    for (let n = 0; n < 4; n += 1) await sweepAfter(world, 15 * 60);
    expect(receiver.posts.length).toBeLessThanOrEqual(2 * 4);
    expect(world.outbox.mails).toHaveLength(1);
    receiver.posts.length = 0;
    receiver.answer = () => taken;
    await sweepAfter(world, 15 * 60);
    await sweepAfter(world, 4 * 60 * 60);
    expect(new Set(ids().filter((id) => id.startsWith(`${down}-`))).size).toBe(16);
  });

  it('loses what it refuses, and what it did not take for twenty days', async () => {
    await subscribe(world);
    receiver.answer = () => ({ status: 400, body: 'no', isCut: false });
    await streamed(world, created(1));
    await workWebhooks(world);
    receiver.answer = () => broken;
    await streamed(world, created(1, 2));
    await workWebhooks(world);
    receiver.posts.length = 0;
    receiver.answer = () => taken;
    await sweepAfter(world, 20 * DAY + 60 * 60);
    await sweepAfter(world, 60);
    expect(members()).toEqual([]);
    const log = await webhookItems(world);
    expect(log.filter((item) => item.includes('webhook-queued'))).toEqual([]);
    expect(log.filter((item) => /"(dropped|expired)"/.test(item))).toHaveLength(2);
  });
});
