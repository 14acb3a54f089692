import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { memberDispatchKey, nonMemberDispatchKey } from '#shared/data/messaging/dispatch-keys.ts';
import { dispatchItem } from '#shared/data/messaging/sending-dispatches.ts';
import { sendingKey } from '#shared/data/table/messaging-keys.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { call } from '../../support/api.ts';
import {
  bulk,
  createMessage,
  createSending,
  messagePayload,
  putItem,
  SENDING_CLUB,
  toMembers,
} from '../../support/messaging.ts';
import { type MeteredDb, meteredDb } from '../../support/meter.ts';
import { recounted } from '../../support/recount.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let db: MeteredDb;
beforeAll(async () => {
  const { club, client } = await createWorld(SENDING_CLUB);
  db = await meteredDb();
  world = worldOf(db, club, client);
});

type Query = Record<string, string>;

const ask = async (id: string, records: string, query: Query, path: Query = {}) => {
  db.reset();
  const { status, body } = await call(world, id, { query, path });
  expect(status).toBe(200);
  const ids = body[records].map((one: { id: number }) => one.id);
  return { ids, body, queries: db.read().byOperation['QueryCommand'] };
};

/** Pages by cursor, and the same by number. */
const walk = async (id: string, records: string, perPage: number, path: Query = {}) => {
  const byCursor: number[][] = [];
  const byNumber: number[][] = [];
  const per_page = String(perPage);
  let next: Query | undefined = {};
  while (next) {
    const page = await ask(id, records, { per_page, ...next }, path);
    byCursor.push(page.ids);
    const page_no = String(byCursor.length);
    byNumber.push((await ask(id, records, { per_page, page_no }, path)).ids);
    next = page.body.next_cursor && { cursor: page.body.next_cursor };
  }
  expect(byNumber).toEqual(byCursor);
  return byCursor;
};

describe('a page of messages', () => {
  it('is the same before and after the club is counted, and then costs one query beside that of the length', async () => {
    const created = [];
    for (let n = 0; n < 5; n += 1) created.push((await createMessage(world)).id);
    const before = await walk('messages.list', 'messages', 2);
    expect(before).toEqual([created.slice(0, 2), created.slice(2, 4), created.slice(4)]);
    expect(await recounted(world)).toMatchObject({ messages: 5 });
    expect(await walk('messages.list', 'messages', 2)).toEqual(before);
    const first = await ask('messages.list', 'messages', { per_page: '2' });
    expect(first).toMatchObject({
      queries: 2,
      body: { pagination_info: { total_count: 5, total_pages: 3 } },
    });
    const last = await ask('messages.list', 'messages', { per_page: '2', page_no: '3' });
    expect(last.body.pagination_info).toMatchObject({ total_count: 5, is_last_page: true });
  });

  it('has the exact number of all, moved with what is created and deleted', async () => {
    const operations = Array.from({ length: 3 }, () => ({
      type: 'create',
      entity: 'message',
      payload: messagePayload(),
    }));
    const { status, body } = await bulk(world, operations);
    expect([status, body]).toMatchObject([200, {}]);
    const all = (await ask('messages.list', 'messages', {})).ids;
    const [first, second, third] = all.map(String);
    const remove = (id = '') => call(world, 'messages.destroy', { path: { id } });
    // Two deletions of one message beside one of another.
    await Promise.all([remove(first), remove(second), remove(second), createMessage(world)]);
    await remove(third);
    const page = await ask('messages.list', 'messages', { per_page: '1' });
    expect(page.body.pagination_info.total_count).toBe(all.length - 2);
    expect(await recounted(world)).toMatchObject({ messages: all.length - 2, corrected_counts: 0 });
  });

  it.each([
    [
      'of another list',
      async () => (await ask('messages.list', 'messages', { per_page: '2' })).body.next_cursor,
    ],
    ['that is none', async () => 'x'],
  ])('refuses a cursor %s under its name', async (_, cursor) => {
    const reply = await call(world, 'messages.list', { query: { per_page: '1', cursor: await cursor() } });
    expect([reply.status, reply.body.details.cursor[0].error]).toEqual([422, 'invalid']);
    const both = await call(world, 'messages.list', { query: { page_no: '1', cursor: 'x' } });
    expect(both.body.details.page_no[0].error).toBe('attribute_cannot_be_present_with');
  });
});

describe('a page of dispatches', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const dispatch = (sending_id: number, id: number, more: Partial<Dispatch>): Dispatch => ({
    id,
    sending_id,
    ...memberDispatchKey(id),
    recipient_place: null,
    type: 'sms',
    member_id: id,
    msisdn: null,
    email: null,
    app_token: null,
    transmission_status: 'transmitted',
    delivery_status: 'pending',
    external_delivery_status: null,
    created_at: at,
    updated_at: at,
    scheduled_at: at,
    transmitted_at: at,
    delivered_at: null,
    cleaned_at: at,
    ...more,
  });

  /** Of the shards 0 and 1, and one who is no member. */
  const MEMBERS = [16, 32, 48, 64, 80, 17, 33, 49];
  const STRANGER = 7;

  it('costs one query where its partition has it, and is the one of its number', async () => {
    const message = await createMessage(world);
    const { id } = await createSending(world, message.id, toMembers(1));
    const all = [
      ...MEMBERS.map((member) => dispatch(id, member, {})),
      dispatch(id, STRANGER, { ...nonMemberDispatchKey('sms', '4740000011'), member_id: null }),
    ];
    for (const one of all) await putItem(db, dispatchItem(world.club.slug, one));
    const path = { id: String(id) };
    const uncounted = await walk('dispatches.list', 'dispatches', 2, path);
    expect(uncounted.flat()).toEqual(expect.arrayContaining([...MEMBERS, STRANGER]));
    await db.doc.send(
      new UpdateCommand({
        TableName: db.table,
        Key: sendingKey(world.club.slug, id),
        UpdateExpression: 'SET dispatches_count = :all, members_count = :members',
        ExpressionAttributeValues: { ':all': all.length, ':members': MEMBERS.length },
      }),
    );
    expect(await walk('dispatches.list', 'dispatches', 2, path)).toEqual(uncounted);
    const members = uncounted.flat().filter((one) => one !== STRANGER);
    const pages = await walk('dispatches.members', 'dispatch_members', 3, path);
    expect(pages).toEqual([members.slice(0, 3), members.slice(3, 6), members.slice(6)]);
    const first = await ask('dispatches.list', 'dispatches', { per_page: '2' }, path);
    expect(first).toMatchObject({ queries: 1, body: { pagination_info: { total_count: 9 } } });
    const cursor = first.body.next_cursor;
    expect((await ask('dispatches.list', 'dispatches', { per_page: '2', cursor }, path)).queries).toBe(1);
  });
});
