import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import type { Db } from '../table/db.ts';
import { MEMBER_MESSAGES_PREFIX, memberMessageKey } from '../table/messaging-keys.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { fromStoredDispatchKey, toStoredDispatchKey } from './dispatch-keys.ts';

type Written = Pick<Dispatch, 'id' | 'type' | 'sending_id' | 'partition' | 'recipientKey'>;

interface EntryState {
  readonly at: string;
  readonly sent: boolean;
}

const ENTRY = itemType(
  'member-message',
  (club: string, member: number, dispatch: Written, { at, sent }: EntryState) => {
    const { id, type, sending_id: sending } = dispatch;
    const key = memberMessageKey(club, member, id);
    return { ...key, id, club, type, created_at: at, sent, sending, ...toStoredDispatchKey(dispatch) };
  },
);

const entryWrites = (
  db: Db,
  club: string,
  dispatch: Written,
  state: EntryState,
): readonly TransactWrite[] => {
  const member = memberOfRecipientKey(dispatch.recipientKey);
  if (member === undefined) return [];
  return [{ write: { Put: { TableName: db.table, Item: ENTRY.item(club, member, dispatch, state) } } }];
};

/**
 * Writes a message into the history of the member whose address it goes to; no write for a non-member.
 * It belongs into the transaction that claims the dispatch, writes its content and checks that the member is
 * unchanged: then a member that is removed later finds in its history all that was kept of it, and one that was
 * removed before leaves nothing. No personal data.
 */
export const historyWrites = (
  db: Db,
  club: string,
  dispatch: Written,
  at: string,
): readonly TransactWrite[] => entryWrites(db, club, dispatch, { at, sent: true });

/**
 * Hides a message that was not sent after all, in the transaction that records so. The entry stays: address and text
 * of the dispatch do, too, and the erasure of the member finds them by it.
 */
export const unsentHistoryWrites = (
  db: Db,
  club: string,
  dispatch: Written,
  at: string,
): readonly TransactWrite[] => entryWrites(db, club, dispatch, { at, sent: false });

const fromItem = ({
  id,
  type,
  created_at,
  sent,
  club,
  sending,
  lane,
  recipient,
}: Stored<typeof ENTRY>): MemberMessage => ({
  id,
  type,
  created_at,
  sent,
  dispatch: { club, sending, ...fromStoredDispatchKey({ lane, recipient }) },
});

/** Every entry of a member's history, sent or not, in the order of their dispatches. */
export async function* readMemberMessages(
  db: Db,
  club: string,
  member: number,
): AsyncGenerator<MemberMessage> {
  const { pk } = memberMessageKey(club, member, 0);
  for await (const item of ENTRY.partition(db, pk, MEMBER_MESSAGES_PREFIX)) yield fromItem(item);
}

export const findMemberMessage = async (
  db: Db,
  club: string,
  member: number,
  id: number,
): Promise<MemberMessage | undefined> => {
  const item = await ENTRY.find(db, memberMessageKey(club, member, id));
  return item && fromItem(item);
};
