import { zonedTime } from '../common-values/zoned-time.ts';
import { canLogIn, type Member } from './member.ts';

/** The member as callers see it (contract §2.0): every field is named here, so no stored one leaks. */
export const memberView = (member: Member, timezone: string) => ({
  id: member.id,
  properties: member.properties,
  consents: member.consents,
  sms_status: member.statuses.sms,
  email_status: member.statuses.email,
  push_status: member.statuses.push,
  optin_channel: member.optin_channel,
  optin_subchannel: member.optin_subchannel,
  created_at: zonedTime(member.created_at, timezone),
  updated_at: zonedTime(member.updated_at, timezone),
});

/** Whether a member exists and can log in; `null` when there is none (contract §2.5). */
export const publicInfoView = (member: Member | undefined, now: Date) =>
  member ? { exists: true, can_login: canLogIn(member, now) } : null;
