import type { Dispatch, DispatchContent } from '#shared/domain/messaging/dispatch.ts';
import { memberOfRecipientKey } from '#shared/domain/messaging/dispatch-ref.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import { type Statement, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { MEMBER_MESSAGES_PREFIX, memberMessageKey } from '../table/messaging-keys.ts';
import { pack } from '../table/packed.ts';
import { addedLater, itemType, type Stored } from '../table/stored-items.ts';
import { fromStoredDispatchKey, toStoredDispatchKey } from './dispatch-keys.ts';

type Written = Pick<Dispatch, 'id' | 'type' | 'sending_id' | 'partition' | 'recipientKey'>;

interface EntryContent {
  readonly content: DispatchContent;
  readonly address: string;
  readonly at: string;
}

/** Entries of earlier releases have neither content nor address: both are with the dispatch. */
export const HISTORY_ENTRY = itemType(
  'member-message',
  (club: string, member: number, dispatch: Written, { content, address, at }: EntryContent) => {
    const { id, type, sending_id: sending } = dispatch;
    const key = memberMessageKey(club, member, id);
    return {
      ...key,
      id,
      club,
      type,
      created_at: at,
      sent: true,
      sending,
      ...toStoredDispatchKey(dispatch),
      content: addedLater(pack(content)),
      address: addedLater(address),
    };
  },
);

const memberOf = ({ recipientKey }: Written): number => {
  const member = memberOfRecipientKey(recipientKey);
  if (member === undefined) throw new TypeError('A non-member has no history');
  return member;
};

/**
 * A message in the history of the member whose address it goes to, with what is kept of it. It is stored before the
 * message is sent and before its dispatch has the address: so a member that is removed later finds there all that was
 * kept of it.
 */
export const historyEntry = (club: string, dispatch: Written, content: EntryContent) =>
  HISTORY_ENTRY.item(club, memberOf(dispatch), dispatch, content);

/**
 * Hides a message that was not sent after all. The entry stays, with address and content: the erasure of the member
 * finds them by it.
 */
export const hideUnsent = (db: Db, club: string, dispatch: Written): Statement =>
  update(db, { ...memberMessageKey(club, memberOf(dispatch), dispatch.id) }, { sent: false }, {});

const fromItem = ({
  id,
  type,
  created_at,
  sent,
  club,
  sending,
  lane,
  recipient,
}: Stored<typeof HISTORY_ENTRY>): MemberMessage => ({
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
  for await (const item of HISTORY_ENTRY.partition(db, pk, MEMBER_MESSAGES_PREFIX)) yield fromItem(item);
}

export const findMemberMessage = async (
  db: Db,
  club: string,
  member: number,
  id: number,
): Promise<MemberMessage | undefined> => {
  const item = await HISTORY_ENTRY.find(db, memberMessageKey(club, member, id));
  return item && fromItem(item);
};
