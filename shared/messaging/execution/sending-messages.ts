import type { PreparationCursor, TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_PARTITION } from '#shared/domain/messaging/sending-execution.ts';
import type { CursorMessage } from '../enqueue-steps.ts';

export interface TimeLeft {
  remainingMilliseconds(): number;
}

const isOpen = ({ state }: { readonly state: string }): boolean => state === 'open';

/** Messages for the partitions that can be prepared now: the recipients alone, and after them the audience. */
export const preparationMessages = (
  club: string,
  sending: number,
  cursors: readonly PreparationCursor[],
): CursorMessage[] => {
  const open = cursors.filter(isOpen);
  const recipients = open.filter(({ partition }) => partition === RECIPIENTS_PARTITION);
  return (recipients.length > 0 ? recipients : open).map(({ partition, version }) => ({
    type: 'sending.fill',
    club,
    sending,
    part: partition,
    version,
  }));
};

export const transmissionMessages = (
  club: string,
  sending: number,
  partitions: readonly TransmissionCursor[],
): CursorMessage[] =>
  partitions
    .filter(isOpen)
    .map(({ partition, version }) => ({ type: 'sending.lane', club, sending, part: partition, version }));
