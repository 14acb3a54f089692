import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { beforeAll, describe, expect, it } from 'vitest';
import { dispatchContentItem, storeContents } from '#shared/data/messaging/dispatch-contents.ts';
import {
  deviceDispatchKey,
  memberDispatchKey,
  nonMemberDispatchKey,
} from '#shared/data/messaging/dispatch-keys.ts';
import { dispatchItem } from '#shared/data/messaging/sending-dispatches.ts';
import { sendingKey } from '#shared/data/table/messaging-keys.ts';
import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { call } from '../../support/api.ts';
import { storedClient } from '../../support/clients.ts';
import {
  createMessage,
  createSending,
  getMessage,
  getSending,
  moveTo,
  putItem,
  SENDING_CLUB,
  toMembers,
} from '../../support/messaging.ts';
import { createWorld, type World, worldOf } from '../../support/world.ts';

let world: World;
let message: any;
beforeAll(async () => {
  world = await createWorld(SENDING_CLUB);
  message = await createMessage(world);
});

const update = (id: number, sending: unknown) =>
  call(world, 'sendings.update', { path: { id: String(id) }, body: { sending } });
const cancel = (id: number) => call(world, 'sendings.cancel', { path: { id: String(id) } });
const stored = async (id: number) =>
  (
    await world.db.doc.send(
      new GetCommand({ TableName: world.db.table, Key: sendingKey(world.club.slug, id) }),
    )
  ).Item as any;

describe('POST messages/:message_id/sendings', () => {
  it('answers the documented model and keeps recipients in their documented form', async () => {
    const sending = await createSending(world, message.id, {
      schedule: { type: 'relative', in: '15 minutes', unknown: 1 },
      recipients: [
        { member_id: 150, msisdn: 'ignored', properties: { first_name: 'Piotr' } },
        { msisdn: '+47 404 85 124', email: 'Ann@Example.com', unknown: 1 },
      ],
    });
    expect(sending).toMatchObject({
      message_id: message.id,
      status: 'scheduled',
      draft: false,
      priority: null,
      audience_id: null,
      scheduled_with: { type: 'relative', in: '15 minutes' },
      transmitted_at: null,
      dispatches_count: null,
      recipients: [
        { member_id: 150, msisdn: null, email: null, app_token: null, properties: { first_name: 'Piotr' } },
        {
          member_id: null,
          msisdn: '4740485124',
          email: 'Ann@Example.com',
          app_token: null,
          properties: {},
        },
      ],
    });
    expect(Date.parse(sending.scheduled_at) - Date.parse(sending.created_at)).toBe(15 * 60_000);
    expect(await getSending(world, sending.id)).toEqual(sending);
  });

  it('is found by the index of scheduled work five minutes ahead, exactly while it is scheduled', async () => {
    const { id, scheduled_at } = await createSending(world, message.id, {
      ...toMembers(1),
      schedule: { type: 'relative', in: '1 hour' },
    });
    const { due_shard, due_at } = await stored(id);
    expect(due_shard).toMatch(/^DUE#\d+$/);
    expect(Date.parse(scheduled_at) - Date.parse(due_at)).toBe(5 * 60_000);
    await update(id, { draft: true });
    expect(await stored(id)).not.toHaveProperty('due_at');
    await update(id, { draft: false });
    expect(await stored(id)).toHaveProperty('due_at');
  });

  it('is a draft without a schedule, or when it says so', async () => {
    expect(await createSending(world, message.id, toMembers(1))).toMatchObject({
      status: 'draft',
      scheduled_at: null,
      scheduled_with: null,
    });
    expect(
      await createSending(world, message.id, {
        ...toMembers(1),
        draft: true,
        schedule: { type: 'immediate' },
      }),
    ).toMatchObject({ status: 'draft', scheduled_at: null, scheduled_with: { type: 'immediate' } });
  });

  it('answers 404 for an unknown message before it looks at values', async () => {
    const { status, body } = await call(world, 'sendings.create', {
      path: { id: '999999999' },
      body: { sending: 'nonsense' },
    });
    expect([status, body]).toEqual([404, { error: 'Message not found' }]);
  });

  it('needs a permit of its own for a priority', async () => {
    const client = await storedClient(world.db, {
      clubs: [world.club.slug],
      permits: ['Messages:Api:Sendings:Create', 'Messages:Api:Messages:Create'],
    });
    const limited = worldOf(world.db, world.club, client);
    const path = { id: String(message.id) };
    const body = { sending: { ...toMembers(1), priority: 3 } };
    expect((await call(limited, 'sendings.create', { path, body })).status).toBe(403);
    expect((await call(world, 'sendings.create', { path, body })).body.sending.priority).toBe(3);
  });
});

describe('PUT messages/sendings/:id', () => {
  it('removes with null and replaces recipients as a whole', async () => {
    const { id } = await createSending(world, message.id, {
      ...toMembers(1, 2),
      schedule: { type: 'immediate' },
      priority: 4,
    });
    const { body } = await update(id, { schedule: null, priority: null, recipients: [{ member_id: 3 }] });
    expect(body.sending).toMatchObject({ status: 'draft', scheduled_with: null, priority: null });
    expect(body.sending.recipients.map(({ member_id }: any) => member_id)).toEqual([3]);
    expect(await getSending(world, id)).toEqual(body.sending);
  });

  it('must still have a recipient after merging', async () => {
    const { id } = await createSending(world, message.id, toMembers(1));
    const refused = await update(id, { recipients: [] });
    expect(refused.body.details.sending.base[0].error).toBe('sending_must_have_audience_or_recipients');
    const conditions = [{ condition_group: 'member', field: 'id', operator: 'exists' }];
    const replaced = await update(id, { recipients: [], audience: { type: 'inline', conditions } });
    expect(replaced.body.sending).toMatchObject({ audience_id: expect.any(Number), recipients: [] });
    expect((await update(id, { audience: null })).status).toBe(422);
    expect((await getSending(world, id)).audience_id).toBe(replaced.body.sending.audience_id);
  });

  it('keeps its time unless the update brings a schedule or ends a draft', async () => {
    const { id, scheduled_at } = await createSending(world, message.id, {
      ...toMembers(1),
      schedule: { type: 'relative', in: '1 hour' },
    });
    world.clock.ahead += 60;
    expect((await update(id, { priority: 2 })).body.sending.scheduled_at).toBe(scheduled_at);
    await update(id, { draft: true });
    const again = (await update(id, { draft: false })).body.sending;
    expect(again.status).toBe('scheduled');
    expect(Date.parse(again.scheduled_at)).toBeGreaterThanOrEqual(Date.parse(scheduled_at) + 60_000);
  });

  it('does not schedule a draft for a time that has passed', async () => {
    const at = new Date(world.runtime.now().getTime() + 60_000).toISOString();
    const { id } = await createSending(world, message.id, {
      ...toMembers(1),
      draft: true,
      schedule: { type: 'absolute', at },
    });
    world.clock.ahead += 120;
    const refused = await update(id, { draft: false });
    expect(refused.body.details.sending.schedule.at[0].error).toBe('must_be_in_the_future');
  });

  it.each([
    'preparing',
    'prepared',
    'transmitting',
    'transmitted',
    'skipped',
    'cancelled',
    'failed',
  ] as const)('answers 405 once it is %s, whatever is sent', async (status) => {
    const { id } = await createSending(world, message.id, toMembers(1));
    await moveTo(world, id, status);
    expect(await update(id, { recipients: 'nonsense' })).toMatchObject({
      status: 405,
      body: { error: 'Sending is not editable' },
    });
  });
});

describe('PUT messages/sendings/:id/cancel', () => {
  it.each(['preparing', 'prepared', 'transmitting'] as const)(
    'stops a sending that is %s',
    async (status) => {
      const own = await createMessage(world, {
        sending: { ...toMembers(1), schedule: { type: 'immediate' } },
      });
      await moveTo(world, own.latest_sending.id, status);
      const answer = await cancel(own.latest_sending.id);
      expect([answer.status, answer.body.sending.status]).toEqual([200, 'cancelled']);
      expect(await getMessage(world, own.id)).toMatchObject({
        sendings_status: 'finished',
        sendings_count: 1,
      });
      expect((await cancel(own.latest_sending.id)).status).toBe(405);
    },
  );

  it.each(['draft', 'scheduled', 'transmitted', 'skipped', 'cancelled', 'failed'] as const)(
    'answers 405 when it is %s',
    async (status) => {
      const { id } = await createSending(world, message.id, toMembers(1));
      await moveTo(world, id, status);
      expect(await cancel(id)).toMatchObject({ status: 405, body: { error: 'Sending is not cancellable' } });
    },
  );
});

describe('dispatches of a sending', () => {
  const at = '2026-01-01T00:00:00.000Z';
  const dispatch = (sending_id: number, id: number, overrides: Partial<Dispatch> = {}): Dispatch => ({
    id,
    sending_id,
    ...memberDispatchKey(id),
    recipient_place: null,
    type: 'sms',
    member_id: id,
    msisdn: `474000000${id}`,
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
    cleaned_at: null,
    ...overrides,
  });
  let sending: any;
  const list = async (query: Record<string, string> = {}) =>
    (await call(world, 'dispatches.list', { path: { id: String(sending.id) }, query })).body;

  beforeAll(async () => {
    sending = await createSending(world, message.id, toMembers(1, 2, 3));
    const dispatches = [
      dispatch(sending.id, 1, { delivery_status: 'delivered', delivered_at: at }),
      dispatch(sending.id, 2, { transmission_status: 'failed', email: 'Ann@Example.com' }),
      dispatch(sending.id, 10, {
        ...deviceDispatchKey(1, 'token-1'),
        member_id: 1,
        msisdn: null,
        type: 'push',
        app_token: 'token-1',
      }),
      dispatch(sending.id, 11, {
        ...nonMemberDispatchKey('sms', '4740000011'),
        member_id: null,
        msisdn: null,
        cleaned_at: at,
      }),
      dispatch(sending.id, 3, { ...memberDispatchKey(17), member_id: 17 }),
    ];
    for (const one of dispatches) {
      await putItem(world.db, dispatchItem(world.club.slug, one));
      if (one.cleaned_at !== null) continue;
      const content = { body: `Hi ${one.id}` };
      const { slug } = world.club;
      // Earlier releases kept the texts of members beside the dispatch.
      if (one.id === 1)
        await putItem(world.db, dispatchContentItem(dispatchRefOf(slug, one), content, '', at));
      else
        await storeContents(world.db, slug, [{ dispatch: one, content, address: '', inHistory: true }], at);
    }
  });

  it('are listed partition by partition with what was rendered, until they are cleaned', async () => {
    const { dispatches, pagination_info } = await list();
    expect(dispatches.map(({ id, content }: any) => [id, content])).toEqual([
      [1, { body: 'Hi 1' }],
      [10, { body: 'Hi 10' }],
      [3, { body: 'Hi 3' }],
      [2, { body: 'Hi 2' }],
      [11, {}],
    ]);
    expect(pagination_info).toMatchObject({ total_count: 5, is_last_page: true });
  });

  it.each([
    [{ transmission_status: 'failed' }, [2]],
    [{ delivery_status: 'delivered' }, [1]],
    [{ member_id: '1' }, [1, 10]],
    [{ msisdn: '+47 4000000 2' }, [2]],
    [{ email: 'ann@example.com' }, [2]],
    [{ app_token: 'token-1' }, [10]],
    [{ member_id: '1', delivery_status: 'pending' }, [10]],
    [{ per_page: '2', page_no: '2' }, [3, 2]],
  ])('are filtered by %o', async (query, ids) => {
    expect((await list(query as Record<string, string>)).dispatches.map(({ id }: any) => id)).toEqual(ids);
  });

  it('are refused with the tree when a filter is wrong', async () => {
    const { status, body } = await call(world, 'dispatches.list', {
      path: { id: String(sending.id) },
      query: { transmission_status: 'sent', msisdn: 'x' },
    });
    expect(status).toBe(422);
    expect(body.details).toMatchObject({
      transmission_status: [{ error: 'inclusion' }],
      msisdn: [{ error: 'invalid_msisdn' }],
    });
  });

  it('tell each member once, with all devices', async () => {
    const { body } = await call(world, 'dispatches.members', { path: { id: String(sending.id) } });
    expect(body.dispatch_members).toEqual([
      { id: 1, type: 'sms', msisdn: '4740000001', email: null, app_tokens: ['token-1'] },
      { id: 17, type: 'sms', msisdn: '4740000003', email: null, app_tokens: [] },
      { id: 2, type: 'sms', msisdn: '4740000002', email: 'Ann@Example.com', app_tokens: [] },
    ]);
    expect(body.pagination_info.total_count).toBe(3);
  });

  it('belong to a sending that exists', async () => {
    for (const id of ['dispatches.list', 'dispatches.members']) {
      const { status, body } = await call(world, id, { path: { id: '999999999' } });
      expect([status, body]).toEqual([404, { error: 'Sending not found' }]);
    }
  });
});
