import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { Sending, SendingState } from '#shared/domain/messaging/sending.ts';
import { isAborted } from '#shared/domain/messaging/sending-execution.ts';
import type { Db } from '../table/db.ts';
import {
  dueShard,
  MESSAGE_SENDINGS_PREFIX,
  messageSendingKey,
  openRecipientsKey,
  recipientsKey,
  sendingKey,
} from '../table/messaging-keys.ts';
import { pack, unpack } from '../table/packed.ts';
import { addedLater, anyOf, itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { unchangedCondition, type Versioned, type VersionedChange } from '../table/versioned.ts';
import { closingWrites } from './closed-cursors.ts';

/** A schedule is only these attributes, so that a transaction that changes it stays one (architecture §9). */
const dueAttributes = ({ id, next_at }: SendingState) =>
  next_at === null ? {} : { due_shard: dueShard(id), due_at: next_at };

export const SENDING = itemType('sending', (club: string, sending: SendingState, version: number) => ({
  ...sendingKey(club, sending.id),
  ...dueAttributes(sending),
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
  exclusions: addedLater(sending.exclusions),
  sms_parts: addedLater(sending.sms_parts),
  transmitted_at: sending.transmitted_at,
  frozen: addedLater(sending.snapshot),
  slices: addedLater(sending.preparationPartitions),
  lanes: addedLater(sending.transmissionPartitions),
  created_at: sending.created_at,
  updated_at: sending.updated_at,
}));

export const RECIPIENTS = itemType('recipients', (club: string, { id, recipients }: Sending) => ({
  ...recipientsKey(club, id),
  recipients: pack(recipients),
}));

/** In a partition of the club, so that the erasure of a member finds whose recipients may name it. */
export const OPEN_RECIPIENTS = itemType('open-recipients', (club: string, sending: number) => ({
  ...openRecipientsKey(club, sending),
  sending,
}));

const MESSAGE_SENDING = itemType('message-sending', (club: string, { id, message_id }: Sending) => ({
  ...messageSendingKey(club, message_id, id),
  id,
}));

const SENDING_AND_RECIPIENTS = anyOf(SENDING, RECIPIENTS);

const fromItem = (item: Stored<typeof SENDING>): SendingState => {
  const { pk, sk, kind, v, version, club, due_shard, due_at, frozen, slices, lanes, ...sending } = item;
  return {
    ...sending,
    exclusions: sending.exclusions ?? null,
    sms_parts: sending.sms_parts ?? null,
    next_at: due_at ?? null,
    snapshot: frozen ?? null,
    preparationPartitions: slices ?? [],
    transmissionPartitions: lanes ?? [],
  };
};

/** Sendings by id without their recipients; missing ones are left out. */
export const findSendingStates = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<readonly Versioned<SendingState>[]> => {
  const items = await SENDING.findAll(
    db,
    ids.map((id) => sendingKey(club, id)),
  );
  return items.map((item) => ({ entity: fromItem(item), version: item.version }));
};

/** A sending by id without its recipients. */
export const findSendingState = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<SendingState> | undefined> => (await findSendingStates(db, club, [id]))[0];

/** The recipients that a sending names; no request changes them once it is prepared. */
export const findRecipients = async (
  db: Db,
  club: string,
  id: number,
): Promise<readonly RecipientPayload[]> => {
  const item = await RECIPIENTS.find(db, recipientsKey(club, id));
  return item ? unpack(item.recipients) : [];
};

/** A sending with its recipients. Whether its message is still there is another question. */
export const findSending = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<Sending> | undefined> => {
  const items = await SENDING_AND_RECIPIENTS.findAll(db, [sendingKey(club, id), recipientsKey(club, id)]);
  const state = items.find((item) => item.kind === 'sending');
  const list = items.find((item) => item.kind === 'recipients');
  if (!state) return undefined;
  const recipients = list ? unpack(list.recipients) : [];
  return { entity: { ...fromItem(state), recipients }, version: state.version };
};

const recipientsWrites = (db: Db, club: string, sending: Sending): readonly TransactWrite[] => {
  const { id } = sending;
  return sending.recipients.length === 0
    ? [recipientsKey(club, id), openRecipientsKey(club, id)].map((Key) => ({
        write: { Delete: { TableName: db.table, Key: { ...Key } } },
      }))
    : [RECIPIENTS.item(club, sending), OPEN_RECIPIENTS.item(club, id)].map((Item) => ({
        write: { Put: { TableName: db.table, Item } },
      }));
};

const messageSendingWrite = (db: Db, club: string, sending: Sending): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: MESSAGE_SENDING.item(club, sending) } },
});

/**
 * The write of a sending without its recipients; its check fails when it has changed since it was read. An aborted one closes
 * its cursors, too: no batch in progress can commit afterwards.
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
        Item: SENDING.item(club, after, (seen?.version ?? 0) + 1),
        ...unchangedCondition(seen),
      },
    },
    checkName: 'stale',
  },
  ...(seen && isAborted(after) ? closingWrites(db, club, seen.entity) : []),
];

/** The writes of a new or changed sending; their check fails when it has changed since it was read. */
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
    ...(sameRecipients ? [] : recipientsWrites(db, club, after)),
    ...(seen ? [] : [messageSendingWrite(db, club, after)]),
  ];
};

/** Ids of all sendings that a message ever had, in order. */
export async function* readSendingIds(db: Db, club: string, message: number): AsyncGenerator<number> {
  const { pk } = messageSendingKey(club, message, 0);
  for await (const { id } of MESSAGE_SENDING.partition(db, pk, MESSAGE_SENDINGS_PREFIX)) yield id;
}
