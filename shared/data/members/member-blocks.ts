import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import {
  BLOCK_IDS,
  blockNumberOf,
  EMPTY_BLOCK,
  idsIn,
  type MemberBlock,
  sameBlock,
} from '#shared/domain/members/member-block.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { pauses } from '#shared/retry.ts';
import type { Db } from '../table/db.ts';
import { memberBlockKey } from '../table/keys.ts';
import { countWrite } from '../table/list-counts.ts';
import type { Item } from '../table/read.ts';
import { send } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { transact } from '../table/transact.ts';
import { unchangedCondition } from '../table/versioned.ts';

const BLOCK = itemType('member-block', (club: string, block: number, ids: MemberBlock, version: number) => ({
  ...memberBlockKey(club, block),
  block,
  created: ids.created,
  removed: ids.removed,
  version,
}));

const blockFrom = ({ created, removed }: Stored<typeof BLOCK>): MemberBlock => ({ created, removed });

/** Few writers share a block, for long enough to be done one after the other. */
const PAUSES = { baseMs: 20, capMs: 500, attempts: 12 } as const;

/**
 * Changes a block on the version read, and the length of the list with it, all or nothing. Starts over while other
 * writers come in between.
 * @param change is given the block as it is; what it reads after that is not older than the block
 * @returns whether there was anything to change
 */
export const changeBlock = async (
  db: Db,
  club: string,
  block: number,
  change: (before: MemberBlock) => MemberBlock | Promise<MemberBlock>,
): Promise<boolean> => {
  const { sleep, random } = db.retryOptions();
  const pause = pauses({ ...PAUSES, sleep, random });
  for (;;) {
    const item = await BLOCK.find(db, memberBlockKey(club, block));
    const before = item ? blockFrom(item) : EMPTY_BLOCK;
    const after = await change(before);
    if (sameBlock(before, after)) return false;
    const by = idsIn(block, after).length - idsIn(block, before).length;
    const Item = BLOCK.item(club, block, after, (item?.version ?? 0) + 1);
    const seen = item && { entity: before, version: item.version };
    const failedChecks = await transact(db, [
      { write: { Put: { TableName: db.table, Item, ...unchangedCondition(seen) } }, checkName: 'stale' },
      ...countWrite(db, club, 'members', by, block),
    ]);
    if (failedChecks.length === 0) return true;
    if (!(await pause())) throw serviceUnavailable(new Error('The block of members kept changing'));
  }
};

interface NumberedBlock {
  readonly block: number;
  readonly ids: readonly number[];
}

/** Some more than fit into the megabyte that a query reads. */
const MOST_BLOCKS = 2000;

/**
 * The blocks of a club that ever had members, in order, strongly consistent.
 * @param from the number of the first one
 * @param expected how many the caller wants, at a guess: so many are read first, then twice as many a query
 */
export async function* readBlocks(
  db: Db,
  club: string,
  from: number,
  expected = MOST_BLOCKS,
): AsyncGenerator<NumberedBlock> {
  const { pk, sk } = memberBlockKey(club, from);
  let limit = expected;
  let start: Item | undefined;
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        KeyConditionExpression: 'pk = :pk AND sk >= :from',
        ExpressionAttributeValues: { ':pk': pk, ':from': sk },
        ConsistentRead: true,
        ExclusiveStartKey: start,
        Limit: Math.min(limit, MOST_BLOCKS),
      }),
    );
    const { Items = [] } = page;
    for (const item of Items.map(BLOCK.from))
      yield { block: item.block, ids: idsIn(item.block, blockFrom(item)) };
    start = page.LastEvaluatedKey;
    limit = Items.length < limit ? limit - Items.length : 2 * limit;
  } while (start);
}

/** A part of the members of a club in order of their ids. */
export interface IdRange {
  /** Ids above this one. */
  readonly after: number;
  /** So many of these are left out first. */
  readonly skip: number;
  readonly limit: number;
}

export interface IdPage {
  readonly ids: readonly number[];
  /** How many were left out: fewer than asked for when there are no more. */
  readonly skipped: number;
  readonly hasMore: boolean;
}

/** Every member of a club, in order. */
export const readAllIds = async (db: Db, club: string): Promise<number[]> => {
  const ids: number[] = [];
  for await (const block of readBlocks(db, club, 0)) for (const id of block.ids) ids.push(id);
  return ids;
};

/** @param ids in order; at least those with which the range begins, and one behind it if there is one */
export const idPageOf = (ids: readonly number[], { after, skip, limit }: IdRange): IdPage => {
  const behind = ids.filter((id) => id > after);
  const skipped = Math.min(behind.length, skip);
  const end = skipped + limit;
  return { ids: behind.slice(skipped, end), skipped, hasMore: behind.length > end };
};

/** Reads the blocks with which the range begins, and none behind it: what it costs does not depend on the club. */
export const readIdPage = async (db: Db, club: string, range: IdRange): Promise<IdPage> => {
  const { after, skip, limit } = range;
  const enough = skip + limit + 1;
  const ids: number[] = [];
  let skipped = 0;
  const expected = Math.ceil(enough / BLOCK_IDS) + 1;
  for await (const block of readBlocks(db, club, blockNumberOf(after + 1), expected)) {
    const behind = block.ids.filter((id) => id > after);
    if (ids.length === 0 && skipped + behind.length <= skip) skipped += behind.length;
    else ids.push(...behind);
    if (skipped + ids.length >= enough) break;
  }
  const page = idPageOf(ids, { ...range, skip: skip - skipped });
  return { ...page, skipped: skipped + page.skipped };
};
