import { findMemberBy, updateMember } from '#shared/data/members/members.ts';
import { changeOrigin } from '#shared/domain/members/change-origin.ts';
import type { ChannelEvent } from '#shared/domain/members/channel-status.ts';
import { canonicalEmail, digitsAsTyped } from '#shared/domain/members/identifiers.ts';
import { memberAfterEvent } from '#shared/domain/members/member-after-event.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Channel } from '#shared/vocabulary.ts';

/** By what a channel finds the member that an address belongs to. */
const IDENTIFIERS = {
  email: { identifier: 'email', canonical: canonicalEmail },
  sms: { identifier: 'msisdn', canonical: digitsAsTyped },
} as const;

/**
 * Applies a report about an address to the member who has it now: reports come late, and by then the address may belong
 * to another member or to none. A member who has changed the address is not affected.
 */
export const applyToMember = async (
  runtime: Runtime,
  club: string,
  channel: Exclude<Channel, 'push'>,
  event: ChannelEvent,
  address: string,
): Promise<void> => {
  const { identifier, canonical } = IDENTIFIERS[channel];
  const value = canonical(address);
  if (value === undefined) return;
  const db = runtime.use(database);
  await retryOnConflict(runtime, async () => {
    const member = await findMemberBy(db, club, identifier, value);
    if (!member) return true;
    const after = memberAfterEvent(member, channel, event, {
      now: runtime.now().toISOString(),
      changed: changeOrigin('report'),
    });
    if (after === member) return true;
    return (await updateMember(db, member, after)).outcome === 'written' ? true : CONFLICT;
  });
};
