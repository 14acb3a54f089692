import type { Removal } from '#shared/data/members/member-item.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import { type Member, newMember } from '#shared/domain/members/member.ts';

type Given = Parameters<typeof newMember>[0];

/** A new member with nothing but what a test names. */
export const plainMember = (
  given: Pick<Given, 'club' | 'id' | 'properties' | 'now'> & Partial<Given>,
): Member =>
  newMember({
    flags: {},
    optin_channel: null,
    optin_subchannel: null,
    password: null,
    welcome: [],
    changed: changeOrigin('operator'),
    ...given,
  });

/** A removal without opt-out messages. */
export const removal = (now: string): Removal => ({ optOut: [], changed: changeOrigin('operator'), now });
