import type { Channel } from '#shared/vocabulary.ts';
import { type ChannelEvent, nextStatus } from './channel-status.ts';
import type { Member } from './member.ts';

/** The member after something happened to a channel, or the very same object when that changes nothing. */
export const memberAfterEvent = (
  member: Member,
  channel: Channel,
  event: ChannelEvent,
  now: string,
): Member => {
  const status = nextStatus(member.statuses[channel], event);
  if (status === member.statuses[channel]) return member;
  return {
    ...member,
    statuses: { ...member.statuses, [channel]: status },
    updated_at: now,
    version: member.version + 1,
  };
};
