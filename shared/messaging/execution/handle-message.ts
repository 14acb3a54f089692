import type { SendingStepMessage } from '#shared/contracts/queue-messages.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type PartitionStep, stepOf } from '../execution-steps.ts';
import { advance } from './advance.ts';
import { preparePartition } from './prepare-partition.ts';
import type { RemainingTime } from './remaining-time.ts';
import { transmitPartition } from './transmit-partition.ts';

type PartitionWork = (runtime: Runtime, step: PartitionStep, time: RemainingTime) => Promise<void>;

const PARTITION_WORK: Readonly<Record<PartitionStep['type'], PartitionWork>> = {
  prepare: preparePartition,
  transmit: transmitPartition,
};

/** Takes the step of a sending that a queue message names. */
export const handleSendingStep = async (
  runtime: Runtime,
  message: SendingStepMessage,
  time: RemainingTime,
): Promise<void> => {
  const step = stepOf(message);
  if (step.type === 'advance') return advance(runtime, step.club, step.sending);
  return PARTITION_WORK[step.type](runtime, step, time);
};
