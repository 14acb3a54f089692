import { PutCommand, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '#shared/data/table/db.ts';
import { sendingKey } from '#shared/data/table/messaging-keys.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import { type ApiAnswer, call } from './api.ts';
import type { ClubOverrides } from './clubs.ts';
import type { World } from './world.ts';

/** A club that can send on every channel. */
export const SENDING_CLUB: ClubOverrides = {
  channels: {
    sms: { sender_type: 'alphanumeric', sender_value: 'Infinity' },
    email: { from_name: 'Infinity', from_email: 'infinity-mall@example.com' },
    push: { android_app_id: 'no.bstcm.loyaltyapp.infinity_mall', ios_app_id: '1231452117' },
  },
};

export const inline = (definition: unknown) => ({ type: 'inline', definition });

export const smsChannel = (body = 'Hi {{first_name}}!') => ({
  type: 'sms',
  template: inline({ type: 'plain', content: { body } }),
});

export const messagePayload = (overrides: object = {}) => ({
  name: 'My message',
  channels: [smsChannel()],
  ...overrides,
});

export const toMembers = (...ids: number[]) => ({ recipients: ids.map((member_id) => ({ member_id })) });

const good = (answer: ApiAnswer): any => {
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body;
};

export const createMessage = async (world: World, overrides: object = {}): Promise<any> =>
  good(await call(world, 'messages.create', { body: { message: messagePayload(overrides) } })).message;

export const createSending = async (world: World, message: number, payload: object): Promise<any> =>
  good(
    await call(world, 'sendings.create', {
      path: { id: String(message) },
      body: { sending: payload },
    }),
  ).sending;

export const getMessage = async (world: World, id: number): Promise<any> =>
  good(await call(world, 'messages.get', { path: { id: String(id) } })).message;

export const getSending = async (world: World, id: number): Promise<any> =>
  good(await call(world, 'sendings.get', { path: { id: String(id) } })).sending;

export const bulk = (world: World, operations: unknown): Promise<ApiAnswer> =>
  call(world, 'messages.bulks', { body: { operations } });

/** Moves a stored sending as its execution would. */
export const moveTo = async ({ db, club }: World, id: number, status: SendingStatus): Promise<void> => {
  await db.doc.send(
    new UpdateCommand({
      TableName: db.table,
      Key: sendingKey(club.slug, id),
      UpdateExpression: 'SET #status = :status ADD #version :one REMOVE due_shard, due_at',
      ExpressionAttributeNames: { '#status': 'status', '#version': 'version' },
      ExpressionAttributeValues: { ':status': status, ':one': 1 },
    }),
  );
};

export const putItem = async (db: Db, item: Record<string, unknown>): Promise<void> => {
  await db.doc.send(new PutCommand({ TableName: db.table, Item: item }));
};

/** Every item of a club, to the byte, as text. */
export const everythingOf = async (db: Db, club: string): Promise<string[]> => {
  const lines: string[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await db.doc.send(
      new ScanCommand({ TableName: db.table, ConsistentRead: true, ExclusiveStartKey: from }),
    );
    for (const item of page.Items ?? []) {
      const pk = String(item['pk']);
      if (pk === `CLUB#${club}` || pk.startsWith(`CLUB#${club}#`)) {
        const entries = Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1));
        lines.push(JSON.stringify(entries, (_, value) => (value instanceof Set ? [...value].sort() : value)));
      }
    }
    from = page.LastEvaluatedKey;
  } while (from);
  return lines.sort();
};
