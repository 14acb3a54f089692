import type { PreparationCursor, TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_PARTITION } from '#shared/domain/messaging/sending-execution.ts';
import type { CursorMessage } from '../enqueue-execution.ts';

const isOpen = ({ state }: { readonly state: string }): boolean => state === 'open';

/** Messages for the partitions that can be prepared now: first the recipients, whose properties win, then the audience. */
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

/** Messages for the partitions that are not transmitted yet. */
export const transmissionMessages = (
  club: string,
  sending: number,
  cursors: readonly TransmissionCursor[],
): CursorMessage[] =>
  cursors
    .filter(isOpen)
    .map(({ partition, version }) => ({ type: 'sending.lane', club, sending, part: partition, version }));
