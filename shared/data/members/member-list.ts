import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Member } from '#shared/domain/members/member.ts';
import {
  filterIdentifiers,
  type MemberFilters,
  matchesFilters,
} from '#shared/domain/members/member-filters.ts';
import type { Db } from '../table/db.ts';
import { memberIdOf, memberKey, memberShards } from '../table/keys.ts';
import { findListLength } from '../table/list-counts.ts';
import type { Item } from '../table/read.ts';
import { send } from '../table/send.ts';
import { TABLE } from '../table/table-shape.ts';
import { readClaims } from './claims.ts';
import { type IdPage, idPageOf, readAllIds, readIdPage } from './member-blocks.ts';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from './member-item.ts';

/** Members in order of their ids, which are handed out in order of arrival: the older first. */
interface MemberQuery {
  readonly club: string;
  /** Only these, as far as they exist. */
  readonly ids?: readonly number[] | undefined;
  readonly filters: MemberFilters;
  readonly perPage: number;
  /** From 1. */
  readonly page: number;
  /** The page begins behind this id, whatever its number. */
  readonly after?: number | undefined;
}

interface MemberPage {
  /** Members of the whole list. */
  readonly total: number;
  readonly members: readonly Member[];
  /** The id behind which the next page begins; nothing on the last one. */
  readonly nextAfter: number | undefined;
}

type IdentifierIndex = (typeof TABLE.indexes)['byEmail' | 'byMsisdn'];

/** The ids of one shard of an index. 1 MB a page: some 8,000 entries. */
const idsOfShard = async (db: Db, index: IdentifierIndex, shard: string): Promise<number[]> => {
  const ids: number[] = [];
  let from: Item | undefined;
  do {
    const page = await send(
      db,
      new QueryCommand({
        TableName: db.table,
        IndexName: index.name,
        KeyConditionExpression: '#shard = :shard',
        ExpressionAttributeNames: { '#shard': index.partitionKey },
        ExpressionAttributeValues: { ':shard': shard },
        ProjectionExpression: TABLE.partitionKey,
        ExclusiveStartKey: from,
      }),
    );
    for (const item of page.Items ?? []) ids.push(memberIdOf(String(item[TABLE.partitionKey])));
    from = page.LastEvaluatedKey;
  } while (from);
  return ids;
};

const ascending = (ids: Iterable<number>): number[] => [...new Set(ids)].sort((a, b) => a - b);

/** The parts in which the ids of a club are in both indexes. Every member has an entry in one index at least. */
const searchesOf = (db: Db, club: string): (() => Promise<number[]>)[] => {
  const { byEmail, byMsisdn } = TABLE.indexes;
  return [byEmail, byMsisdn].flatMap((index) =>
    memberShards(club).map((shard) => () => idsOfShard(db, index, shard)),
  );
};

/** The same of a club whose members have not been counted. */
const idsByIndexes = async (db: Db, club: string): Promise<number[]> =>
  ascending((await Promise.all(searchesOf(db, club).map((search) => search()))).flat());

/** The ids of all members, part by part, some of them twice; eventually consistent. */
export async function* readIndexedIds(db: Db, club: string): AsyncGenerator<readonly number[]> {
  for (const search of searchesOf(db, club)) yield await search();
}

/** Members by id, strongly consistent, in order of their ids; missing and removed ones are left out. */
export const readMembers = async (db: Db, club: string, ids: readonly number[]): Promise<Member[]> => {
  const items = await MEMBER_OR_TOMBSTONE.findAll(
    db,
    ids.map((id) => memberKey(club, id)),
  );
  return items.flatMap((item) => memberFromItem(item) ?? []).sort((a, b) => a.id - b.id);
};

/** Which of these members are removed, strongly consistent. @param ids of members that were there */
export const findRemoved = async (
  db: Db,
  club: string,
  ids: readonly number[],
): Promise<ReadonlySet<number>> => {
  const items = await MEMBER_OR_TOMBSTONE.findKinds(
    db,
    ids.map((id) => memberKey(club, id)),
  );
  const there = new Set(items.filter(({ kind }) => kind === 'member').map(({ pk }) => memberIdOf(pk)));
  return new Set(ids.filter((id) => !there.has(id)));
};

/** Members read side by side: ten calls. More would only wait for each other, and hold more in memory. */
const WINDOW = 1000;

async function* membersOf(db: Db, club: string, ids: readonly number[]): AsyncGenerator<Member> {
  for (let at = 0; at < ids.length; at += WINDOW) {
    yield* await readMembers(db, club, ids.slice(at, at + WINDOW));
  }
}

/** The ids that an identifier filter leaves: their claims name them, without a search. */
const idsByClaim = async (db: Db, { club, filters }: MemberQuery): Promise<number[] | undefined> => {
  const wanted = filterIdentifiers(filters);
  if (!wanted) return undefined;
  return [...(await readClaims(db, club, wanted)).values()].map(({ owner }) => owner);
};

const isMarked = async (db: Db, club: string): Promise<boolean> =>
  (await findListLength(db, club, 'members')) !== undefined;

/** Ids of all members of a club; blocks and indexes may lag behind a write. */
const listMemberIds = async (db: Db, club: string): Promise<number[]> =>
  (await isMarked(db, club)) ? readAllIds(db, club) : idsByIndexes(db, club);

interface IdsOfPage extends IdPage {
  readonly total: number;
}

/** Of a club that has been counted the cost of a page does not depend on how many members there are. */
const readIdsOfPage = async (db: Db, { club, perPage, page, after }: MemberQuery): Promise<IdsOfPage> => {
  const range = { after: after ?? 0, skip: after === undefined ? (page - 1) * perPage : 0, limit: perPage };
  const [length, found] = await Promise.all([
    findListLength(db, club, 'members'),
    readIdPage(db, club, range),
  ]);
  if (length === undefined) {
    const all = await idsByIndexes(db, club);
    return { ...idPageOf(all, range), total: all.length };
  }
  if (after !== undefined) return { ...found, total: length };
  // What was read is newer than the sum.
  const seen = found.skipped + found.ids.length;
  return { ...found, total: found.hasMore ? Math.max(length, seen + 1) : seen };
};

const readPage = async (db: Db, query: MemberQuery): Promise<MemberPage> => {
  const { ids, total, hasMore } = await readIdsOfPage(db, query);
  return {
    total,
    members: await readMembers(db, query.club, ids),
    nextAfter: hasMore ? ids.at(-1) : undefined,
  };
};

/** One page and the exact number of all: only the page is read, unless a filter asks what members hold. */
export const findMemberPage = async (db: Db, query: MemberQuery): Promise<MemberPage> => {
  const { club, filters, perPage, page, after } = query;
  const given = (await idsByClaim(db, query)) ?? query.ids;
  if (!given && filters.size === 0) return readPage(db, query);
  const wanted = query.ids && new Set(query.ids);
  const ids = given ? ascending(given) : await listMemberIds(db, club);
  const found: Member[] = [];
  const first = (page - 1) * perPage;
  let total = 0;
  for await (const member of membersOf(db, club, wanted ? ids.filter((id) => wanted.has(id)) : ids)) {
    if (!matchesFilters(member, filters)) continue;
    const isBehind = after === undefined ? total >= first : member.id > after;
    if (isBehind && found.length <= perPage) found.push(member);
    total += 1;
  }
  const members = found.slice(0, perPage);
  return { total, members, nextAfter: found.length > perPage ? members.at(-1)?.id : undefined };
};
