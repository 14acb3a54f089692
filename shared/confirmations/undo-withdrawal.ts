import { SealInvalidError } from '#shared/crypto/sealer.ts';
import type { VerifiedToken } from '#shared/crypto/unsubscribe-tokens.ts';
import { updateMember } from '#shared/data/members/members.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { withoutEvidence } from '#shared/domain/members/consents.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { database } from '#shared/ports/database.ts';
import { deliverySealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { Lookup } from './member-lookup.ts';
import { type Confirmation, DONE, INVALID_TOKEN, NOT_FOUND } from './outcome.ts';
import { isTokenFor } from './unsubscribe.ts';

/** What the member had chosen before. */
interface Earlier extends Pick<Member, 'statuses' | 'consents'> {
  readonly at: string;
}

/** Seconds; long enough to notice a slip, too short to be found in a browser's history. */
const LIFETIME = 60 * 60;

/** Of the member right after the withdrawal: any other change ends it. */
const contextOf = ({ club, id, version }: Member): string => `undo/${club}/${id}/${version}`;

/** What the page gives its reader to undo a withdrawal: it opens for this version of the member only. */
export const sealUndo = (runtime: Runtime, before: Member, after: Member): Promise<string> => {
  const { statuses } = before;
  // A form takes a limited text; what the evidence was is in the history.
  const consents = withoutEvidence(before.consents);
  const earlier: Earlier = { statuses, consents, at: after.updated_at };
  return runtime.use(deliverySealer).seal(earlier, contextOf(after));
};

const open = async (runtime: Runtime, member: Member, sealed: string): Promise<Earlier | undefined> => {
  try {
    const earlier = (await runtime.use(deliverySealer).unseal(sealed, contextOf(member))) as Earlier;
    const age = runtime.now().getTime() - Date.parse(earlier.at);
    return age < LIFETIME * 1000 ? earlier : undefined;
  } catch (error) {
    if (error instanceof SealInvalidError) return undefined;
    throw error;
  }
};

/**
 * Puts back what the withdrawal right before has ended, and nothing else: so a link alone switches nothing on
 * (threat T47).
 */
export const undoWithdrawal = async (
  runtime: Runtime,
  find: Lookup,
  { token, sealed, changed }: { token: VerifiedToken; sealed: string; changed: ChangeOrigin },
): Promise<Confirmation> => {
  const member = await find();
  if (!member) return NOT_FOUND;
  const earlier = isTokenFor(token, member) ? await open(runtime, member, sealed) : undefined;
  if (!earlier) return INVALID_TOKEN;
  const { statuses, consents } = earlier;
  const updated_at = runtime.now().toISOString();
  const after = { ...member, statuses, consents, updated_at, changed, version: member.version + 1 };
  const { outcome } = await updateMember(runtime.use(database), member, after);
  return outcome === 'written' ? DONE : INVALID_TOKEN;
};
