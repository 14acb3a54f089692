import type { Club } from '../clubs/club.ts';
import { shadowLogInOf } from '../clubs/moving-in.ts';
import { zonedTime } from '../common-values/zoned-time.ts';
import { asksOldSystem } from '../sessions/asks-old-system.ts';
import { withoutEvidence } from './consents.ts';
import { canLogIn, type Member } from './member.ts';
import { productScope, propertiesInScope } from './product-scope.ts';

/** Who sees a member. */
interface Viewer {
  readonly club: Pick<Club, 'timezone' | 'products' | 'member_schema'>;
  /** What it sees is in its scope (contract §2.20); absent = an operator, who sees all. */
  readonly product?: string;
  /** The documents of 2017 know no update channel (contract §2.0). */
  readonly firstGeneration?: boolean;
}

/** The member as callers see it (contract §2.0): every field is named here, so no stored one leaks. */
export const memberView = (member: Member, { club, product, firstGeneration = false }: Viewer) => ({
  id: member.id,
  properties: propertiesInScope(
    member.properties,
    product === undefined ? undefined : productScope(club, product),
  ),
  consents: withoutEvidence(member.consents),
  sms_status: member.statuses.sms,
  email_status: member.statuses.email,
  push_status: member.statuses.push,
  optin_channel: member.optin_channel,
  optin_subchannel: member.optin_subchannel,
  ...(!firstGeneration && {
    updated_channel: member.changed?.product ?? null,
    updated_subchannel: member.changed?.subproduct ?? null,
    ...(member.person_id !== null && { person_id: member.person_id }),
  }),
  created_at: zonedTime(member.created_at, club.timezone),
  updated_at: zonedTime(member.updated_at, club.timezone),
});

/**
 * Whether a member exists and can log in, also by a password that the old system may know; `null` when there is none
 * (contract §2.5).
 */
export const publicInfoView = (member: Member | undefined, club: Club, now: Date) =>
  member
    ? { exists: true, can_login: canLogIn(member, now) || asksOldSystem(member, shadowLogInOf(club), now) }
    : null;
