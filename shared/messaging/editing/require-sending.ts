import { findMessage } from '#shared/data/messaging/messages.ts';
import { findSending, findSendingStates } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Sending, SendingState } from '#shared/domain/messaging/sending.ts';
import { LoyaltyError } from '#shared/errors.ts';

/** A sending goes with its message. */
const withItsMessage = async <T extends SendingState>(
  db: Db,
  club: string,
  sending: T | undefined,
): Promise<T> => {
  if (!sending || !(await findMessage(db, club, sending.message_id))) {
    throw new LoyaltyError('sending_not_found');
  }
  return sending;
};

/** @throws LoyaltyError sending_not_found */
export const requireStoredSending = async (db: Db, club: string, id: number): Promise<Sending> =>
  withItsMessage(db, club, (await findSending(db, club, id))?.entity);

/** Without its recipients. @throws LoyaltyError sending_not_found */
export const requireStoredSendingState = async (db: Db, club: string, id: number): Promise<SendingState> =>
  withItsMessage(db, club, (await findSendingStates(db, club, [id]))[0]?.entity);
