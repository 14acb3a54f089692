import { messageSteps } from '#shared/data/messaging/messages.ts';
import { sendingStateSteps } from '#shared/data/messaging/sendings.ts';
import type { Db } from '#shared/data/table/db.ts';
import { type TransactStep, transact } from '#shared/data/table/transact.ts';
import type { Seen } from '#shared/data/table/versioned.ts';
import { type Message, tallied } from '#shared/domain/messaging/message.ts';
import type { SendingState } from '#shared/domain/messaging/sending.ts';

/** A sending and its message, each as it was read. */
export interface Executed {
  readonly sending: Seen<SendingState>;
  readonly message: Seen<Message>;
}

/**
 * Moves a sending, and its message's tally with it, in one transaction.
 * @param along further writes of it
 * @param touches raises the message's version even where the tally stays: whoever has read the message starts over
 * @returns false when something moved since it was read
 */
export const moveSending = async (
  db: Db,
  club: string,
  { sending, message }: Executed,
  after: SendingState,
  { along = [], touches = false }: { along?: readonly TransactStep[]; touches?: boolean } = {},
): Promise<boolean> => {
  const counted = tallied(message.entity, after, sending.entity.status);
  const writesMessage = touches || counted !== message.entity;
  const steps = [
    ...sendingStateSteps(db, club, { seen: sending, after }),
    ...(writesMessage ? messageSteps(db, club, { seen: message, after: counted }) : []),
    ...along,
  ];
  return (await transact(db, steps)).length === 0;
};
