import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { dispatchKey, memberKey } from '#shared/data/table/keys.ts';
import { type ApiAnswer, call } from './api.ts';
import type { ClubOverrides } from './clubs.ts';
import { TEST_TABLE } from './db.ts';
import { drain } from './deliver.ts';
import { imageOf, type RawItem, streamRecord, streamTo } from './stream.ts';
import { createWorld, type World } from './world.ts';

const text = (en: string, no: string) => ({ en, no });

/** A club that sends everything, in English and Norwegian. */
export const SENDING_CLUB = {
  channels: {
    sms: { sender_type: 'alphanumeric', sender_value: 'Test Mall' },
    email: { from_name: 'Test Mall', from_email: 'mall@example.com' },
  },
  messages: {
    welcome_sms: {
      default: { body: text('Welcome {{ member.first_name }}', 'Velkommen {{ member.first_name }}') },
      'android-app': { body: text('Welcome to the app', 'Velkommen til appen') },
    },
    welcome_email: {
      default: {
        subject: text('Welcome {{ member.first_name }}', 'Velkommen {{ member.first_name }}'),
        body: text(
          '<p>{{ member.first_name }} {{ member.id }}</p><a href="{{ verification_url }}">v</a><a href="{{ unsubscribe_url }}">u</a>',
          '<p>Hei {{ member.first_name }}</p><a href="{{ verification_url }}">v</a><a href="{{ unsubscribe_url }}">u</a>',
        ),
      },
    },
    opt_out_sms: { default: { body: text('Bye {{ member.first_name }}', 'Ha det {{ member.first_name }}') } },
    opt_out_email: {
      default: {
        subject: text('Bye', 'Ha det'),
        body: text('<p>Bye {{ member.first_name }}</p>', '<p>Ha det</p>'),
      },
    },
  },
} as const satisfies ClubOverrides;

export const mailingWorld = (overrides: ClubOverrides = {}): Promise<World> =>
  createWorld({ ...SENDING_CLUB, ...overrides });

export const ANN = {
  email: 'Ann@Example.com',
  msisdn: '4740485124',
  first_name: 'Ann',
  last_name: 'N',
  language: 'en',
};

export const createAnn = async (world: World, body: object = {}, headers: Record<string, string> = {}) => {
  const { properties = {}, ...rest } = body as { properties?: object };
  const reply = await call(world, 'members.create', {
    body: { properties: { ...ANN, ...properties }, ...rest },
    headers,
  });
  if (reply.status !== 200) throw new Error(JSON.stringify(reply.body));
  return reply.body.id as number;
};

/** The member's item as the stream would show it. */
export const memberImage = (world: World, id: number): Promise<RawItem | undefined> =>
  imageOf(memberKey(world.club.slug, id));

export const changeEvent = (before: RawItem | undefined, after: RawItem | undefined, sequence = '1') => ({
  Records: [streamRecord(before, after, sequence)],
});

export const runOutbox = (world: World, { Records }: ReturnType<typeof changeEvent>) =>
  streamTo(world, 'workers.outbox', Records);

/** Tells the outbox of a change since `before`; @returns how many messages it queued */
export const committed = async (world: World, id: number, before?: RawItem): Promise<number> => {
  const queued = world.deliveries.sent.length;
  await runOutbox(world, changeEvent(before, await memberImage(world, id)));
  return world.deliveries.sent.length - queued;
};

/** Works the delivery queue until it is empty. */
export const deliverAll = (world: World): Promise<void> =>
  drain(world, world.deliveries.sent.splice(0), { worker: 'workers.deliver' });

/** The member is born, and its messages are out. */
export const welcomed = async (world: World, body: object = {}, headers: Record<string, string> = {}) => {
  const id = await createAnn(world, body, headers);
  await committed(world, id);
  await deliverAll(world);
  return id;
};

/** The member changes itself, as its session allows, and its messages are out. */
export const changedByMember = async (
  world: World,
  id: number,
  bearer: string,
  properties: object,
): Promise<ApiAnswer> => {
  const before = await memberImage(world, id);
  const answer = await call(world, 'me.update', { bearer, body: { properties } });
  await committed(world, id, before);
  await deliverAll(world);
  return answer;
};

/** Asks for a reset mail and has it sent; @returns the token in it, or nothing when none came */
export const resetToken = async (world: World, email = 'ann@example.com'): Promise<string | undefined> => {
  const before = world.outbox.mails.length;
  await call(world, 'members.send-password-reset-token', { path: { email } });
  await deliverAll(world);
  return world.outbox.mails
    .slice(before)[0]
    ?.html.match(/reset_password\/[a-z0-9-]+\.\d+\.([0-9a-f]{64})/)?.[1];
};

/** The link of the newest mail, or of the newest to an address. */
export const linkIn = (world: World, page: string, address?: string): string =>
  world.outbox.mails
    .findLast(({ to }) => address === undefined || to.toLowerCase() === address.toLowerCase())
    ?.html.match(new RegExp(`/${page}/([A-Za-z0-9._-]+)`))?.[1] ?? '';

export const dispatchOf = async (world: World, id: number, event: string, channel: string) => {
  const key = dispatchKey(world.club.slug, id, event, channel);
  const plain = await world.db.doc.send(
    new GetCommand({ TableName: TEST_TABLE, Key: key, ConsistentRead: true }),
  );
  return plain.Item;
};

/** Replaces a member as its destruction does; @returns its last image */
export const destroyed = async (
  world: World,
  id: number,
  optOut: readonly string[],
): Promise<RawItem | undefined> => {
  const before = await memberImage(world, id);
  await world.db.doc.send(
    new PutCommand({
      TableName: TEST_TABLE,
      Item: {
        ...memberKey(world.club.slug, id),
        kind: 'tombstone',
        id,
        club: world.club.slug,
        deleted_at: new Date().toISOString(),
        opt_out: optOut,
      },
    }),
  );
  return before;
};
