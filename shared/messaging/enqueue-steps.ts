import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { sendingQueue } from '#shared/ports/sending-queue.ts';
import type { Runtime } from '#shared/runtime.ts';

interface OfSending {
  readonly club: string;
  readonly sending: number;
}

/** A step on one cursor of a sending. */
export interface CursorMessage extends OfSending {
  readonly type: 'sending.fill' | 'sending.lane';
  readonly part: number;
  readonly version: number;
}

export type ExecutionMessage = ({ readonly type: 'sending.advance' } & OfSending) | CursorMessage;

const messageOf = (step: ExecutionMessage): SendingMessage => ({ v: 1, ...step });

/** SQS delays a message by a quarter of an hour at most. */
const LONGEST_DELAY = 900;

/**
 * Puts steps on their way, each in its club's name. What cannot be sent is found again by the sweeper, so nobody
 * need try again.
 * @param delay seconds
 */
export const enqueueExecution = async (
  runtime: Runtime,
  steps: readonly ExecutionMessage[],
  delay = 0,
): Promise<void> => {
  if (steps.length === 0) return;
  const messages = steps.map((step, index) => ({
    id: String(index),
    body: JSON.stringify(messageOf(step)),
    tenant: step.club,
    ...(delay > 0 && { delay: Math.min(Math.ceil(delay), LONGEST_DELAY) }),
  }));
  const left = await runtime.use(sendingQueue).send(messages);
  if (left.length === 0) return;
  const fields = { steps: left.length };
  logFailure(runtime, 'warn', 'steps of sendings not queued', fields, unsentError(left));
};
