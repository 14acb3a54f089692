import { refundAttempt, refundWrite, sessionCounter } from '#shared/data/sessions/login-attempts.ts';
import type { AttemptReservation } from '#shared/data/sessions/login-failures.ts';
import { replacePassword } from '#shared/data/sessions/session-epoch.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import type { Member } from '#shared/domain/members/member.ts';
import { passwordErrors } from '#shared/domain/sessions/password-policy.ts';
import { unixSeconds } from '#shared/domain/sessions/session.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { passwords } from '#shared/ports/secrets.ts';
import type { PresentedSession } from '#shared/ports/sessions.ts';
import { LIMITS } from '#shared/rate-limits.ts';
import { CONFLICT, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { reserveLoginAttempt } from './login-attempt.ts';
import { presentedMember } from './presented-member.ts';

interface PasswordChange {
  /** As sent, of whatever type. */
  readonly current: unknown;
  readonly wanted: unknown;
  /** The club's. */
  readonly minLength: number;
  readonly origin: ChangeOrigin;
}

/** The attempt of a request: counted once, before its password is compared, also when a conflict repeats the change. */
interface Attempt {
  place: AttemptReservation | undefined;
}

/**
 * A member without a password has nothing to prove: any current password is accepted (contract §2.14). Attempts count
 * against the presented session: those of outsiders at the log-in do not count here, nor these there.
 * @throws LoyaltyError too_many_attempts
 */
const verifyCurrentPassword = async (
  runtime: Runtime,
  member: Member,
  current: unknown,
  { guess, sid }: { readonly guess: Attempt; readonly sid: string },
): Promise<boolean> => {
  if (member.password === null) return true;
  if (typeof current !== 'string') return false;
  guess.place ??= await reserveLoginAttempt(
    runtime,
    sessionCounter(member.club, sid),
    LIMITS.currentPassword,
  );
  return runtime.use(passwords).matches(current, member.password);
};

/** The new password, or what is wrong with it. */
const validateNewPassword = ({ wanted, minLength }: PasswordChange): string | LoyaltyError => {
  const password = passwordErrors(wanted, minLength);
  return password.length > 0 || typeof wanted !== 'string'
    ? new LoyaltyError('member_invalid', { details: { password } })
    : wanted;
};

/**
 * Changes the password of the member who presents a session and the current one. Every other session of the
 * member ends with the same write; the presented one stays (contract §2.14).
 * @throws LoyaltyError member_not_found, too_many_attempts, current_password_invalid, member_invalid,
 * oauth_token_invalid, busy
 */
export const changePassword = async (
  runtime: Runtime,
  presented: PresentedSession,
  change: PasswordChange,
): Promise<void> => {
  const db = runtime.use(database);
  const source = presentedMember(runtime, presented);
  const { sid, client } = presented.session;
  const guess: Attempt = { place: undefined };
  let isCleared = false;
  await retryOnConflict(runtime, async () => {
    const before = await source.find();
    if (!before) throw new LoyaltyError('member_not_found');
    const isVerified = await verifyCurrentPassword(runtime, before, change.current, { guess, sid });
    if (!isVerified) throw new LoyaltyError('current_password_invalid');
    const success = { client, now: unixSeconds(runtime.now()) };
    const { place } = guess;
    const wanted = validateNewPassword(change);
    if (typeof wanted !== 'string') {
      // Who was right is no guesser, whatever else is wrong.
      if (place) await refundAttempt(db, place, success);
      throw wanted;
    }
    const password = await runtime.use(passwords).hash(wanted);
    const after = {
      password,
      session_epoch: before.session_epoch + 1,
      updated_at: runtime.now().toISOString(),
      changed: change.origin,
    };
    const failedChecks = await replacePassword(db, before, after, [
      ...source.extraWrites(before, after),
      ...(place && !isCleared ? [refundWrite(db, place, success)] : []),
    ]);
    isCleared ||= failedChecks.includes('window');
    return failedChecks.length === 0 ? true : CONFLICT;
  });
};
