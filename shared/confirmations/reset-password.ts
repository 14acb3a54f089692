import { consumeWrite } from '#shared/data/confirmations/tokens.ts';
import { replaceWrite } from '#shared/data/members/members.ts';
import { clearFailures } from '#shared/data/sessions/login-attempts.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember } from '#shared/domain/members/member.ts';
import { passwordErrors } from '#shared/domain/sessions/password-policy.ts';
import { database } from '#shared/ports/database.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';
import { requireValidToken } from './stored-token.ts';

interface NewPassword {
  readonly token: string;
  /** Of any type; validated by the club's policy. */
  readonly password: unknown;
  readonly minLength: number;
  readonly origin: ChangeOrigin;
}

/**
 * Sets a password with a mailed token: 404, then 463, then 422, which uses nothing up (contract §2.12). Token
 * and password change in one transaction, so of any number of requests at once exactly one succeeds; the new
 * session epoch ends every session.
 */
export const resetPassword = async (
  runtime: Runtime,
  find: Lookup,
  { token: presented, password, minLength, origin }: NewPassword,
): Promise<Confirmation> => {
  const db = runtime.use(database);
  let hashed: string | undefined;
  return retryOnConflict<Confirmation>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    const token = await requireValidToken(runtime, member, 'password_reset', presented);
    if (!token) return INVALID_TOKEN;
    const wrong = passwordErrors(password, minLength);
    if (wrong.length > 0) return { outcome: 'member_invalid', errors: { password: wrong } };
    hashed ??= await runtime.use(passwords).hash(String(password));
    // Whoever holds the mailed token is no guesser; done first, so that a password that was set is always answered 200.
    await clearFailures(db, member.club, member.id);
    const change = { flags: {}, password: hashed, changed: origin };
    const after = changedMember(member, change, runtime.now().toISOString());
    const failedChecks = await transact(db, [
      consumeWrite(db, member, token),
      replaceWrite(db, member, after),
    ]);
    if (failedChecks.includes('token')) return INVALID_TOKEN;
    return failedChecks.length === 0 ? DONE : CONFLICT;
  });
};
