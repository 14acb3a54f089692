import type { Channel } from '#shared/vocabulary.ts';
import type { ChangeOrigin } from './change-origin.ts';
import { type ChannelEvent, nextStatus } from './channel-status.ts';
import type { Member } from './member.ts';

/** The member after something happened to a channel, or the very same object when that changes nothing. */
export const memberAfterEvent = (
  member: Member,
  channel: Channel,
  event: ChannelEvent,
  { now, changed }: { readonly now: string; readonly changed: ChangeOrigin },
): Member => {
  const status = nextStatus(member.statuses[channel], event);
  if (status === member.statuses[channel]) return member;
  return {
    ...member,
    statuses: { ...member.statuses, [channel]: status },
    updated_at: now,
    changed,
    version: member.version + 1,
  };
};
