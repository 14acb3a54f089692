import type { SendingStepMessage } from '#shared/contracts/queue-messages.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { sendingQueue } from '#shared/ports/sending-queue.ts';
import type { Runtime } from '#shared/runtime.ts';

interface SendingRef {
  readonly club: string;
  readonly sending: number;
}

/** Prepares or transmits a part of one partition of a sending, if its cursor still has this version. */
export interface PartitionStep extends SendingRef {
  readonly type: 'prepare' | 'transmit';
  readonly partition: number;
  readonly version: number;
}

/** A step of a sending's execution; `advance` is about the sending itself. */
export type ExecutionStep = ({ readonly type: 'advance' } & SendingRef) | PartitionStep;

/** Queue messages keep the names of the first release, `part` for the partition included. */
const MESSAGE_TYPES = { prepare: 'sending.fill', transmit: 'sending.lane' } as const;
const STEP_TYPES = { 'sending.fill': 'prepare', 'sending.lane': 'transmit' } as const;

const messageOf = (step: ExecutionStep): SendingStepMessage => {
  const { club, sending } = step;
  if (step.type === 'advance') return { v: 1, type: 'sending.advance', club, sending };
  const { type, partition, version } = step;
  return { v: 1, type: MESSAGE_TYPES[type], club, sending, part: partition, version };
};

/** The step that a queue message names. */
export const stepOf = (message: SendingStepMessage): ExecutionStep => {
  const { club, sending } = message;
  if (message.type === 'sending.advance') return { type: 'advance', club, sending };
  const { type, part, version } = message;
  return { type: STEP_TYPES[type], club, sending, partition: part, version };
};

/** The maximum of SQS. */
const MAX_DELAY_SECONDS = 900;

/**
 * Queues steps, each in the message group of its club. Failures need no retry: the sweeper queues the steps again.
 * @param delay seconds
 */
export const enqueueSteps = async (
  runtime: Runtime,
  steps: readonly ExecutionStep[],
  delay = 0,
): Promise<void> => {
  if (steps.length === 0) return;
  const messages = steps.map((step, index) => ({
    id: String(index),
    body: JSON.stringify(messageOf(step)),
    tenant: step.club,
    ...(delay > 0 && { delay: Math.min(Math.ceil(delay), MAX_DELAY_SECONDS) }),
  }));
  const unsent = await runtime.use(sendingQueue).send(messages);
  if (unsent.length === 0) return;
  const fields = { steps: unsent.length };
  logFailure(runtime, 'warn', 'steps of sendings not queued', fields, unsentError(unsent));
};
