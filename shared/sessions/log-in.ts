import { findBehindDoor, type LogInDoor, readDoor, replaceHash } from '../data/log-in.ts';
import { countFailure, type Guesser } from '../data/log-in-failures.ts';
import { storeSession } from '../data/sessions.ts';
import type { LogInName } from '../domain/grant.ts';
import { type FailureKind, lockedFor } from '../domain/log-in-limits.ts';
import { canLogIn, type Member } from '../domain/member.ts';
import { newSession, unixSeconds } from '../domain/session.ts';
import { LoyaltyError } from '../errors.ts';
import { database } from '../ports/database.ts';
import { metrics } from '../ports/metrics.ts';
import { passwords, sessionTokens } from '../ports/secrets.ts';
import type { Runtime } from '../runtime.ts';
import { type TokenPair, tokenPair } from './token-pair.ts';

export interface LogIn {
  readonly club: string;
  /** Id of the client token. */
  readonly client: number;
  readonly name: LogInName;
  readonly password: string;
}

const KINDS: readonly FailureKind[] = ['identifier', 'client'];

/** @param spare failures that are still answered as such: those that were counted just now */
const refuseLocked = (runtime: Runtime, failures: LogInDoor['failures'], now: number, spare = 0): void => {
  const seconds = Math.max(
    ...KINDS.map((kind) => {
      const found = failures[kind];
      return lockedFor(kind, found && { ...found, count: found.count - spare }, now);
    }),
  );
  if (seconds === 0) return;
  runtime.use(metrics).count('LogInsLocked');
  throw new LoyaltyError('too_many_attempts', { retryAfter: seconds });
};

/** A password that another system hashed, or an old key or cost: now that it is known, it is stored anew. */
const upgrade = async (runtime: Runtime, member: Member, password: string): Promise<void> => {
  const hashes = runtime.use(passwords);
  const { password: stored } = member;
  if (stored === null || !(await hashes.needsRehash(stored))) return;
  await replaceHash(runtime.use(database), member, await hashes.rehash(password, stored));
};

const open = async (runtime: Runtime, { client, password }: LogIn, member: Member): Promise<TokenPair> => {
  await upgrade(runtime, member, password);
  const session = newSession(
    member,
    { sid: runtime.uuid(), client },
    { kid: await runtime.use(sessionTokens).currentKid(), now: unixSeconds(runtime.now()) },
  );
  await storeSession(runtime.use(database), session);
  return tokenPair(runtime, session);
};

/**
 * Logs a member in by password: two reads, one hash comparison, one write. Whoever fails learns nothing of why:
 * unknown, wrong, without a password and banned take the same road to its end (contract §2.1).
 * @throws LoyaltyError credentials_invalid; too_many_attempts, for unknown identifiers alike
 */
export const logIn = async (runtime: Runtime, attempt: LogIn): Promise<TokenPair> => {
  const db = runtime.use(database);
  const guesser: Guesser = {
    club: attempt.club,
    identifier: attempt.name.counted,
    client: attempt.client,
  };
  const door = await readDoor(db, guesser, attempt.name);
  refuseLocked(runtime, door.failures, unixSeconds(runtime.now()));
  const member = await findBehindDoor(db, attempt.club, door, attempt.name);
  const matches = await runtime.use(passwords).matches(attempt.password, member?.password ?? null);
  if (member && matches && canLogIn(member, runtime.now())) return open(runtime, attempt, member);

  const now = unixSeconds(runtime.now());
  // Of many at once only as many as the limit allows are told that they were wrong.
  refuseLocked(runtime, await countFailure(db, guesser, now), now, 1);
  runtime.use(metrics).count('LogInsFailed');
  throw new LoyaltyError('credentials_invalid');
};
