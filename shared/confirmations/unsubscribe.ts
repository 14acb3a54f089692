import { updateMember } from '#shared/data/members/members.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { identifiersOf, type Member } from '#shared/domain/members/member.ts';
import { memberAfterEvent } from '#shared/domain/members/member-after-event.ts';
import { database } from '#shared/ports/database.ts';
import { unsubscribeTokens } from '#shared/ports/secrets.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';

/** Whether a token is this member's, for the present address. */
export const isUnsubscribeToken = async (
  runtime: Runtime,
  member: Member,
  presented: string,
): Promise<boolean> => {
  const token = await runtime.use(unsubscribeTokens).verify(presented);
  const { email } = identifiersOf(member.properties);
  if (!token || email === undefined) return false;
  return token.club === member.club && token.member === member.id && token.isFor(email);
};

/** Ends e-mail to a member; twice is fine (contract §2.13). */
export const unsubscribe = async (
  runtime: Runtime,
  find: Lookup,
  presented: string,
  changed: ChangeOrigin,
): Promise<Confirmation> => {
  const db = runtime.use(database);
  return retryOnConflict<Confirmation>(runtime, async () => {
    const member = await find();
    if (!member) return NOT_FOUND;
    if (!(await isUnsubscribeToken(runtime, member, presented))) return INVALID_TOKEN;
    const after = memberAfterEvent(member, 'email', 'unsubscribed', {
      now: runtime.now().toISOString(),
      changed,
    });
    if (after === member) return DONE;
    const { outcome } = await updateMember(db, member, after);
    return outcome === 'written' ? DONE : CONFLICT;
  });
};
