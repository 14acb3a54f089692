import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { messageKey } from '#shared/data/table/messaging-keys.ts';
import { database } from '#shared/ports/database.ts';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import {
  bulk,
  createMessage,
  everythingOf,
  getMessage,
  getSending,
  messagePayload,
  moveTo,
  SENDING_CLUB,
  toMembers,
} from '../../support/messaging.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
});

const rename = (id: number, name: unknown) => ({
  type: 'update',
  entity: 'message',
  params: { id },
  payload: { name },
});
const schedule = (id: number, payload: object) => ({
  type: 'update',
  entity: 'sending',
  params: { id },
  payload,
});
const send = (message_id: number, payload: object) => ({
  type: 'create',
  entity: 'sending',
  params: { message_id },
  payload,
});
const create = (payload: object) => ({ type: 'create', entity: 'message', payload });

describe('POST messages/bulks', () => {
  it("runs the reference's example request", async () => {
    const message = await createMessage(world, { sending: toMembers(1) });
    const sending = message.latest_sending.id;
    const { status, body } = await bulk(world, [
      rename(message.id, 'my name'),
      schedule(sending, { schedule: { type: 'immediate' } }),
      send(message.id, { recipients: [{ member_id: 13 }] }),
    ]);
    expect(status).toBe(200);
    expect(body.results).toHaveLength(3);
    expect(body.results[0]).toMatchObject({
      type: 'update',
      entity: 'message',
      params: { id: message.id },
      payload: { name: 'my name' },
      response: { status: 200, body: { message: { name: 'my name', sendings_count: 1 } } },
    });
    expect(body.results[1].response.body.sending).toMatchObject({ id: sending, status: 'scheduled' });
    expect(body.results[2].response.body.sending.recipients).toEqual([
      { member_id: 13, msisdn: null, email: null, app_token: null, properties: {} },
    ]);
    expect(await getMessage(world, message.id)).toMatchObject({
      name: 'my name',
      sendings_count: 2,
      sendings_status: 'scheduled',
      latest_sending: { id: body.results[2].response.body.sending.id, status: 'draft' },
    });
  });

  it('folds repeated changes of one record, each seeing those before it', async () => {
    const message = await createMessage(world, { sending: toMembers(1) });
    const sending = message.latest_sending.id;
    const { status, body } = await bulk(world, [
      rename(message.id, 'one'),
      { ...rename(message.id, 'two'), payload: { shorten_urls: false } },
      schedule(sending, { schedule: { type: 'relative', in: '1 day' } }),
      schedule(sending, { draft: true }),
      schedule(sending, { priority: 3 }),
      rename(message.id, 'three'),
    ]);
    expect(status).toBe(200);
    expect(body.results[1].response.body.message).toMatchObject({ name: 'one', shorten_urls: false });
    expect(body.results[3].response.body.sending).toMatchObject({ status: 'draft', scheduled_at: null });
    expect(body.results[5].response.body.message.sendings_status).toBe('draft');
    expect(await getMessage(world, message.id)).toMatchObject({ name: 'three', shorten_urls: false });
    expect(await getSending(world, sending)).toMatchObject({ priority: 3, draft: true, status: 'draft' });
  });

  it('accepts a payload in the wrapper of the single endpoint when that is its only key', async () => {
    const { status, body } = await bulk(world, [create({ message: messagePayload({ name: 'wrapped' }) })]);
    expect(status).toBe(200);
    expect(body.results[0].payload).toHaveProperty('message');
    expect(body.results[0].response.body.message.name).toBe('wrapped');
  });

  it('takes one block of ids, and no id twice', async () => {
    const { body } = await bulk(
      world,
      Array.from({ length: 10 }, () => create(messagePayload({ sending: toMembers(1) }))),
    );
    const ids = body.results.flatMap(({ response }: any) => {
      const { message } = response.body;
      return [message.id, message.latest_sending.id, message.channels[0].id, message.channels[0].template.id];
    });
    expect(new Set(ids).size).toBe(40);
    expect(Math.max(...ids) - Math.min(...ids)).toBe(39);
  });

  it.each(Array.from({ length: 10 }, (_, index) => index + 1))(
    'leaves the table byte for byte as it was when operation %i fails',
    async (position) => {
      const message = await createMessage(world, { sending: toMembers(1) });
      const before = await everythingOf(world.db, world.club.slug);
      const working = [
        rename(message.id, 'changed'),
        schedule(message.latest_sending.id, { schedule: { type: 'immediate' } }),
        send(message.id, toMembers(2)),
        create(messagePayload({ sending: { ...toMembers(3), schedule: { type: 'immediate' } } })),
        { ...rename(message.id, ''), payload: { channels: messagePayload().channels } },
        send(message.id, {
          audience: {
            type: 'inline',
            conditions: [{ condition_group: 'member', field: 'id', operator: 'exists' }],
          },
        }),
        rename(message.id, 'again'),
        schedule(message.latest_sending.id, { priority: 1 }),
        create(messagePayload()),
        rename(message.id, 'last'),
      ];
      working[position - 1] = rename(message.id, null);
      const { status, body } = await bulk(world, working);
      expect(status).toBe(470);
      expect(body.results).toHaveLength(position);
      expect(body.results.map(({ response }: any) => response.status)).toEqual([
        ...Array.from({ length: position - 1 }, () => 200),
        422,
      ]);
      expect(body.results.at(-1).response.body).toEqual({
        error: 'Invalid parameters',
        details: {
          message: { name: [{ value: null, error: 'presence', options: {}, message: 'must be present' }] },
        },
      });
      expect(await everythingOf(world.db, world.club.slug)).toEqual(before);
    },
    60_000,
  );

  it('answers each failure as the original endpoint would', async () => {
    const message = await createMessage(world, { sending: toMembers(1) });
    await moveTo(world, message.latest_sending.id, 'preparing');
    const first = async (operation: unknown) => (await bulk(world, [operation])).body.results[0].response;
    expect(await first(rename(999_999_999, 'x'))).toEqual({
      status: 404,
      body: { error: 'Message not found' },
    });
    expect(await first(schedule(999_999_999, {}))).toEqual({
      status: 404,
      body: { error: 'Sending not found' },
    });
    expect(await first(rename(-1, 'x'))).toMatchObject({ status: 404 });
    expect(await first(schedule(message.latest_sending.id, { draft: true }))).toEqual({
      status: 405,
      body: { error: 'Sending is not editable' },
    });
  });

  it('never finds a record that an earlier operation has only rehearsed', async () => {
    const { status, body } = await bulk(world, [create(messagePayload()), rename(-1, 'mine')]);
    expect(status).toBe(470);
    expect(body.results[1].response.status).toBe(404);
  });
});

describe('permits of operations', () => {
  const limited = async (...permits: string[]) => {
    const client = await storedClient(world.db, {
      clubs: [world.club.slug],
      permits: ['Messages:Api:Bulks:Process', ...permits],
    });
    return worldOf(world.db, world.club, client);
  };
  const cases = [
    ['Messages:Api:Messages:Create', () => create(messagePayload())],
    ['Messages:Api:Messages:Update', (message: any) => rename(message.id, 'x')],
    ['Messages:Api:Sendings:Create', (message: any) => send(message.id, toMembers(1))],
    ['Messages:Api:Sendings:Update', (message: any) => schedule(message.latest_sending.id, {})],
  ] as const;

  it.each(cases)(
    '%s opens its operation in a bulk, and Bulks:Process alone does not',
    async (permit, make) => {
      const message = await createMessage(world, { sending: toMembers(1) });
      const without = await bulk(await limited(), [make(message)]);
      expect(without.status).toBe(470);
      expect(without.body.results[0].response).toEqual({
        status: 403,
        body: { error: `Not authorized: ${permit} permit is required` },
      });
      expect((await bulk(await limited(permit), [make(message)])).status).toBe(200);
    },
  );

  it('asks for the permits of services and priorities as well', async () => {
    const all = cases.map(([permit]) => permit);
    const caller = await limited(...all);
    const campaign = await createMessage(world, {
      service: 'campaigns',
      campaign_id: 7,
      sending: toMembers(1),
    });
    const refused = async (operation: unknown) => (await bulk(caller, [operation])).body.results[0].response;
    const service = 'Not authorized: Messages:Api:Messages:UseService:Campaigns permit is required';
    expect((await refused(create(messagePayload({ service: 'campaigns' })))).body.error).toBe(service);
    expect((await refused(rename(campaign.id, 'x'))).body.error).toBe(service);
    expect((await refused(send(campaign.id, toMembers(1)))).body.error).toBe(service);
    const plain = await createMessage(world);
    expect((await refused(send(plain.id, { ...toMembers(1), priority: 2 }))).body.error).toBe(
      'Not authorized: Messages:Api:Sendings:SetPriority permit is required',
    );
  });
});

describe('the request of a bulk itself', () => {
  const tree = async (operations: unknown) => {
    const { status, body } = await bulk(world, operations);
    expect([status, body.error]).toEqual([422, 'Invalid parameters']);
    return body.details.operations;
  };

  it.each([
    [undefined, 'presence', {}],
    ['x', 'must_be_an_array', {}],
    [[1], 'must_be_an_array_of_objects', {}],
    [[], 'size_too_small', { number: 1 }],
    [Array.from({ length: 11 }, () => create(messagePayload())), 'size_too_large', { number: 10 }],
  ])('operations %# are refused with %s', async (operations, error, options) => {
    expect((await tree(operations))[0]).toMatchObject({ error, options });
  });

  it('names the operation and the key, and runs nothing', async () => {
    const before = await everythingOf(world.db, world.club.slug);
    expect(
      await tree([
        create(messagePayload()),
        { type: 'delete', entity: 'message', params: { id: 1 }, payload: {} },
        { type: 'update', entity: 'channel', params: { id: 1 }, payload: {} },
        { type: 'update', entity: 'sending', payload: 'x' },
        { type: 'create', entity: 'sending', params: { message_id: '80x' }, payload: {} },
      ]),
    ).toMatchObject({
      1: { type: [{ value: 'delete', error: 'inclusion', options: { in: ['create', 'update'] } }] },
      2: { entity: [{ error: 'inclusion', options: { in: ['message', 'sending'] } }] },
      3: { params: { id: [{ error: 'presence' }] }, payload: [{ error: 'must_be_an_object' }] },
      4: { params: { message_id: [{ error: 'not_an_integer' }] } },
    });
    expect(await everythingOf(world.db, world.club.slug)).toEqual(before);
  });

  it('must be an object', async () => {
    const { status, body } = await call(world, 'messages.bulks', { body: ['x'] });
    expect(status).toBe(422);
    expect(body.details).toEqual({
      base: [{ value: ['x'], error: 'must_be_an_object', options: {}, message: 'must be an object' }],
    });
  });
});

describe('races', () => {
  it('neither lose nor double the effects of bulks on the same message', async () => {
    const message = await createMessage(world);
    const answers = await Promise.all(
      Array.from({ length: 4 }, (_, index) =>
        bulk(world, [rename(message.id, `name ${index}`), send(message.id, toMembers(index + 1))]),
      ),
    );
    const done = answers.filter(({ status }) => status === 200).length;
    for (const { status } of answers) expect([200, 409, 503]).toContain(status);
    expect(done).toBeGreaterThan(0);
    const after = await getMessage(world, message.id);
    expect(after.sendings_count).toBe(done);
    expect(after.sendings_status).toBe('draft');
  });

  /** A world in which something happens between the reading and the writing of a request, each time. */
  const meddledWorld = (meddle: (round: number) => Promise<unknown>) => {
    const meddled = worldOf(world.db, world.club, world.client);
    let rounds = 0;
    const doc = {
      send: async (command: any) => {
        if (command.constructor.name === 'TransactWriteCommand') {
          rounds += 1;
          await meddle(rounds);
          meddled.enter();
        }
        return world.db.doc.send(command);
      },
    };
    meddled.runtime.provide(database, { ...world.db, doc } as never);
    return { world: meddled, rounds: () => rounds };
  };

  it('answers 405 for a sending that starts preparing between reading and writing', async () => {
    const message = await createMessage(world, {
      sending: { ...toMembers(1), schedule: { type: 'relative', in: '1 hour' } },
    });
    const id = message.latest_sending.id;
    const { world: meddled, rounds } = meddledWorld(() => moveTo(world, id, 'preparing'));
    const { status, body } = await bulk(meddled, [
      rename(message.id, 'changed'),
      schedule(id, { schedule: null }),
    ]);
    expect(rounds()).toBe(1);
    expect(status).toBe(470);
    expect(body.results[1].response).toEqual({ status: 405, body: { error: 'Sending is not editable' } });
    expect((await getMessage(world, message.id)).name).toBe('My message');
  });

  it('creates no sending of a message that is deleted between reading and writing', async () => {
    const message = await createMessage(world);
    const { world: meddled } = meddledWorld(() =>
      call(worldOf(world.db, world.club, world.client), 'messages.destroy', {
        path: { id: String(message.id) },
      }),
    );
    const { status, body } = await bulk(meddled, [send(message.id, toMembers(1))]);
    expect([status, body.results[0].response.status]).toEqual([470, 404]);
    const items = await everythingOf(world.db, world.club.slug);
    expect(items.filter((item) => item.includes(`MESSAGE#${message.id}"`))).toHaveLength(1);
  });

  it('changes no sending whose message is deleted between reading and writing', async () => {
    const message = await createMessage(world, { sending: toMembers(1) });
    const { world: meddled } = meddledWorld(async () => {
      const key = messageKey(world.club.slug, message.id);
      await world.db.doc.send(new DeleteCommand({ TableName: world.db.table, Key: key }));
    });
    const { status, body } = await bulk(meddled, [schedule(message.latest_sending.id, { priority: 2 })]);
    expect([status, body.results[0].response.status]).toEqual([470, 404]);
  });

  it('answers 409 when others are faster every time', async () => {
    const message = await createMessage(world);
    const { world: meddled, rounds } = meddledWorld((round) =>
      bulk(worldOf(world.db, world.club, world.client), [rename(message.id, `faster ${round}`)]),
    );
    const { status, headers } = await bulk(meddled, [rename(message.id, 'slower')]);
    expect([status, headers['x-error-code'], headers['retry-after']]).toEqual([409, 'conflict', '1']);
    expect((await getMessage(world, message.id)).name).toBe('faster 5');
    expect(rounds()).toBe(5);
  });
});
