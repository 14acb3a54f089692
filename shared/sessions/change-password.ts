import { changePasswordKeeping } from '../data/session-epoch.ts';
import { findSession } from '../data/sessions.ts';
import type { Member } from '../domain/member.ts';
import { passwordErrors } from '../domain/password-policy.ts';
import { isLive, type Session } from '../domain/session.ts';
import { busy, LoyaltyError } from '../errors.ts';
import { database } from '../ports/database.ts';
import { passwords } from '../ports/secrets.ts';
import type { PresentedSession } from '../ports/sessions.ts';
import type { Runtime } from '../runtime.ts';

export interface PasswordChange {
  readonly presented: PresentedSession;
  /** As sent, of whatever type. */
  readonly current: unknown;
  readonly wanted: unknown;
  /** The club's. */
  readonly minLength: number;
}

const MAX_ATTEMPTS = 5;

/** A member without a password proves nothing by one: any is accepted (contract §2.14). */
const proves = async (runtime: Runtime, member: Member, current: unknown): Promise<boolean> => {
  if (member.password === null) return true;
  if (typeof current !== 'string') return false;
  return runtime.use(passwords).matches(current, member.password);
};

/** @throws LoyaltyError member_invalid */
const judged = (wanted: unknown, minLength: number): string => {
  const password = passwordErrors(wanted, minLength);
  if (password.length > 0 || typeof wanted !== 'string')
    throw new LoyaltyError('member_invalid', { details: { password } });
  return wanted;
};

/** The session and its member as they are now, after somebody else has written. */
const again = async (runtime: Runtime, { club, member, sid }: Session): Promise<PresentedSession> => {
  const found = await findSession(runtime.use(database), { club, member, sid });
  const ended = !found || (found.member && !isLive(found.session, found.member, runtime.now()));
  if (ended) throw new LoyaltyError('oauth_token_invalid');
  return found;
};

/**
 * Changes the password of the member who presents a session and the current one. Every other session of the
 * member ends with the same write; the presented one stays (contract §2.14).
 * @throws LoyaltyError member_not_found, current_password_invalid, member_invalid, oauth_token_invalid
 */
export const changePassword = async (runtime: Runtime, change: PasswordChange): Promise<void> => {
  let { presented } = change;
  for (let n = 1; n <= MAX_ATTEMPTS; n += 1) {
    const { session, member } = presented;
    if (!member) throw new LoyaltyError('member_not_found');
    if (!(await proves(runtime, member, change.current))) throw new LoyaltyError('current_password_invalid');
    const password = await runtime.use(passwords).hash(judged(change.wanted, change.minLength));
    const now = runtime.now().toISOString();
    const db = runtime.use(database);
    if (await changePasswordKeeping(db, session, member, { password, now })) return;
    presented = await again(runtime, session);
  }
  throw busy(new Error('The member does not hold still'));
};
