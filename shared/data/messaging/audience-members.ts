import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import type { Db } from '../table/db.ts';
import { memberIdOf, memberShards } from '../table/keys.ts';
import { send } from '../table/send.ts';
import { TABLE } from '../table/table-shape.ts';

const { byEmail, byMsisdn } = TABLE.indexes;
const INDEXES = { email: byEmail, msisdn: byMsisdn } as const satisfies Record<Identifier, unknown>;

interface IndexedMember {
  readonly id: number;
  /** The identifier by which it was found. */
  readonly value: string;
}

/**
 * Members of one shard that have an identifier, in order of it. The index lags: a new member may be missing.
 * @param after the last identifier that is known; empty = from the beginning
 * @returns at most `limit` of them, and whether that was all
 */
export const readShard = async (
  db: Db,
  club: string,
  { identifier, shard, after }: { identifier: Identifier; shard: number; after: string },
  limit: number,
): Promise<{ readonly members: readonly IndexedMember[]; readonly isLast: boolean }> => {
  const index = INDEXES[identifier];
  const from = after === '' ? {} : { ':after': after };
  const { Items = [], LastEvaluatedKey } = await send(
    db,
    new QueryCommand({
      TableName: db.table,
      IndexName: index.name,
      KeyConditionExpression: `#shard = :shard${after === '' ? '' : ' AND #value > :after'}`,
      ExpressionAttributeNames: { '#shard': index.partitionKey, '#value': index.sortKey },
      ExpressionAttributeValues: { ':shard': memberShards(club)[shard], ...from },
      ProjectionExpression: `${TABLE.partitionKey}, #value`,
      Limit: limit,
    }),
  );
  const members = Items.map((item) => ({
    id: memberIdOf(String(item[TABLE.partitionKey])),
    value: String(item[index.sortKey]),
  }));
  return { members, isLast: LastEvaluatedKey === undefined };
};
