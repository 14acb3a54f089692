import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { sendingQueue } from '#shared/ports/sending-queue.ts';
import type { Runtime } from '#shared/runtime.ts';

interface SendingRef {
  readonly club: string;
  readonly sending: number;
}

/** A step of one partition of a sending, at the version of its cursor. */
export interface CursorMessage extends SendingRef {
  readonly type: 'sending.fill' | 'sending.lane';
  readonly part: number;
  readonly version: number;
}

export type ExecutionMessage = ({ readonly type: 'sending.advance' } & SendingRef) | CursorMessage;

const messageOf = (step: ExecutionMessage): SendingMessage => ({ v: 1, ...step });

/** The maximum of SQS. */
const MAX_DELAY_SECONDS = 900;

/**
 * Queues steps, each in the message group of its club. Failures need no retry: the sweeper queues the steps again.
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
    ...(delay > 0 && { delay: Math.min(Math.ceil(delay), MAX_DELAY_SECONDS) }),
  }));
  const left = await runtime.use(sendingQueue).send(messages);
  if (left.length === 0) return;
  const fields = { steps: left.length };
  logFailure(runtime, 'warn', 'steps of sendings not queued', fields, unsentError(left));
};
