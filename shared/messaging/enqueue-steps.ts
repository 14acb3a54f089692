import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import { tellFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { sendingQueue } from '#shared/ports/sending-queue.ts';
import type { Runtime } from '#shared/runtime.ts';

interface OfSending {
  readonly club: string;
  readonly sending: number;
}

/** A step on one cursor of a sending. */
export interface CursorStep extends OfSending {
  readonly type: 'sending.fill' | 'sending.lane';
  readonly part: number;
  readonly version: number;
}

export type Step = ({ readonly type: 'sending.advance' } & OfSending) | CursorStep;

const messageOf = (step: Step): SendingMessage => ({ v: 1, ...step });

/** SQS delays a message by a quarter of an hour at most. */
const LONGEST_DELAY = 900;

/**
 * Puts steps on their way, each in its club's name. What cannot be sent is found again by the sweeper, so nobody
 * need try again.
 * @param delay seconds
 */
export const enqueueSteps = async (runtime: Runtime, steps: readonly Step[], delay = 0): Promise<void> => {
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
  tellFailure(runtime, 'warn', 'steps of sendings not queued', fields, unsentError(left));
};
