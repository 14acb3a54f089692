import { type Dispatch, type DispatchContent, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { type DispatchRef, dispatchRefText } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import {
  dispatchContentKey,
  dispatchPartition,
  SENDING_DISPATCHES_PREFIX,
  SENDING_PARTITIONS,
  sendingDispatchKey,
} from '../table/messaging-keys.ts';
import { packed, unpacked } from '../table/packed.ts';
import { type Item, readItem, readItems, readPartition } from '../table/read.ts';
import { NON_MEMBER_DATA_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import type { TransactWrite } from '../table/transact.ts';

/**
 * A dispatch as it is stored, small enough to be counted and filtered by the thousand. Addresses are in a map:
 * attributes named `email` and `msisdn` would enter the identifier indexes, which are for members.
 */
export const dispatchItem = (club: string, dispatch: Dispatch): Item => {
  const { msisdn, email, app_token, partition, ...rest } = dispatch;
  return {
    ...sendingDispatchKey(dispatchRefOf(club, dispatch)),
    kind: 'sending-dispatch',
    v: 1,
    ...rest,
    // Its name in the items since the first release.
    lane: partition,
    addresses: { msisdn, email, app_token },
  };
};

/** Stores a new dispatch; refused under its recipient's name when there is one already. */
export const newDispatchWrite = (db: Db, club: string, dispatch: Dispatch): TransactWrite => ({
  write: {
    Put: {
      TableName: db.table,
      Item: dispatchItem(club, dispatch),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  },
  refusal: dispatch.recipient,
});

/**
 * What was rendered for a dispatch; this item goes when the dispatch is cleaned: with the member in whose history it
 * stands, else after a while.
 */
export const dispatchContentItem = (
  ref: DispatchRef,
  content: DispatchContent,
  { at, inHistory }: { readonly at: string; readonly inHistory: boolean },
): Item => ({
  ...dispatchContentKey(ref),
  kind: 'dispatch-content',
  v: 1,
  content: packed(content),
  ...(!inHistory && { ttl: ttlFrom(at, NON_MEMBER_DATA_TTL_SECONDS) }),
});

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

const addressOf = (item: Item, name: 'msisdn' | 'email' | 'app_token'): string | null =>
  text((item['addresses'] as Item | undefined)?.[name]);

export const dispatchFromItem = (item: Item): Dispatch => ({
  id: Number(item['id']),
  sending_id: Number(item['sending_id']),
  partition: Number(item['lane']),
  recipient: String(item['recipient']),
  recipient_place: (item['recipient_place'] as number | null | undefined) ?? null,
  type: item['type'] as Channel,
  member_id: (item['member_id'] as number | null | undefined) ?? null,
  msisdn: addressOf(item, 'msisdn'),
  email: addressOf(item, 'email'),
  app_token: addressOf(item, 'app_token'),
  transmission_status: item['transmission_status'] as Dispatch['transmission_status'],
  delivery_status: item['delivery_status'] as Dispatch['delivery_status'],
  external_delivery_status: text(item['external_delivery_status']),
  created_at: String(item['created_at']),
  updated_at: String(item['updated_at']),
  scheduled_at: String(item['scheduled_at']),
  transmitted_at: text(item['transmitted_at']),
  delivered_at: text(item['delivered_at']),
  cleaned_at: text(item['cleaned_at']),
});

const readMatching = async (
  db: Db,
  pk: string,
  matches: (dispatch: Dispatch) => boolean,
): Promise<readonly Dispatch[]> => {
  const found: Dispatch[] = [];
  for await (const item of readPartition(db, pk, SENDING_DISPATCHES_PREFIX)) {
    const dispatch = dispatchFromItem(item);
    if (matches(dispatch)) found.push(dispatch);
  }
  return found;
};

/** The dispatches of a sending that match, without content: lane by lane, in each by recipient. */
export const readDispatches = async (
  db: Db,
  club: string,
  sending: number,
  matches: (dispatch: Dispatch) => boolean = () => true,
): Promise<readonly Dispatch[]> => {
  const partitions = Array.from({ length: SENDING_PARTITIONS }, (_, partition) =>
    dispatchPartition(club, sending, partition),
  );
  return (await Promise.all(partitions.map((pk) => readMatching(db, pk, matches)))).flat();
};

/** @returns nothing when there is no such dispatch */
export const findSendingDispatch = async (db: Db, ref: DispatchRef): Promise<Dispatch | undefined> => {
  const item = await readItem(db, sendingDispatchKey(ref));
  return item && dispatchFromItem(item);
};

const nameOf = ({ pk, sk }: Item): string => `${pk}\n${sk}`;

/** What was rendered for some dispatches, by the text of their refs; cleaned ones are left out. */
export const findDispatchContents = async (
  db: Db,
  refs: readonly DispatchRef[],
): Promise<ReadonlyMap<string, DispatchContent>> => {
  const texts = new Map(refs.map((ref) => [nameOf({ ...dispatchContentKey(ref) }), dispatchRefText(ref)]));
  const items = await readItems(db, refs.map(dispatchContentKey));
  return new Map(
    items.map((item) => [texts.get(nameOf(item)) ?? '', unpacked(item['content']) as DispatchContent]),
  );
};
