import { findAudiences } from '#shared/data/messaging/audiences.ts';
import { dispatched, dispatchTo } from '../../support/dispatched.ts';
import { askSecondPage, type Example, type Examples } from '../../support/documented-keys.ts';
import { createMessage, getSending, SENDING_CLUB, toMembers } from '../../support/messaging.ts';
import { createWorld, type World } from '../../support/world.ts';
import { LATER, MESSAGES, SENDINGS, type Stored, smsMessage, storedPayloads } from './messaging-payloads.ts';

/** A sending with the conditions of its audience, which no reply shows. */
const sendingState = async (world: World, id: number | undefined): Promise<unknown> => {
  if (id === undefined) return undefined;
  const sending = await getSending(world, id);
  const audiences = await findAudiences(world.db, world.club.slug, [sending.audience_id ?? 0]);
  return [sending, audiences.map(({ entity }) => entity.conditions)];
};

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
};

type Payload = (stored: Stored) => object;

const createdMessage =
  (payload: Payload): Example =>
  async (ask) => {
    const stored = await storedPayloads();
    const { body } = await ask(stored.world, { body: { message: payload(stored) } });
    return sendingState(stored.world, body.message?.latest_sending?.id);
  };

const updatedMessage =
  (payload: Payload): Example =>
  async (ask) => {
    const stored = await storedPayloads();
    const path = { id: String((await createMessage(stored.world)).id) };
    await ask(stored.world, { path, body: { message: payload(stored) } });
  };

const createdSending =
  (payload: Payload): Example =>
  async (ask) => {
    const stored = await storedPayloads();
    const path = { id: String((await createMessage(stored.world)).id) };
    const { body } = await ask(stored.world, { path, body: { sending: payload(stored) } });
    return sendingState(stored.world, body.sending?.id);
  };

/** Another one than the payloads ask for. */
const OLD = { schedule: { type: 'relative', in: '9 hours' }, ...toMembers(9) };

const createdOld = async ({ world }: Stored): Promise<number> => {
  const { latest_sending } = await createMessage(world, { sending: OLD });
  return latest_sending.id;
};

const updatedSending =
  (payload: Payload): Example =>
  async (ask) => {
    const stored = await storedPayloads();
    const id = await createdOld(stored);
    await ask(stored.world, { path: { id: String(id) }, body: { sending: payload(stored) } });
    return sendingState(stored.world, id);
  };

const operated =
  (operation: (stored: Stored) => Promise<object>): Example =>
  async (ask) => {
    const stored = await storedPayloads();
    const { body } = await ask(stored.world, { body: { operations: [await operation(stored)] } });
    const reply = body.results?.[0].response.body;
    return sendingState(stored.world, reply?.sending?.id ?? reply?.message?.latest_sending?.id);
  };

const OPERATIONS = [
  ...MESSAGES.flatMap((payload) => [
    operated(async (stored) => ({ type: 'create', entity: 'message', payload: payload(stored) })),
    operated(async (stored) => ({
      type: 'update',
      entity: 'message',
      params: { id: (await createMessage(stored.world)).id },
      payload: payload(stored),
    })),
  ]),
  ...SENDINGS.flatMap((payload) => [
    operated(async (stored) => ({
      type: 'create',
      entity: 'message',
      payload: { ...smsMessage, sending: payload(stored) },
    })),
    operated(async (stored) => ({
      type: 'create',
      entity: 'sending',
      params: { message_id: (await createMessage(stored.world)).id },
      payload: payload(stored),
    })),
    operated(async (stored) => ({
      type: 'update',
      entity: 'sending',
      params: { id: await createdOld(stored) },
      payload: payload(stored),
    })),
  ]),
];

/** A club with messages of two campaigns. */
const campaigns = once(async () => {
  const world = await createWorld(SENDING_CLUB);
  for (const campaign_id of [5, 6]) await createMessage(world, { service: 'campaigns', campaign_id });
  await createMessage(world, { sending: { schedule: LATER, ...toMembers(7) } });
  return world;
});

const listed =
  (query: Record<string, string>): Example =>
  async (ask) => {
    await ask(await campaigns(), { query });
  };

/** A sending with two dispatches that have nothing in common. */
const dispatchedSending = once(async () => {
  const { world } = await storedPayloads();
  const { latest_sending } = await createMessage(world, {
    sending: { schedule: LATER, ...toMembers(7, 8) },
  });
  const sending_id = latest_sending.id;
  const other = {
    transmission_status: 'failed',
    delivery_status: 'failed',
    email: 'eve@example.com',
    msisdn: null,
    app_token: 'device-1',
  } as const;
  await dispatched(world, dispatchTo(7, 101, { sending_id }), { body: 'Hi' });
  await dispatched(world, dispatchTo(8, 102, { sending_id, ...other }), { body: 'Hi' });
  return { world, id: String(sending_id) };
});

const ofSending =
  (query: Record<string, string>): Example =>
  async (ask) => {
    const { world, id } = await dispatchedSending();
    await ask(world, { path: { id }, query });
  };

/** @param list of the dispatches of a sending */
const secondOfSending =
  (list: string): Example =>
  async (ask) => {
    const { world, id } = await dispatchedSending();
    await askSecondPage(ask, list, world, { id });
  };

const PAGE = { per_page: '1', page_no: '2' };

export const MESSAGING_EXAMPLES: Examples = {
  'messages.create': [
    ...MESSAGES.map(createdMessage),
    ...SENDINGS.map((payload) => createdMessage((stored) => ({ ...smsMessage, sending: payload(stored) }))),
  ],
  'messages.update': MESSAGES.map(updatedMessage),
  'sendings.create': SENDINGS.map(createdSending),
  'sendings.update': SENDINGS.map(updatedSending),
  'messages.bulks': OPERATIONS,
  'messages.list': [
    listed(PAGE),
    listed({ service: 'campaigns' }),
    listed({ campaign_id: '5' }),
    listed({ sendings_status: 'scheduled' }),
    async (ask) => askSecondPage(ask, 'messages.list', await campaigns()),
  ],
  'dispatches.list': [
    ...[
      PAGE,
      { transmission_status: 'failed' },
      { delivery_status: 'pending' },
      { member_id: '7' },
      { msisdn: '4740485124' },
      { email: 'eve@example.com' },
      { app_token: 'device-1' },
    ].map(ofSending),
    secondOfSending('dispatches.list'),
  ],
  'dispatches.members': [ofSending(PAGE), secondOfSending('dispatches.members')],
};
