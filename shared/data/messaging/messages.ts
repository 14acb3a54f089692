import type { Message } from '#shared/domain/messaging/message.ts';
import type { Db } from '../table/db.ts';
import type { Key } from '../table/keys.ts';
import { countWrite } from '../table/list-counts.ts';
import { deletedMessageKey, messageKey, messagesPartition } from '../table/messaging-keys.ts';
import { readRange } from '../table/read.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { nextVersion, unchangedCondition, type Versioned, type VersionedChange } from '../table/versioned.ts';

const MESSAGE = itemType('message', (key: Key, message: Message, version: number) => ({
  ...key,
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
}));

const fromItem = ({ pk, sk, kind, v, version, ...message }: Stored<typeof MESSAGE>): Message => message;

/** @returns nothing for a message that never was or is deleted */
export const findMessage = async (
  db: Db,
  club: string,
  id: number,
): Promise<Versioned<Message> | undefined> => {
  const item = await MESSAGE.find(db, messageKey(club, id));
  return item && { entity: fromItem(item), version: item.version };
};

/** Every message of the club by id, without templates and sendings. */
export async function* readMessages(db: Db, club: string): AsyncGenerator<Message> {
  for await (const item of MESSAGE.partition(db, messagesPartition(club))) yield fromItem(item);
}

/** A part of the messages of a club, by id. */
interface MessageRange {
  /** Ids above this one. */
  readonly after: number;
  readonly limit: number;
}

/** One query for a page: what it costs does not depend on how many messages there are. */
export const readMessageRange = async (
  db: Db,
  club: string,
  { after, limit }: MessageRange,
): Promise<readonly Message[]> => {
  const { pk, sk } = messageKey(club, after);
  const items = await readRange(db, { pk, after: sk, limit });
  return items.map((item) => fromItem(MESSAGE.from(item)));
};

/** Fails when the message has changed since it was read. */
export const messageUnchangedCheck = (db: Db, club: string, seen: Versioned<Message>): TransactWrite => ({
  write: {
    ConditionCheck: {
      TableName: db.table,
      Key: messageKey(club, seen.entity.id),
      ...unchangedCondition(seen),
    },
  },
  checkName: 'stale',
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
    checkName: 'stale',
  },
  {
    write: {
      Put: {
        TableName: db.table,
        Item: MESSAGE.item(deletedMessageKey(club, change.after.id), change.after, nextVersion(change)),
      },
    },
  },
];

/** Moves the length of the list by what these changes add to it and take from it. */
export const messageCountWrites = (
  db: Db,
  club: string,
  changes: readonly VersionedChange<Message>[],
): readonly TransactWrite[] => {
  const listed = changes.map(
    ({ seen, after }) => Number(after.deleted_at === null) - Number(seen !== undefined),
  );
  return countWrite(
    db,
    club,
    'messages',
    listed.reduce((sum, by) => sum + by, 0),
  );
};

/** The writes of a changed message; their check fails when it has changed since it was read. */
export const messageWrites = (
  db: Db,
  club: string,
  change: VersionedChange<Message>,
): readonly TransactWrite[] => {
  if (change.after.deleted_at !== null) return deletion(db, club, change);
  const item = MESSAGE.item(messageKey(club, change.after.id), change.after, nextVersion(change));
  return [
    {
      write: { Put: { TableName: db.table, Item: item, ...unchangedCondition(change.seen) } },
      checkName: 'stale',
    },
  ];
};
