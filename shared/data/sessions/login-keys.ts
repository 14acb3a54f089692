import { join, type Key, memberKey } from '../table/keys.ts';

/** Attempts on a member, and when it logged in through which client. */
export const loginsKey = (club: string, member: number): Key => ({
  pk: memberKey(club, member).pk,
  sk: 'LOGINS',
});

/** What failed attempts have in common: an identifier's hash, a session or a client token. */
type AttemptTarget = 'IDENTIFIER' | 'SESSION' | 'CLIENT';
export const failuresKey = (club: string, kind: AttemptTarget, target: string | number): Key => ({
  pk: join('CLUB', club, 'FAILURES', kind, target),
  sk: 'FAILURES',
});

/** Rate and circuit breaker of a club's requests to the old system. */
export const shadowCircuitKey = (club: string): Key => ({
  pk: join('CLUB', club, 'SHADOW'),
  sk: 'CIRCUIT',
});
