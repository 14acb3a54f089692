import { validCheck } from '#shared/data/confirmations/tokens.ts';
import { replaceWrite } from '#shared/data/members/members.ts';
import { transact } from '#shared/data/table/transact.ts';
import type { OneTimeToken } from '#shared/domain/confirmations/one-time-token.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { memberAfterEvent } from '#shared/domain/members/member-after-event.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { FindStored } from './linked-member.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';
import { requireValidToken } from './stored-token.ts';

export const findVerification: FindStored<OneTimeToken> = (runtime, member, token) =>
  requireValidToken(runtime, member, 'email_verification', token);

/** Confirms the address that a token was mailed to. The token stays good: repeating it is fine (contract §2.13). */
export const verifyEmail = async (
  runtime: Runtime,
  find: Lookup,
  presented: string,
  changed: ChangeOrigin,
): Promise<Confirmation> => {
  const db = runtime.use(database);
  return retryOnConflict<Confirmation>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    const token = await findVerification(runtime, member, presented);
    if (!token) return INVALID_TOKEN;
    const after = memberAfterEvent(member, 'email', 'verified', {
      now: runtime.now().toISOString(),
      changed,
    });
    if (after === member) return DONE;
    const failedChecks = await transact(db, [validCheck(db, member, token), replaceWrite(db, member, after)]);
    if (failedChecks.includes('token')) return INVALID_TOKEN;
    return failedChecks.length === 0 ? DONE : CONFLICT;
  });
};
