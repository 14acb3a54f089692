import { type ClubPasswords, newPassword } from '#shared/crypto/new-password.ts';
import { type Member, type NewMember, newMember } from '#shared/domain/members/member.ts';
import {
  isValid,
  type MemberPayload,
  type MemberRules,
  validateNewMember,
} from '#shared/domain/members/member-draft.ts';
import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import { requestedWelcomeMessages, type WelcomeFlags } from '#shared/domain/notifications/welcome.ts';

interface MemberTools {
  readonly rules: MemberRules;
  readonly passwords: ClubPasswords;
  now(): string;
}

/** What a new member has besides its payload. */
interface Origin
  extends Pick<
    NewMember,
    'id' | 'club' | 'changed' | 'optin_channel' | 'optin_subchannel' | 'created_at' | 'row'
  > {
  readonly welcome: WelcomeFlags;
}

/**
 * A new member as it will be stored, for a create, a bulk and an import. Nothing is written.
 * @param originOf called for a valid payload, before the password is hashed, which takes long
 */
export const makeMember = async (
  { rules, passwords, now }: MemberTools,
  payload: MemberPayload,
  originOf: () => Origin | Promise<Origin>,
): Promise<{ readonly member: Member } | { readonly errors: MemberErrors }> => {
  const validation = validateNewMember(rules, payload);
  if (!isValid(validation)) return { errors: validation.errors };
  const { welcome, ...origin } = await originOf();
  const password = (await newPassword(passwords, payload, null)) ?? null;
  const member = newMember({
    ...origin,
    properties: validation.properties,
    flags: payload,
    consents: payload.consents,
    password,
    welcome: requestedWelcomeMessages(welcome),
    now: now(),
  });
  return { member };
};
