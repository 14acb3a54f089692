import { identifiersOf, type Member } from '../members/member.ts';

/** What a mailed token is good for; a token of one purpose is worth nothing for another. */
export type TokenPurpose = 'password_reset' | 'email_verification';

/** What a mailed link is good for; links that undo a change of addresses are stored otherwise. */
export type LinkPurpose = TokenPurpose | 'secure_account';

/** A token as stored: its hash, and what it was made for (architecture §6). A newer one replaces an older one. */
export interface OneTimeToken {
  readonly purpose: TokenPurpose;
  /** SHA-256 of the token as mailed, lower-case hex. */
  readonly hash: string;
  /** Canonical address that it was mailed to. */
  readonly email: string;
  /** The member's session epoch then: it rises with every change of the password. */
  readonly session_epoch: number;
  /** ISO 8601 UTC; the time to live of the table may be days late. */
  readonly expires_at: string;
}

const HOUR = 60 * 60;

/** Seconds (contract §2.10, §2.13). */
export const TOKEN_LIFETIMES: Readonly<Record<TokenPurpose, number>> = {
  password_reset: 24 * HOUR,
  email_verification: 30 * 24 * HOUR,
};

/** A changed password ends reset tokens, and no token that confirms an address. */
const BOUND_TO_PASSWORD: Readonly<Record<TokenPurpose, boolean>> = {
  password_reset: true,
  email_verification: false,
};

/** @returns nothing when the member has no address to mail it to */
export const tokenFor = (
  member: Member,
  purpose: TokenPurpose,
  hash: string,
  now: Date,
): OneTimeToken | undefined => {
  const { email } = identifiersOf(member.properties);
  if (email === undefined) return undefined;
  const expires = now.getTime() + TOKEN_LIFETIMES[purpose] * 1000;
  return {
    purpose,
    hash,
    email,
    session_epoch: member.session_epoch,
    expires_at: new Date(expires).toISOString(),
  };
};

/** Whether a stored token is the presented one and still holds for the member as it is now. */
export const isValidFor = (token: OneTimeToken, presented: string, member: Member, now: Date): boolean =>
  token.hash === presented &&
  new Date(token.expires_at) > now &&
  token.email === identifiersOf(member.properties).email &&
  (!BOUND_TO_PASSWORD[token.purpose] || token.session_epoch === member.session_epoch);
