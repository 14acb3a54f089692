import { changeBlock, readBlocks } from '#shared/data/members/member-blocks.ts';
import { MEMBER_OR_TOMBSTONE } from '#shared/data/members/member-item.ts';
import { readIndexedIds } from '#shared/data/members/member-list.ts';
import { readMessages } from '#shared/data/messaging/messages.ts';
import { findOpenRecipients, registerOpenRecipients } from '#shared/data/messaging/open-recipients.ts';
import { lastAllocatedId } from '#shared/data/table/counters.ts';
import type { Db } from '#shared/data/table/db.ts';
import { memberKey } from '#shared/data/table/keys.ts';
import {
  type CountedList,
  type CountShard,
  correctCount,
  countShardOf,
  findListLength,
  markCounted,
  readListCount,
} from '#shared/data/table/list-counts.ts';
import {
  BLOCK_IDS,
  blockNumberOf,
  correctBlock,
  firstIdOf,
  idsIn,
} from '#shared/domain/members/member-block.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import { existingClub } from './save-club.ts';

export interface Recount {
  readonly club: string;
  /** False where it was interrupted: it goes on with `next_id`. */
  readonly complete: boolean;
  readonly next_id: number;
  readonly last_id: number;
  /** Blocks of ids that were not as the members are. */
  readonly corrected_blocks: number;
  /** Counts that were not the sum of what they count. */
  readonly corrected_counts: number;
  /** Lengths of the lists, once it is complete. */
  readonly members?: number | undefined;
  readonly messages?: number | undefined;
}

interface RecountParams {
  readonly slug: string;
  /** Ids below it are left as they are: an earlier run has corrected them. */
  readonly fromId: number;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Called after every block. */
  report(soFar: Recount): void;
}

/** Of so many blocks every id is looked up: their members may be too new for an index, which lags behind a write. */
const NEWEST_BLOCKS = 2;

interface BlockToCount {
  readonly block: number;
  /** Ids that may be members, beside those that the block has. */
  readonly candidates: readonly number[];
}

const idsOfBlock = (block: number): number[] =>
  Array.from({ length: BLOCK_IDS }, (_, at) => firstIdOf(block) + at);

/**
 * The blocks in which members may be, in order: those of the ids in the indexes, the newest ones, and those that are
 * recorded. A club hands out ids that no row of a bulk uses, and a restore brings ids of any size: the range of the ids
 * says nothing about how many members there are.
 */
const blocksToCount = async (
  db: Db,
  club: string,
  from: number,
  last: number,
): Promise<readonly BlockToCount[]> => {
  const blocks = new Map<number, number[]>();
  const candidatesOf = (block: number): number[] => {
    const known = blocks.get(block) ?? [];
    blocks.set(block, known);
    return known;
  };
  for await (const { block } of readBlocks(db, club, from)) candidatesOf(block);
  for await (const ids of readIndexedIds(db, club))
    for (const id of ids) candidatesOf(blockNumberOf(id)).push(id);
  for (let block = Math.max(0, last - NEWEST_BLOCKS + 1); block <= last; block += 1)
    blocks.set(block, idsOfBlock(block));
  return [...blocks]
    .map(([block, candidates]) => ({ block, candidates }))
    .filter(({ block }) => block >= from)
    .sort((a, b) => a.block - b.block);
};

const presentIds = async (db: Db, club: string, ids: Iterable<number>): Promise<number[]> => {
  const items = await MEMBER_OR_TOMBSTONE.findAll(
    db,
    [...new Set(ids)].map((id) => memberKey(club, id)),
  );
  return items.filter(({ kind }) => kind === 'member').map(({ id }) => id);
};

/** The members are read behind the block: what changes later comes as a change of the stream, or changes the block. */
const recountBlock = (db: Db, club: string, { block, candidates }: BlockToCount): Promise<boolean> =>
  changeBlock(db, club, block, async (before) =>
    correctBlock(before, await presentIds(db, club, [...candidates, ...idsIn(block, before)])),
  );

const COUNT: { readonly [L in CountedList]: (db: Db, club: string) => AsyncGenerator<number> } = {
  async *members(db, club) {
    for await (const { block, ids } of readBlocks(db, club, 0)) for (const _ of ids) yield block;
  },
  async *messages(db, club) {
    for await (const _ of readMessages(db, club)) yield 0;
  },
};

/** Half a minute: beside an import some number moves in most moments. */
const COUNT_ATTEMPTS = 30;

/**
 * Compares the numbers of a list with what they count. A number that moves meanwhile is not corrected but counted again:
 * it moves together with what it counts.
 * @returns how many were corrected
 */
const correctCounts = (db: Db, club: string, list: CountedList): Promise<number> => {
  const right = new Set<number>();
  let corrected = 0;
  const attempt = async (): Promise<number | typeof CONFLICT> => {
    const { shards } = await readListCount(db, club, list);
    const sums = new Map<number, number>();
    for await (const place of COUNT[list](db, club)) {
      const shard = countShardOf(list, place);
      sums.set(shard, (sums.get(shard) ?? 0) + 1);
    }
    const compare = async (seen: CountShard): Promise<void> => {
      const sum = sums.get(seen.shard) ?? 0;
      const isWrong = seen.n !== sum;
      if (isWrong && !(await correctCount(db, club, list, seen, sum))) return;
      right.add(seen.shard);
      corrected += Number(isWrong);
    };
    await Promise.all(shards.filter(({ shard }) => !right.has(shard)).map(compare));
    return right.size < shards.length ? CONFLICT : corrected;
  };
  return retryOnConflict(db.retryOptions(), attempt, { attempts: COUNT_ATTEMPTS });
};

/**
 * Makes the blocks and counts of a club what its members and messages are, beside everything else, and registers the
 * recipients of open sendings. It may be interrupted and repeated. The club then counts as counted.
 * @throws OperationRefused `club_unknown`
 */
export const recountClub = async (
  db: Db,
  { slug, fromId, now, signal, report }: RecountParams,
): Promise<Recount> => {
  await existingClub(db, slug);
  const last_id = await lastAllocatedId(db, slug, 'members');
  let corrected_blocks = 0;
  const soFar = (next_id: number): Recount => ({
    club: slug,
    complete: false,
    next_id,
    last_id,
    corrected_blocks,
    corrected_counts: 0,
  });
  for (const one of await blocksToCount(db, slug, blockNumberOf(fromId), blockNumberOf(last_id))) {
    if (signal.aborted) return soFar(firstIdOf(one.block));
    corrected_blocks += Number(await recountBlock(db, slug, one));
    report(soFar(firstIdOf(one.block + 1)));
  }
  for await (const sending of findOpenRecipients(db, slug)) await registerOpenRecipients(db, slug, sending);
  const members = await correctCounts(db, slug, 'members');
  const messages = await correctCounts(db, slug, 'messages');
  for (const list of ['members', 'messages'] as const) await markCounted(db, slug, list, now.toISOString());
  return {
    ...soFar(last_id + 1),
    complete: true,
    corrected_counts: members + messages,
    members: await findListLength(db, slug, 'members'),
    messages: await findListLength(db, slug, 'messages'),
  };
};
