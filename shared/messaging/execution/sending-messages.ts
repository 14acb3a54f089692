import type { FillCursor, LaneCursor } from '#shared/domain/messaging/cursors.ts';
import { RECIPIENTS_SLICE } from '#shared/domain/messaging/sending-execution.ts';
import type { CursorStep } from '../enqueue-steps.ts';

export interface TimeLeft {
  remainingMilliseconds(): number;
}

const isOpen = ({ state }: { readonly state: string }): boolean => state === 'open';

/** The slices that can be worked now: the recipients alone, and after them the audience. */
export const fillMessages = (club: string, sending: number, fills: readonly FillCursor[]): CursorStep[] => {
  const open = fills.filter(isOpen);
  const recipients = open.filter(({ slice }) => slice === RECIPIENTS_SLICE);
  return (recipients.length > 0 ? recipients : open).map(({ slice, version }) => ({
    type: 'sending.fill',
    club,
    sending,
    part: slice,
    version,
  }));
};

export const laneMessages = (club: string, sending: number, lanes: readonly LaneCursor[]): CursorStep[] =>
  lanes
    .filter(isOpen)
    .map(({ lane, version }) => ({ type: 'sending.lane', club, sending, part: lane, version }));
