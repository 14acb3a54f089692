import { type Dispatch, dispatchRefOf } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipient } from '#shared/domain/messaging/dispatch-ref.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import type { Channel } from '#shared/vocabulary.ts';
import type { Db } from '../table/db.ts';
import { MEMBER_MESSAGES_PREFIX, memberMessageKey } from '../table/messaging-keys.ts';
import { type Item, readItem, readPartition } from '../table/read.ts';
import type { TransactWrite } from '../table/transact.ts';

type Written = Pick<Dispatch, 'id' | 'type' | 'sending_id' | 'partition' | 'recipient'>;

const entrySteps = (
  db: Db,
  club: string,
  dispatch: Written,
  state: { readonly at: string; readonly sent: boolean },
): readonly TransactWrite[] => {
  const member = memberOfRecipient(dispatch.recipient);
  if (member === undefined) return [];
  const { sending, partition, recipient } = dispatchRefOf(club, dispatch);
  const item = {
    ...memberMessageKey(club, member, dispatch.id),
    kind: 'member-message',
    v: 1,
    id: dispatch.id,
    club,
    type: dispatch.type,
    created_at: state.at,
    sent: state.sent,
    sending,
    lane: partition,
    recipient,
  };
  return [{ write: { Put: { TableName: db.table, Item: item } } }];
};

/**
 * Writes a message into the history of the member whose address it goes to; no step for anybody else.
 * It belongs into the transaction that claims the dispatch, writes its content and checks that the member is
 * unchanged: then a member that is removed later finds in its history all that was kept of it, and one that was
 * removed before leaves nothing. No personal data.
 */
export const historyWrites = (
  db: Db,
  club: string,
  dispatch: Written,
  at: string,
): readonly TransactWrite[] => entrySteps(db, club, dispatch, { at, sent: true });

/**
 * Hides what was not sent after all, in the transaction that writes down that it was not. The entry stays: address
 * and text of the dispatch do, too, and are found by it when the member is removed.
 */
export const unsentHistoryWrites = (
  db: Db,
  club: string,
  dispatch: Written,
  at: string,
): readonly TransactWrite[] => entrySteps(db, club, dispatch, { at, sent: false });

const fromItem = (item: Item): MemberMessage => ({
  id: Number(item['id']),
  type: item['type'] as Channel,
  created_at: String(item['created_at']),
  sent: item['sent'] === true,
  dispatch: {
    club: String(item['club']),
    sending: Number(item['sending']),
    partition: Number(item['lane']),
    recipient: String(item['recipient']),
  },
});

/** Every entry of a member's history, sent or not, in the order of their dispatches. */
export async function* readMemberMessages(
  db: Db,
  club: string,
  member: number,
): AsyncGenerator<MemberMessage> {
  const { pk } = memberMessageKey(club, member, 0);
  for await (const item of readPartition(db, pk, MEMBER_MESSAGES_PREFIX)) yield fromItem(item);
}

export const findMemberMessage = async (
  db: Db,
  club: string,
  member: number,
  id: number,
): Promise<MemberMessage | undefined> => {
  const item = await readItem(db, memberMessageKey(club, member, id));
  return item && fromItem(item);
};
