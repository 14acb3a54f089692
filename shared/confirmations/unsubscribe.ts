import type { VerifiedToken } from '#shared/crypto/unsubscribe-tokens.ts';
import { updateMember } from '#shared/data/members/members.ts';
import {
  memberAfterWithdrawal,
  NO_MORE_EMAIL,
  type Withdrawal,
} from '#shared/domain/confirmations/withdrawal.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { byEmail, byId, type Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';

/**
 * Whose mails a token ends: the present holder of the address, also where another member had it when the mail went
 * out. Where the token does not hold the address, only the member of that time can be found.
 */
export const holderOf = (runtime: Runtime, { club, member, email }: VerifiedToken): Lookup =>
  email === undefined ? byId(runtime, club, member) : byEmail(runtime, club, email);

/** Whether a token is for the present address of a member. */
export const isTokenFor = (token: VerifiedToken, member: Member): boolean => {
  const { email } = identifiersOf(member.properties);
  return email !== undefined && token.club === member.club && token.isFor(email);
};

/** Ended, with the member before and after where something has changed; or why not. */
type WithdrawalOutcome = Confirmation & {
  readonly change?: { readonly before: Member; readonly after: Member };
};

/** Ends what a member withdraws by the link of a mail; twice is fine. */
export const withdraw = async (
  runtime: Runtime,
  find: Lookup,
  token: VerifiedToken | undefined,
  { withdrawal, changed }: { readonly withdrawal: Withdrawal; readonly changed: ChangeOrigin },
): Promise<WithdrawalOutcome> => {
  const db = runtime.use(database);
  return retryOnConflict<WithdrawalOutcome>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    if (!token || !isTokenFor(token, member)) return INVALID_TOKEN;
    const now = runtime.now().toISOString();
    const after = memberAfterWithdrawal(member, withdrawal, { now, changed });
    if (after === member) return DONE;
    const { outcome } = await updateMember(db, member, after);
    return outcome === 'written' ? { ...DONE, change: { before: member, after } } : CONFLICT;
  });
};

/** Ends e-mail to a member; twice is fine (contract §2.13). */
export const unsubscribe = (
  runtime: Runtime,
  find: Lookup,
  token: VerifiedToken | undefined,
  changed: ChangeOrigin,
): Promise<Confirmation> => withdraw(runtime, find, token, { withdrawal: NO_MORE_EMAIL, changed });
