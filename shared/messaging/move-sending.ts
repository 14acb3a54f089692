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
 * Moves a sending, and its message's tally with it, in one transaction.
 * @param extraWrites further writes of it
 * @param touches raises the message's version even where the tally stays: whoever has read the message starts over
 * @returns false when something moved since it was read
 */
export const updateSendingState = async (
  db: Db,
  club: string,
  { sending, message }: SendingWithMessage,
  after: SendingState,
  { extraWrites = [], touches = false }: { extraWrites?: readonly TransactWrite[]; touches?: boolean } = {},
): Promise<boolean> => {
  const counted = withTally(message.entity, after, sending.entity.status);
  const writesMessage = touches || counted !== message.entity;
  const steps = [
    ...sendingStateWrites(db, club, { seen: sending, after }),
    ...(writesMessage ? messageWrites(db, club, { seen: message, after: counted }) : []),
    ...extraWrites,
  ];
  return (await transact(db, steps)).length === 0;
};
