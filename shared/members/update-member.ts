import { newPassword, type SentPassword } from '#shared/crypto/new-password.ts';
import { updateMember } from '#shared/data/members/members.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import { flagOf } from '#shared/domain/common-values/spellings.ts';
import { storedBan } from '#shared/domain/members/ban.ts';
import { type ApiCaller, apiOrigin } from '#shared/domain/members/change-origin.ts';
import { changedMember, type Member } from '#shared/domain/members/member.ts';
import {
  clubRules,
  isValid,
  type MemberUpdate,
  validateChange,
} from '#shared/domain/members/member-draft.ts';
import { takenErrors } from '#shared/domain/members/member-errors.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { clubPasswords } from './club-passwords.ts';
import { heldAsTyped } from './held-as-typed.ts';
import { type Lazy, read } from './lazy.ts';
import { type ChangeTarget, memberById } from './member-source.ts';

interface Request extends ApiCaller {
  readonly club: Club;
}

/** Hashes a new password once, however often the update is decided; one that is the member's already is no change. */
const passwordChange = (runtime: Runtime, club: Club) => {
  const port = clubPasswords(runtime, club.slug);
  let hashed: Promise<string> | undefined;
  const once = {
    ...port,
    hash: (password: string) => {
      hashed ??= port.hash(password);
      return hashed;
    },
  };
  return async (sent: SentPassword, member: Member): Promise<{ password?: string }> => {
    const password = await newPassword(once, sent, member.password);
    return password === undefined ? {} : { password };
  };
};

type SentUpdate = Omit<MemberUpdate, 'validate_partially'> & {
  readonly validate_partially?: Parameters<typeof flagOf>[0];
};

/** A body's flag in any of its spellings. */
export const readUpdate = (body: SentUpdate): MemberUpdate => ({
  ...body,
  validate_partially: flagOf(body.validate_partially) ?? false,
});

/**
 * Changes a member as far as the payload names things (contract §2.8): one read and one conditional write, a
 * transaction when an identifier moves, no write when nothing differs. Safe beside any other writer.
 * @param request the club and the product: the result is validated by the club's schema and the product's scope
 * @param payload what was sent, or how to read it once the member is found
 * @param target the member's id, or where else it comes from
 * @returns the member as it is now
 * @throws LoyaltyError member_not_found, member_invalid, busy
 */
export const changeMember = async (
  runtime: Runtime,
  request: Request,
  target: number | ChangeTarget,
  payload: Lazy<MemberUpdate>,
): Promise<Member> => {
  const { club } = request;
  const db = runtime.use(database);
  const source = typeof target === 'number' ? memberById(runtime, club, target) : target;
  const password = passwordChange(runtime, club);
  return retryOnConflict(runtime, async () => {
    const before = await source.find();
    if (!before) throw new LoyaltyError('member_not_found');
    const update = read(payload);
    const validation = validateChange(clubRules(club, request.product), before, update);
    if (!isValid(validation)) throw new LoyaltyError('member_invalid', { details: validation.errors });
    const change = {
      properties: validation.properties,
      consents: update.consents,
      flags: update,
      banned_until: storedBan(update.banned_until),
      changed: apiOrigin(request, source.by),
      ...(await password(update, before)),
    };
    const after = changedMember(before, change, runtime.now().toISOString());
    if (after === before) return before;
    const typed = { club, sent: update.properties, stored: after.properties, before };
    const asTyped = await heldAsTyped(db, typed);
    if (asTyped.length > 0) throw new LoyaltyError('member_invalid', { details: takenErrors(asTyped) });
    const written = await updateMember(db, before, after, source.extraWrites(before, after));
    if (written.outcome === 'stale') return CONFLICT;
    if (written.outcome === 'written') return after;
    throw new LoyaltyError('member_invalid', { details: takenErrors(written.identifiers) });
  });
};
