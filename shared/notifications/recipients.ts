import { findMember, findMemberBy } from '#shared/data/members/members.ts';
import type { Db } from '#shared/data/table/db.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { canonicalEmail } from '#shared/domain/members/identifiers.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import {
  clubSends,
  NOTIFICATION_RULES,
  statusAllows,
} from '#shared/domain/notifications/automatic-message.ts';
import { type PreviousAddresses, productOf } from '#shared/domain/notifications/member-change-messages.ts';
import type { NotificationTarget } from './compose.ts';
import { type DeliveryContent, isReset, type SealedContent } from './delivery-message.ts';

/** A recipient, and the member as it is now; none when the member was removed. */
interface FoundRecipient {
  readonly to: NotificationTarget;
  readonly member: Member | undefined;
}

const asRecipient = (member: Member): FoundRecipient => ({
  to: { member: member.id, properties: member.properties, product: productOf(member) },
  member,
});

const removedMember = (
  content: DeliveryContent,
  { properties, product }: NonNullable<DeliveryContent['farewell']>,
) => ({
  to: { member: content.member, properties, product },
  member: undefined,
});

/** The member with the addresses and the language that it had before the change. */
const atPreviousAddress = (
  member: Member,
  { version, changed, ...previous }: PreviousAddresses,
): FoundRecipient => {
  const { email, msisdn, language, ...others } = member.properties;
  const properties = { ...others, ...previous };
  return { to: { member: member.id, properties, product: productOf(member), changed }, member };
};

const findByContent = async (db: Db, club: Club, content: SealedContent): Promise<Member | undefined> => {
  if (!isReset(content)) return findMember(db, club.slug, content.member);
  const email = canonicalEmail(content.asked);
  return email === undefined ? undefined : findMemberBy(db, club.slug, 'email', email);
};

/**
 * The recipient of a delivery now, not when it was queued: none when the member was removed, has opted out,
 * or has another address than the one that caused the message (fault F63).
 */
export const findRecipient = async (
  db: Db,
  club: Club,
  content: SealedContent,
): Promise<FoundRecipient | undefined> => {
  const { kind } = content;
  const { channel } = NOTIFICATION_RULES[kind];
  if (!isReset(content) && content.farewell) {
    const found = removedMember(content, content.farewell);
    return clubSends(club, kind, found.to.product) ? found : undefined;
  }
  const member = await findByContent(db, club, content);
  if (member && !isReset(content) && content.previous)
    return clubSends(club, kind, productOf(member)) ? atPreviousAddress(member, content.previous) : undefined;
  if (!member || !statusAllows(kind, member.statuses[channel])) return undefined;
  const { email, msisdn } = identifiersOf(member.properties);
  if ((channel === 'email' ? email : msisdn) === undefined) return undefined;
  if (!isReset(content) && content.address !== undefined && content.address !== email) return undefined;
  return clubSends(club, kind, productOf(member)) ? asRecipient(member) : undefined;
};
