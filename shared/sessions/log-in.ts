import {
  findLoginMember,
  type LoginAttempt,
  type LoginLookup,
  type LoginMember,
  openSession,
  readLoginLookup,
  replaceHash,
} from '#shared/data/sessions/login.ts';
import { clientCounter, sessionCounter } from '#shared/data/sessions/login-attempts.ts';
import { type AttemptReservation, countFailure } from '#shared/data/sessions/login-failures.ts';
import type { ShadowSettings } from '#shared/domain/clubs/moving-in.ts';
import { canLogIn, type Member } from '#shared/domain/members/member.ts';
import { asksOldSystem } from '#shared/domain/sessions/asks-old-system.ts';
import type { LogInName } from '#shared/domain/sessions/grant.ts';
import { lockedFor } from '#shared/domain/sessions/login-limits.ts';
import { newSession, unixSeconds } from '#shared/domain/sessions/session.ts';
import { LoyaltyError, limitExceeded } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import { metrics } from '#shared/ports/metrics.ts';
import { passwords, sessionTokens } from '#shared/ports/secrets.ts';
import { LIMITS } from '#shared/rate-limits.ts';
import type { Runtime } from '#shared/runtime.ts';
import { reserveLoginAttempt } from './login-attempt.ts';
import { oldSystemVerifies } from './shadow-log-in.ts';
import { type TokenPair, tokenPair } from './token-pair.ts';

interface LogIn {
  readonly club: string;
  /** Id of the client token. */
  readonly client: number;
  readonly name: LogInName;
  readonly password: string;
  /** A refresh token of an earlier log-in. */
  readonly earlier?: string | undefined;
  /** Who knows the passwords that have not moved yet. */
  readonly shadow?: ShadowSettings | undefined;
}

/**
 * A password that another system hashed or has verified, or an old key or cost: now that it is known, it is stored as
 * this release stores it.
 */
const upgrade = async (runtime: Runtime, member: Member, password: string): Promise<void> => {
  const hashes = runtime.use(passwords);
  const { password: stored } = member;
  if (stored !== null && !(await hashes.needsRehash(stored))) return;
  const hash = stored === null ? await hashes.hash(password) : await hashes.rehash(password, stored);
  await replaceHash(runtime.use(database), member, hash);
};

const open = async (
  runtime: Runtime,
  { client, password }: LogIn,
  member: Member,
  place: AttemptReservation,
): Promise<TokenPair> => {
  await upgrade(runtime, member, password);
  const now = unixSeconds(runtime.now());
  const session = newSession(
    member,
    { sid: runtime.uuid(), client },
    { kid: await runtime.use(sessionTokens).currentKid(), now },
  );
  await openSession(runtime.use(database), session, place, { client, now });
  return tokenPair(runtime, session, now);
};

/**
 * The session of an earlier token of the member, whether or not it has ended. A device that presents one has a counter
 * of its own, so that attempts of outsiders do not lock it out.
 * @see https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
 */
const earlierSession = async (
  runtime: Runtime,
  { club, earlier }: LogIn,
  member: Member | undefined,
): Promise<string | undefined> => {
  if (earlier === undefined) return undefined;
  const claims = await runtime.use(sessionTokens).read(earlier, club);
  return claims?.club === club && claims.member === member?.id ? claims.sid : undefined;
};

/** Seconds for which a client admits only members known to it. */
const limitOf = ({ client }: LoginLookup, now: number): number => lockedFor('client', client, now);

const overLimit = (runtime: Runtime, seconds: number): LoyaltyError => {
  runtime.use(metrics).count('LogInsOverCeiling');
  return limitExceeded('too_many_attempts', LIMITS.logIn, seconds);
};

/** What refusals of an attempt have in common. */
interface Refusal {
  /** Seconds for which the client admits only members known to it. */
  readonly limit: number;
  /** Makes the hashes of a refusal as dear as every other. @param compared what the password was compared with */
  refuse(compared: string | null): Promise<void>;
}

/**
 * Reserves the attempt. Beyond the ceiling of the client, members unknown to it must wait; their refusal costs the
 * same hashes, too, so that response times do not reveal known members.
 */
const reservationFor = async (
  runtime: Runtime,
  attempt: LogIn,
  { member, counter, seen, isKnown }: LoginMember,
  { limit, refuse }: Refusal,
): Promise<AttemptReservation> => {
  const sid = await earlierSession(runtime, attempt, member);
  if (sid !== undefined) return reserveLoginAttempt(runtime, sessionCounter(attempt.club, sid), LIMITS.logIn);
  if (limit > 0 && !isKnown) {
    await refuse(null);
    throw overLimit(runtime, limit);
  }
  return reserveLoginAttempt(runtime, counter, LIMITS.logIn, seen);
};

/**
 * Refusals where there is a shadow log-in take this long (ms), so that their time shows no requests to an old system that
 * answers sooner.
 */
const SHADOW_REFUSAL_MS = 1000;

/** Whether the password is the member's, by the stored hash or, without one, by the old system's answer. */
const isVerified = async (
  runtime: Runtime,
  { name, password, shadow }: LogIn,
  member: Member | undefined,
): Promise<boolean> => {
  const matches = await runtime.use(passwords).matches(password, member?.password ?? null);
  if (!member) return false;
  if (shadow && asksOldSystem(member, shadow, runtime.now()))
    return oldSystemVerifies(runtime, shadow, { member, name, password });
  return matches && canLogIn(member, runtime.now());
};

/**
 * Logs a member in by password: two reads, an attempt that counts before its password is compared, and a write that
 * opens the session and releases the attempt. A failure does not reveal its cause: unknown, wrong, without a password
 * and banned take the same steps, and the same hashes (contract §2.1); where a club has a shadow log-in, a member without a
 * password costs a request more (contract §2.1.1).
 * @throws LoyaltyError credentials_invalid; too_many_attempts, for unknown identifiers alike
 */
export const logIn = async (runtime: Runtime, attempt: LogIn): Promise<TokenPair> => {
  const db = runtime.use(database);
  const loginAttempt: LoginAttempt = attempt;
  const now = unixSeconds(runtime.now());
  const lookup = await readLoginLookup(db, loginAttempt);
  const behind = await findLoginMember(db, loginAttempt, lookup, now);
  const limit = limitOf(lookup, now);
  const began = runtime.now().getTime();
  const refuse = async (compared: string | null) => {
    await runtime.use(passwords).spendRest(attempt.password, compared, lookup.hashCosts);
    if (!attempt.shadow) return;
    await runtime.sleep(Math.max(0, began + SHADOW_REFUSAL_MS - runtime.now().getTime()));
  };
  const place = await reservationFor(runtime, attempt, behind, { limit, refuse });
  const { member } = behind;
  const verified = await isVerified(runtime, attempt, member);
  if (member && verified) return open(runtime, attempt, member, place);

  await refuse(member?.password ?? null);
  runtime.use(metrics).count('LogInsFailed');
  // Wrong or unknown: beyond the ceiling both get the same answer, and no longer count.
  if (limit > 0) throw overLimit(runtime, limit);
  await countFailure(db, clientCounter(attempt.club, attempt.client), now, lookup.client);
  throw new LoyaltyError('credentials_invalid');
};
