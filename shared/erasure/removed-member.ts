import { eraseMemberMessage } from '#shared/data/erasure/erasure.ts';
import { readMemberMessages } from '#shared/data/messaging/member-messages.ts';
import { readMessages } from '#shared/data/messaging/messages.ts';
import { findSendingDispatch } from '#shared/data/messaging/sending-dispatches.ts';
import { findSendingStates, readSendingIds } from '#shared/data/messaging/sendings.ts';
import { stripRecipients } from '#shared/data/messaging/stored-recipients.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { MemberMessage } from '#shared/domain/messaging/member-message.ts';
import { erasedRecipient } from '#shared/domain/messaging/recipient-rules.ts';
import { statusGroup } from '#shared/domain/messaging/sending-status.ts';

const BATCH = 10;

async function* batches<T>(all: AsyncIterable<T>, size: number): AsyncGenerator<readonly T[]> {
  let batch: T[] = [];
  for await (const one of all) {
    batch.push(one);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

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

/** Sendings that have not ended, of every message of the club. */
async function* openSendings(db: Db, club: string): AsyncGenerator<number> {
  for await (const { id, tally } of readMessages(db, club)) {
    if (tally.draft + tally.pending === 0) continue;
    for await (const ids of batches(readSendingIds(db, club, id), BATCH)) {
      for (const { entity } of await findSendingStates(db, club, ids)) {
        if (statusGroup(entity.status) !== 'final' && entity.recipients_count > 0) yield entity.id;
      }
    }
  }
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
  for await (const messages of batches(readMemberMessages(db, club, member), BATCH)) {
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
