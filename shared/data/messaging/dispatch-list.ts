import { type ListPart, partOf } from '#shared/domain/common-values/pagination.ts';
import { type Dispatch, type DispatchMember, dispatchMembers } from '#shared/domain/messaging/dispatch.ts';
import type { Db } from '../table/db.ts';
import { dispatchPartition, SENDING_DISPATCHES_PREFIX, SENDING_PARTITIONS } from '../table/messaging-keys.ts';
import { readRange } from '../table/read.ts';
import { type DispatchKey, memberDispatchKey } from './dispatch-keys.ts';
import { DISPATCH, dispatchFromItem, readDispatches } from './sending-dispatches.ts';

interface PageQuery {
  readonly club: string;
  readonly sending: number;
  /** How many records the list has, where that is known without reading them; the page then costs what it shows. */
  readonly length: number | null;
  readonly perPage: number;
  /** From 1. */
  readonly page: number;
  /** The page begins behind this key, whatever its number. */
  readonly after?: DispatchKey | undefined;
}

interface DispatchPage<T> extends ListPart<T> {
  /** Records of the whole list. */
  readonly total: number;
}

/** In the order of the list: partition by partition, in each by recipient. @param atATime dispatches of a query */
async function* dispatchesBehind(
  db: Db,
  { club, sending, after = { partition: 0, recipientKey: '' } }: PageQuery,
  atATime: number,
): AsyncGenerator<Dispatch> {
  for (let { partition, recipientKey } = after; partition < SENDING_PARTITIONS; partition += 1) {
    const pk = dispatchPartition(club, sending, partition);
    let read: readonly Dispatch[];
    do {
      const range = { pk, after: `${SENDING_DISPATCHES_PREFIX}${recipientKey}`, limit: atATime };
      read = (await readRange(db, range)).map((item) => dispatchFromItem(DISPATCH.from(item)));
      yield* read;
      recipientKey = read.at(-1)?.recipientKey ?? '';
    } while (read.length === atATime);
    recipientKey = '';
  }
}

/** More than one reply shows, and less than a megabyte. */
const MOST_AT_A_TIME = 1000;

type CountedQuery = PageQuery & { readonly length: number };

const readPage = async (
  db: Db,
  query: CountedQuery,
  matches: (dispatch: Dispatch) => boolean,
): Promise<DispatchPage<Dispatch>> => {
  const { length, perPage, page, after } = query;
  const first = after === undefined ? (page - 1) * perPage : 0;
  const enough = first + perPage + 1;
  const found: Dispatch[] = [];
  for await (const dispatch of dispatchesBehind(db, query, Math.min(enough, MOST_AT_A_TIME))) {
    if (matches(dispatch)) found.push(dispatch);
    if (found.length === enough) break;
  }
  return { ...partOf(found, first, perPage), total: length };
};

const isBehind = (dispatch: DispatchKey, after: DispatchKey): boolean =>
  dispatch.partition === after.partition
    ? dispatch.recipientKey > after.recipientKey
    : dispatch.partition > after.partition;

/** @param all in the order of the list */
const pageIn = <T>(
  all: readonly T[],
  { perPage, page, after }: PageQuery,
  keyOf: (one: T) => DispatchKey,
): DispatchPage<T> => {
  const behind = after && all.findIndex((one) => isBehind(keyOf(one), after));
  const first = behind === undefined ? (page - 1) * perPage : behind === -1 ? all.length : behind;
  return { ...partOf(all, first, perPage), total: all.length };
};

/** A page by number that takes most of the list needs all partitions anyway, and gets them side by side. */
const canReadInOrder = (query: PageQuery): query is CountedQuery =>
  query.length !== null && (query.after !== undefined || query.length > query.page * query.perPage);

/** Dispatches of a sending, without content, and the exact number of all. */
export const findDispatchPage = async (
  db: Db,
  query: PageQuery,
  matches: (dispatch: Dispatch) => boolean,
): Promise<DispatchPage<Dispatch>> =>
  canReadInOrder(query)
    ? readPage(db, query, matches)
    : pageIn(await readDispatches(db, query.club, query.sending, matches), query, dispatchKeyIn);

/**
 * The members that the dispatches of a sending go to.
 * @param query its length is unknown where members may have several dispatches
 */
export const findDispatchMemberPage = async (
  db: Db,
  query: PageQuery,
): Promise<DispatchPage<DispatchMember>> => {
  if (canReadInOrder(query)) {
    const { items, ...page } = await readPage(db, query, ({ member_id }) => member_id !== null);
    return { ...page, items: dispatchMembers(items) };
  }
  const all = dispatchMembers(await readDispatches(db, query.club, query.sending));
  return pageIn(all, query, ({ id }) => memberDispatchKey(id));
};

export const dispatchKeyIn = ({ partition, recipientKey }: DispatchKey): DispatchKey => ({
  partition,
  recipientKey,
});

/** Whether a value, which a caller may have made up, can be the key of a dispatch. */
export const isDispatchKey = (value: unknown): value is DispatchKey => {
  const { partition, recipientKey } = Object(value);
  return (
    Number.isSafeInteger(partition) &&
    partition >= 0 &&
    partition < SENDING_PARTITIONS &&
    typeof recipientKey === 'string' &&
    /^[MA][0-9a-f-]{16,40}$/.test(recipientKey)
  );
};
