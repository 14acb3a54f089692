import { isOpen, type PreparationCursor, type TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_PARTITION } from '#shared/domain/messaging/sending-execution.ts';
import type { PartitionStep } from '../execution-steps.ts';

/** Steps for the partitions that can be prepared now: first the recipients, whose properties win, then the audience. */
export const preparationSteps = (
  club: string,
  sending: number,
  cursors: readonly PreparationCursor[],
): PartitionStep[] => {
  const open = cursors.filter(isOpen);
  const recipients = open.filter(({ partition }) => partition === RECIPIENTS_PARTITION);
  return (recipients.length > 0 ? recipients : open).map(({ partition, version }) => ({
    type: 'prepare',
    club,
    sending,
    partition,
    version,
  }));
};

/** Steps for the partitions that are not transmitted yet. */
export const transmissionSteps = (
  club: string,
  sending: number,
  cursors: readonly TransmissionCursor[],
): PartitionStep[] =>
  cursors
    .filter(isOpen)
    .map(({ partition, version }) => ({ type: 'transmit', club, sending, partition, version }));
