import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Db } from '../table/db.ts';
import {
  dispatchPartition,
  SENDING_DISPATCHES_PREFIX,
  SENDING_PARTITIONS,
  sendingDispatchKey,
} from '../table/messaging-keys.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';
import { fromStoredDispatchKey, toStoredDispatchKey } from './dispatch-keys.ts';

/**
 * A dispatch as it is stored, small enough to be counted and filtered by the thousand. Addresses are in a map:
 * attributes named `email` and `msisdn` would enter the identifier indexes, which are for members.
 */
export const DISPATCH = itemType('sending-dispatch', (club: string, dispatch: Dispatch) => {
  const { msisdn, email, app_token, partition, recipientKey, ...rest } = dispatch;
  return {
    ...sendingDispatchKey(dispatchRefOf(club, dispatch)),
    ...rest,
    recipient_place: addedLater(dispatch.recipient_place),
    member_id: addedLater(dispatch.member_id),
    ...toStoredDispatchKey(dispatch),
    addresses: { msisdn, email, app_token },
  };
});

export const dispatchItem = DISPATCH.item;

/** Which of these recipient keys have a dispatch. */
export const findRecipientKeys = async (
  db: Db,
  refs: readonly DispatchRef[],
): Promise<ReadonlySet<string>> => {
  const items = await DISPATCH.findKinds(db, refs.map(sendingDispatchKey));
  return new Set(items.map(({ sk }) => sk.slice(SENDING_DISPATCHES_PREFIX.length)));
};

export const dispatchFromItem = ({
  pk,
  sk,
  kind,
  v,
  lane,
  recipient,
  addresses,
  ...dispatch
}: Stored<typeof DISPATCH>): Dispatch => ({
  ...dispatch,
  ...addresses,
  ...fromStoredDispatchKey({ lane, recipient }),
  recipient_place: dispatch.recipient_place ?? null,
  member_id: dispatch.member_id ?? null,
});

const readMatching = async (
  db: Db,
  pk: string,
  matches: (dispatch: Dispatch) => boolean,
): Promise<readonly Dispatch[]> => {
  const found: Dispatch[] = [];
  for await (const item of DISPATCH.partition(db, pk, SENDING_DISPATCHES_PREFIX)) {
    const dispatch = dispatchFromItem(item);
    if (matches(dispatch)) found.push(dispatch);
  }
  return found;
};

/** The dispatches of a sending that match, without content: partition by partition, in each by recipient. */
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
  const item = await DISPATCH.find(db, sendingDispatchKey(ref));
  return item && dispatchFromItem(item);
};

/** Dispatches by ref, in no particular order; missing ones are left out. */
export const findSendingDispatches = async (
  db: Db,
  refs: readonly DispatchRef[],
): Promise<readonly Dispatch[]> =>
  (await DISPATCH.findAll(db, refs.map(sendingDispatchKey))).map(dispatchFromItem);
