import type { MemberTransition } from '#shared/domain/members/member-changes.ts';
import type { Images } from '#shared/stream-change.ts';
import { MEMBER_OR_TOMBSTONE, memberFromItem } from './member-item.ts';

/** @returns the transition of a member; nothing when the item is no member, or its tombstone has expired */
export const memberTransition = (images: Images): MemberTransition | undefined => {
  const before = memberFromItem(MEMBER_OR_TOMBSTONE.match(images.before));
  const after = MEMBER_OR_TOMBSTONE.match(images.after);
  const member = memberFromItem(after);
  if (member) return before ? { type: 'changed', before, member } : { type: 'created', member };
  if (!before || after?.kind !== 'tombstone') return undefined;
  const { opt_out, deleted_at, changed = null } = after;
  return { type: 'destroyed', before, opt_out, deleted_at, changed };
};
