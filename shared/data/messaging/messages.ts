import type { Message, MessageChannel } from '#shared/domain/messaging/message.ts';
import type { Tally } from '#shared/domain/messaging/sending-status.ts';
import type { Service } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import { deletedMessageKey, messageKey, messagesPartition } from '../table/messaging-keys.ts';
import { type Item, readItem, readPartition } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';
import {
  nextVersion,
  unchangedCondition,
  type Versioned,
  type VersionedChange,
  versionOf,
} from '../table/versioned.ts';

const toItem = (message: Message, version: number): Item => ({
  kind: 'message',
  v: 1,
  version,
  id: message.id,
  name: message.name,
  shorten_urls: message.shorten_urls,
  track_in_shortener: message.track_in_shortener,
  service: message.service,
  campaign_id: message.campaign_id,
  channels: message.channels,
  tally: message.tally,
  latest_sending_id: message.latest_sending_id,
  deleted_at: message.deleted_at,
  created_at: message.created_at,
  updated_at: message.updated_at,
});

const fromItem = (item: Item): Message => ({
  id: Number(item['id']),
  name: String(item['name']),
  shorten_urls: item['shorten_urls'] === true,
  track_in_shortener: item['track_in_shortener'] === true,
  service: item['service'] as Service | null,
  campaign_id: item['campaign_id'] as number | null,
  channels: item['channels'] as MessageChannel[],
  tally: item['tally'] as Tally,
  latest_sending_id: item['latest_sending_id'] as number | null,
  deleted_at: item['deleted_at'] as string | null,
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at']),
});

/** @returns nothing for a message that never was or is deleted */
export const findMessage = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<Message> | undefined> => {
  const item = await readItem(db, messageKey(club, id));
  return item && { entity: fromItem(item), version: versionOf(item) };
};

/** Every message of the club by id, without templates and sendings. */
export async function* readMessages(db: Db, club: string): AsyncGenerator<Message> {
  for await (const item of readPartition(db, messagesPartition(club))) yield fromItem(item);
}

/** Refused when the message is not as it was seen any more. */
export const messageUnchangedCheck = (db: Db, club: string, seen: Versioned<Message>): TransactWrite => ({
  write: {
    ConditionCheck: {
      TableName: db.table,
      Key: messageKey(club, seen.entity.id),
      ...unchangedCondition(seen),
    },
  },
  refusal: 'stale',
});

/** A deleted message leaves the list and stays on record. */
const deletion = (db: Db, club: string, change: VersionedChange<Message>): readonly TransactWrite[] => [
  {
    write: {
      Delete: {
        TableName: db.table,
        Key: messageKey(club, change.after.id),
        ...unchangedCondition(change.seen),
      },
    },
    refusal: 'stale',
  },
  {
    write: {
      Put: {
        TableName: db.table,
        Item: { ...deletedMessageKey(club, change.after.id), ...toItem(change.after, nextVersion(change)) },
      },
    },
  },
];

/** The writes of a changed message; refused when it is not as it was seen any more. */
export const messageWrites = (
  db: Db,
  club: string,
  change: VersionedChange<Message>,
): readonly TransactWrite[] => {
  if (change.after.deleted_at !== null) return deletion(db, club, change);
  const item = { ...messageKey(club, change.after.id), ...toItem(change.after, nextVersion(change)) };
  return [
    {
      write: { Put: { TableName: db.table, Item: item, ...unchangedCondition(change.seen) } },
      refusal: 'stale',
    },
  ];
};
