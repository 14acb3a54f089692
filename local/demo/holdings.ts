import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from '#shared/data/members/member-item.ts';
import type { Db } from '#shared/data/table/db.ts';
import { MEMBER_SHARDS, memberKey, memberShard } from '#shared/data/table/keys.ts';
import { TABLE } from '#shared/data/table/table-shape.ts';
import type { Member } from '#shared/domain/members/member.ts';

const idOf = (pk: unknown): number => Number(String(pk).split('#').at(-1));

/** Every member of a club whose canonical e-mail starts so, read from the table itself. */
export const membersHeld = async (db: Db, club: string, prefix: string): Promise<Member[]> => {
  const { name, partitionKey, sortKey } = TABLE.indexes.byEmail;
  const ids: number[] = [];
  for (let shard = 0; shard < MEMBER_SHARDS; shard += 1) {
    const pages = paginateQuery(
      { client: db.doc },
      {
        TableName: db.table,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND begins_with(#email, :prefix)',
        ExpressionAttributeNames: { '#shard': partitionKey, '#email': sortKey },
        ExpressionAttributeValues: { ':shard': memberShard(club, shard), ':prefix': prefix },
      },
    );
    for await (const page of pages) ids.push(...(page.Items ?? []).map((item) => idOf(item['pk'])));
  }
  const items = await MEMBER_OR_TOMBSTONE.findAll(
    db,
    ids.map((id) => memberKey(club, id)),
  );
  return items.flatMap((item) => memberFromItem(item) ?? []);
};
