import { describe, expect, it } from 'vitest';
import { FAILURE_LIMITS, lockedFor } from '#shared/domain/sessions/login-limits.ts';
import {
  ACCESS_TOKEN_SECONDS,
  checkRefresh,
  isAcceptable,
  isTokenClaims,
  REFRESH_GRACE_SECONDS,
  rotatedSession,
  type Session,
  tokenClaims,
} from '#shared/domain/sessions/session.ts';

const FIRST: Session = {
  club: 'mall',
  member: 42,
  sid: 's',
  n: 1,
  epoch: 0,
  kid: 'k1',
  created_at: 1000,
  rotated_at: 1000,
  expires_at: 31_537_000,
  client: 7,
};

describe('a refresh token', () => {
  const used = tokenClaims(FIRST, 'refresh');
  const second = rotatedSession(FIRST, { kid: 'k1', now: 2000 });
  const third = rotatedSession(second, { kid: 'k1', now: 2001 });

  it.each([
    ['the newest', FIRST, used, 1500, 'rotate'],
    ['used just now', second, used, 2000, 'repeat'],
    ['used at the end of the grace', second, used, 2000 + REFRESH_GRACE_SECONDS, 'repeat'],
    ['used before that', second, used, 2001 + REFRESH_GRACE_SECONDS, 'reuse'],
    ['used by a clock that is ahead', second, used, 1000, 'repeat'],
    ['older than the last', third, used, 2001, 'reuse'],
    ['newer than the table, as after a restore', FIRST, tokenClaims(second, 'refresh'), 2000, 'unknown'],
    ['of the same number but another time', FIRST, { ...used, iat: 999 }, 2000, 'unknown'],
  ] as const)('that is %s', (_, session, claims, now, verdict) => {
    expect(checkRefresh(session, claims, now)).toBe(verdict);
  });
});

describe('claims', () => {
  const access = tokenClaims(FIRST, 'access');

  it('are those of RFC 7519, a day and a year long', () => {
    expect(access).toEqual({
      ...{ type: 'access', club: 'mall', sub: '42', sid: 's', n: 1 },
      ...{ iat: 1000, exp: 1000 + ACCESS_TOKEN_SECONDS },
    });
    expect(tokenClaims(FIRST, 'refresh').exp - 1000).toBe(365 * 24 * 60 * 60);
  });

  it('count for their club and type until they expire', () => {
    expect(isAcceptable(access, 'mall', 'access', access.exp - 1)).toBe(true);
    expect(isAcceptable(access, 'mall', 'access', access.exp)).toBe(false);
    expect(isAcceptable(access, 'mall', 'refresh', 1000)).toBe(false);
    expect(isAcceptable(access, 'other', 'access', 1000)).toBe(false);
  });

  it.each([
    null,
    'text',
    [],
    {},
    { ...access, sub: 42 },
    { ...access, sub: '0' },
    { ...access, sub: '1#2' },
    { ...access, type: 'id' },
    { ...access, exp: '9' },
    { ...access, n: 1.5 },
    { ...access, club: undefined },
  ])('are not %j', (value) => {
    expect(isTokenClaims(value)).toBe(false);
  });
});

describe('a lock', () => {
  it.each([
    [undefined, 0],
    [{ count: FAILURE_LIMITS.identifier - 1, ends_at: 100 }, 0],
    [{ count: FAILURE_LIMITS.identifier, ends_at: 100 }, 40],
    [{ count: FAILURE_LIMITS.identifier, ends_at: 60 }, 0],
    [{ count: FAILURE_LIMITS.identifier, ends_at: 50 }, 0],
  ])('of %j holds for %i seconds', (failures, seconds) => {
    expect(lockedFor('identifier', failures, 60)).toBe(seconds);
  });
});
