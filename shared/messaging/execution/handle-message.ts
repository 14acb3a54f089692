import type { SendingMessage } from '#shared/contracts/queue-messages.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { CursorMessage } from '../enqueue-execution.ts';
import { advance } from './advance.ts';
import { preparePartition } from './prepare-partition.ts';
import type { RemainingTime } from './remaining-time.ts';
import { transmitPartition } from './transmit-partition.ts';

type PartitionStep = (runtime: Runtime, message: CursorMessage, time: RemainingTime) => Promise<void>;

const PARTITION_STEPS: Readonly<Record<CursorMessage['type'], PartitionStep>> = {
  'sending.fill': preparePartition,
  'sending.lane': transmitPartition,
};

/** Takes the step of a sending that a queue message names. */
export const handleSendingMessage = async (
  runtime: Runtime,
  message: SendingMessage,
  time: RemainingTime,
): Promise<void> => {
  const { type, club, sending, part = 0, version = 0 } = message;
  if (type === 'sending.advance') return advance(runtime, club, sending);
  return PARTITION_STEPS[type](runtime, { type, club, sending, part, version }, time);
};
