import type { ShadowSettings } from '../clubs/moving-in.ts';
import { isBanned, type Member } from '../members/member.ts';

/** Whether a log-in asks the old system about a member: one without a password here, while no ban is in force. */
export const asksOldSystem = (member: Member, shadow: ShadowSettings | undefined, now: Date): boolean =>
  shadow !== undefined && member.password === null && !isBanned(member, now);
