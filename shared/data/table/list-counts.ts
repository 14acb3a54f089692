import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from './db.ts';
import { listCountKey } from './keys.ts';
import { type Item, readPartition } from './read.ts';
import { send, writeConditionally } from './send.ts';
import type { TransactWrite } from './transact.ts';

/**
 * How long the lists of a club are. The number moves in the transaction that changes the list, on one of a few items
 * (shards), so that writers seldom meet on one; their sum is the length. A club has been counted when its items say so:
 * since its creation, or since a recount. Before, the sum lacks the records of earlier releases.
 */
export type CountedList = keyof typeof SHARDS;

/** The stream's workers write members' blocks side by side; messages are created by hand. */
const SHARDS = { members: 8, messages: 1 } as const;

/** One of the numbers; `version` rises with each change. */
export interface CountShard {
  readonly shard: number;
  readonly n: number;
  readonly version: number;
}

interface ListCount {
  readonly shards: readonly CountShard[];
  readonly isCounted: boolean;
}

const shardsOf = (list: CountedList): number[] => Array.from({ length: SHARDS[list] }, (_, shard) => shard);

/** The shard in which the records of a place are counted. */
export const countShardOf = (list: CountedList, place: number): number => place % SHARDS[list];

/** @param place spreads the writers, for example the number of a block */
export const countWrite = (
  db: Db,
  club: string,
  list: CountedList,
  by: number,
  place = 0,
): readonly TransactWrite[] =>
  by === 0
    ? []
    : [
        {
          write: {
            Update: {
              TableName: db.table,
              Key: listCountKey(club, list, countShardOf(list, place)),
              UpdateExpression: 'ADD n :by, #version :one',
              ExpressionAttributeNames: { '#version': 'version' },
              ExpressionAttributeValues: { ':by': by, ':one': 1 },
            },
          },
        },
      ];

/** The numbers of a list, strongly consistent; shards that no writer has touched are 0. */
export const readListCount = async (db: Db, club: string, list: CountedList): Promise<ListCount> => {
  const items = new Map<string, Item>();
  for await (const item of readPartition(db, listCountKey(club, list, 0).pk))
    items.set(String(item['sk']), item);
  const shards = shardsOf(list).map((shard) => {
    const { n = 0, version = 0 } = items.get(listCountKey(club, list, shard).sk) ?? {};
    return { shard, n: Number(n), version: Number(version) };
  });
  return { shards, isCounted: [...items.values()].some((item) => item['counted_at'] !== undefined) };
};

/** The length of a list; nothing while the club has not been counted. */
export const findListLength = async (
  db: Db,
  club: string,
  list: CountedList,
): Promise<number | undefined> => {
  const { shards, isCounted } = await readListCount(db, club, list);
  return isCounted ? shards.reduce((sum, { n }) => sum + n, 0) : undefined;
};

const unchanged = ({ version }: CountShard) =>
  version === 0
    ? { condition: 'attribute_not_exists(#version)', values: {} }
    : { condition: '#version = :seen', values: { ':seen': version } };

/** Corrects a number. @returns false when it has moved since it was read */
export const correctCount = (
  db: Db,
  club: string,
  list: CountedList,
  seen: CountShard,
  n: number,
): Promise<boolean> => {
  const { condition, values } = unchanged(seen);
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: listCountKey(club, list, seen.shard),
      UpdateExpression: 'SET n = :n ADD #version :one',
      ConditionExpression: condition,
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':n': n, ':one': 1, ...values },
    }),
  );
};

/** From now on the sum is the length. */
export const markCounted = async (db: Db, club: string, list: CountedList, now: string): Promise<void> => {
  await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: listCountKey(club, list, 0),
      UpdateExpression: 'SET counted_at = :now',
      ExpressionAttributeValues: { ':now': now },
    }),
  );
};
