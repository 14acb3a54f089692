import { eraseMemberMessage } from '#shared/data/erasure/erasure.ts';
import { readMemberMessages } from '#shared/data/messaging/member-messages.ts';
import { findOpenRecipients, readOpenRecipients } from '#shared/data/messaging/open-recipients.ts';
import { findSendingDispatch } from '#shared/data/messaging/sending-dispatches.ts';
import { stripRecipients } from '#shared/data/messaging/stored-recipients.ts';
import type { Db } from '#shared/data/table/db.ts';
import { findListLength } from '#shared/data/table/list-counts.ts';
import { batchesFrom } from '#shared/data/table/read.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import { erasedRecipient } from '#shared/domain/messaging/recipient-rules.ts';

const BATCH = 10;

type ErasedMessage = Pick<MemberMessage, 'id' | 'dispatch'>;

/** What was merged into a message for the member's address is in the recipients of its sending. */
const forgetRecipientOf = async (db: Db, { dispatch: ref }: ErasedMessage): Promise<void> => {
  const place = (await findSendingDispatch(db, ref))?.recipient_place ?? null;
  if (place === null) return;
  await stripRecipients(db, ref.club, ref.sending, (recipient, at) =>
    at === place ? erasedRecipient(recipient) : recipient,
  );
};

/** The history goes last, message by message: a repeated call finds what is left to do. */
export const eraseMessage = async (
  db: Db,
  member: number,
  message: ErasedMessage,
  now: string,
): Promise<void> => {
  await forgetRecipientOf(db, message);
  await eraseMemberMessage(db, member, message, now);
};

/** Sendings that have not ended and have recipients. Those of earlier releases are registered when a club is counted. */
async function* openSendings(db: Db, club: string): AsyncGenerator<number> {
  const isRegistered = (await findListLength(db, club, 'messages')) !== undefined;
  yield* isRegistered ? readOpenRecipients(db, club) : findOpenRecipients(db, club);
}

/**
 * Takes out of messaging what is left of a member that was removed: its history, the texts and addresses of its
 * dispatches, and what sendings were given about it. Done twice it is done once.
 */
export const eraseRemovedMember = async (
  db: Db,
  club: string,
  member: number,
  now: string,
): Promise<void> => {
  for await (const messages of batchesFrom(readMemberMessages(db, club, member), BATCH)) {
    await Promise.all(messages.map((message) => eraseMessage(db, member, message, now)));
  }
  for await (const sending of openSendings(db, club)) {
    await stripRecipients(db, club, sending, (recipient) =>
      recipient.member_id === member && Object.keys(recipient.properties).length > 0
        ? erasedRecipient(recipient)
        : recipient,
    );
  }
};
