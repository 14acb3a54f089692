import type { Exclusions } from '#shared/domain/messaging/deliverability.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { Schedule } from '#shared/domain/messaging/schedule.ts';
import type { MessageSnapshot, Sending, SendingState } from '#shared/domain/messaging/sending.ts';
import { isAborted } from '#shared/domain/messaging/sending-execution.ts';
import type { SendingStatus } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import {
  dueShard,
  MESSAGE_SENDINGS_PREFIX,
  messageSendingKey,
  recipientsKey,
  sendingKey,
} from '../table/messaging-keys.ts';
import { packed, unpacked } from '../table/packed.ts';
import { type Item, readItem, readItems, readPartition } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';
import { unchangedCondition, type Versioned, type VersionedChange, versionOf } from '../table/versioned.ts';
import { closingWrites } from './sending-cursors.ts';

/** A schedule is only these attributes, so that a transaction that changes it stays one (architecture §9). */
const dueAttributes = ({ id, next_at }: SendingState): Item =>
  next_at === null ? {} : { due_shard: dueShard(id), due_at: next_at };

const toItem = (club: string, sending: SendingState, version: number): Item => ({
  ...sendingKey(club, sending.id),
  ...dueAttributes(sending),
  kind: 'sending',
  v: 1,
  version,
  id: sending.id,
  club,
  message_id: sending.message_id,
  status: sending.status,
  draft: sending.draft,
  priority: sending.priority,
  schedule: sending.schedule,
  scheduled_at: sending.scheduled_at,
  audience_id: sending.audience_id,
  recipients_count: sending.recipients_count,
  dispatches_count: sending.dispatches_count,
  members_count: sending.members_count,
  exclusions: sending.exclusions,
  sms_parts: sending.sms_parts,
  transmitted_at: sending.transmitted_at,
  frozen: sending.snapshot,
  slices: sending.preparationPartitions,
  lanes: sending.partitions,
  created_at: sending.created_at,
  updated_at: sending.updated_at,
});

const fromItem = (item: Item): SendingState => ({
  id: Number(item['id']),
  message_id: Number(item['message_id']),
  status: item['status'] as SendingStatus,
  draft: item['draft'] === true,
  priority: item['priority'] as number | null,
  schedule: item['schedule'] as Schedule | null,
  scheduled_at: item['scheduled_at'] as string | null,
  audience_id: item['audience_id'] as number | null,
  recipients_count: Number(item['recipients_count']),
  dispatches_count: item['dispatches_count'] as number | null,
  members_count: item['members_count'] as number | null,
  sms_parts: (item['sms_parts'] as number | null | undefined) ?? null,
  exclusions: (item['exclusions'] as Exclusions | null | undefined) ?? null,
  transmitted_at: item['transmitted_at'] as string | null,
  next_at: (item['due_at'] as string | undefined) ?? null,
  snapshot: (item['frozen'] as MessageSnapshot | null | undefined) ?? null,
  preparationPartitions: (item['slices'] as number[] | undefined) ?? [],
  partitions: (item['lanes'] as number[] | undefined) ?? [],
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at']),
});

/** Sendings by id without their recipients; missing ones are left out. */
export const findSendingStates = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<SendingState>[]> => {
  const items = await readItems(
    db,
    ids.map((id) => sendingKey(club, id)),
  );
  return items.map((item) => ({ entity: fromItem(item), version: versionOf(item) }));
};

/** A sending by id without its recipients. */
export const findSendingState = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<SendingState> | undefined> => (await findSendingStates(db, club, [id]))[0];

/** Those that a sending goes to by name; they stay as they are from the moment it is prepared. */
export const findRecipients = async (
  db: Db,
  club: string,
  id: number,
): Promise<readonly RecipientPayload[]> => {
  const item = await readItem(db, recipientsKey(club, id));
  return item ? (unpacked(item['recipients']) as RecipientPayload[]) : [];
};

/** A sending with its recipients. Whether its message is still there is another question. */
export const findSending = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<Sending> | undefined> => {
  const items = await readItems(db, [sendingKey(club, id), recipientsKey(club, id)]);
  const state = items.find((item) => item['kind'] === 'sending');
  const list = items.find((item) => item['kind'] === 'recipients');
  if (!state) return undefined;
  const recipients = list ? (unpacked(list['recipients']) as RecipientPayload[]) : [];
  return { entity: { ...fromItem(state), recipients }, version: versionOf(state) };
};

const recipientsStep = (db: Db, club: string, { id, recipients }: Sending): TransactWrite => {
  const key = recipientsKey(club, id);
  if (recipients.length === 0) return { write: { Delete: { TableName: db.table, Key: key } } };
  const item = { ...key, kind: 'recipients', v: 1, recipients: packed(recipients) };
  return { write: { Put: { TableName: db.table, Item: item } } };
};

const memberOfMessage = (db: Db, club: string, { id, message_id }: Sending): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: { ...messageSendingKey(club, message_id, id), kind: 'message-sending', v: 1, id },
    },
  },
});

/**
 * The write of a sending without its recipients; refused when it is not as it was seen any more. One whose
 * execution is broken off closes its cursors along with it: no step that is under way can commit afterwards.
 */
export const sendingStateWrites = (
  db: Db,
  club: string,
  { seen, after }: VersionedChange<SendingState>,
): readonly TransactWrite[] => [
  {
    write: {
      Put: {
        TableName: db.table,
        Item: toItem(club, after, (seen?.version ?? 0) + 1),
        ...unchangedCondition(seen),
      },
    },
    refusal: 'stale',
  },
  ...(seen && isAborted(after) ? closingWrites(db, club, seen.entity) : []),
];

/** The writes of a new or changed sending; refused when it is not as it was seen any more. */
export const sendingWrites = (
  db: Db,
  club: string,
  change: VersionedChange<Sending>,
): readonly TransactWrite[] => {
  const { seen, after } = change;
  const before = seen?.entity.recipients ?? [];
  const sameRecipients =
    before === after.recipients || (before.length === 0 && after.recipients.length === 0);
  return [
    ...sendingStateWrites(db, club, change),
    ...(sameRecipients ? [] : [recipientsStep(db, club, after)]),
    ...(seen ? [] : [memberOfMessage(db, club, after)]),
  ];
};

/** Ids of all sendings that a message ever had, in order. */
export async function* readSendingIds(db: Db, club: string, message: number): AsyncGenerator<number> {
  const { pk } = messageSendingKey(club, message, 0);
  for await (const item of readPartition(db, pk, MESSAGE_SENDINGS_PREFIX)) yield Number(item['id']);
}
