import { hashOneTimeToken } from '#shared/crypto/one-time-tokens.ts';
import { findToken } from '#shared/data/confirmations/tokens.ts';
import {
  isValidFor,
  type OneTimeToken,
  type TokenPurpose,
} from '#shared/domain/confirmations/one-time-token.ts';
import { tokenInLink } from '#shared/domain/confirmations/page-links.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

/** Ours have 64 characters; longer text is not worth hashing. */
const LONGEST = 128;

/**
 * The stored token behind a presented one, or behind the last part of a mailed link, if it holds for this member now;
 * looking does not use it up.
 */
export const requireValidToken = async (
  runtime: Runtime,
  member: Member,
  purpose: TokenPurpose,
  presented: string,
): Promise<OneTimeToken | undefined> => {
  const text = tokenInLink(presented, member);
  const token = await findToken(runtime.use(database), member, purpose);
  const good =
    token && text.length <= LONGEST && isValidFor(token, hashOneTimeToken(text), member, runtime.now());
  return good ? token : undefined;
};
