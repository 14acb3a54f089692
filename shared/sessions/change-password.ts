import { replacePassword } from '../data/session-epoch.ts';
import type { Member } from '../domain/member.ts';
import { passwordErrors } from '../domain/password-policy.ts';
import { LoyaltyError } from '../errors.ts';
import { decideAgain, STALE } from '../members/decide-again.ts';
import { database } from '../ports/database.ts';
import { passwords } from '../ports/secrets.ts';
import type { PresentedSession } from '../ports/sessions.ts';
import type { Runtime } from '../runtime.ts';
import { presentedMember } from './presented-member.ts';

export interface PasswordChange {
  /** As sent, of whatever type. */
  readonly current: unknown;
  readonly wanted: unknown;
  /** The club's. */
  readonly minLength: number;
}

/** A member without a password proves nothing by one: any is accepted (contract §2.14). */
const proves = async (runtime: Runtime, member: Member, current: unknown): Promise<boolean> => {
  if (member.password === null) return true;
  if (typeof current !== 'string') return false;
  return runtime.use(passwords).matches(current, member.password);
};

/** @throws LoyaltyError member_invalid */
const judged = ({ wanted, minLength }: PasswordChange): string => {
  const password = passwordErrors(wanted, minLength);
  if (password.length > 0 || typeof wanted !== 'string')
    throw new LoyaltyError('member_invalid', { details: { password } });
  return wanted;
};

/**
 * Changes the password of the member who presents a session and the current one. Every other session of the
 * member ends with the same write; the presented one stays (contract §2.14).
 * @throws LoyaltyError member_not_found, current_password_invalid, member_invalid, oauth_token_invalid, busy
 */
export const changePassword = async (
  runtime: Runtime,
  presented: PresentedSession,
  change: PasswordChange,
): Promise<void> => {
  const db = runtime.use(database);
  const source = presentedMember(runtime, presented);
  await decideAgain(runtime, async () => {
    const before = await source.find();
    if (!before) throw new LoyaltyError('member_not_found');
    if (!(await proves(runtime, before, change.current))) throw new LoyaltyError('current_password_invalid');
    const password = await runtime.use(passwords).hash(judged(change));
    const after = {
      password,
      session_epoch: before.session_epoch + 1,
      updated_at: runtime.now().toISOString(),
    };
    return (await replacePassword(db, before, after, source.along(before, after))) ? true : STALE;
  });
};
