import { messageWrites } from '#shared/data/messaging/messages.ts';
import { sendingStateWrites } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';
import type { Versioned } from '#shared/data/table/versioned.ts';
import { type Message, withTally } from '#shared/domain/messaging/message.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';

/** A sending and its message, each as it was read. */
interface SendingWithMessage {
  readonly sending: Versioned<SendingState>;
  readonly message: Versioned<Message>;
}

/**
 * Writes the new state of a sending and its message's tally in one transaction.
 * @param extraWrites further writes of that transaction
 * @param raiseMessageVersion writes the message even where the tally stays, so that a concurrent change of the
 *   message starts over
 * @returns false when another writer changed the sending or the message since it was read
 */
export const updateSendingState = async (
  db: Db,
  club: string,
  { sending, message }: SendingWithMessage,
  after: SendingState,
  {
    extraWrites = [],
    raiseMessageVersion = false,
  }: { extraWrites?: readonly TransactWrite[]; raiseMessageVersion?: boolean } = {},
): Promise<boolean> => {
  const counted = withTally(message.entity, after, sending.entity.status);
  const writesMessage = raiseMessageVersion || counted !== message.entity;
  const writes = [
    ...sendingStateWrites(db, club, { seen: sending, after }),
    ...(writesMessage ? messageWrites(db, club, { seen: message, after: counted }) : []),
    ...extraWrites,
  ];
  return (await transact(db, writes)).length === 0;
};
