import { describe, expect, it } from 'vitest';
import { FAILURE_LIMITS, lockedFor } from '#shared/domain/sessions/login-limits.ts';
import {
  ACCESS_TOKEN_SECONDS,
  checkRefresh,
  isAcceptable,
  isFirstUse,
  rotatedSession,
  type Session,
  tokenClaims,
} from '#shared/domain/sessions/session.ts';

const FIRST: Session = {
  club: 'mall',
  member: 42,
  sid: 's',
  n: 1,
  used_n: 0,
  used_at: 0,
  first_n: 1,
  epoch: 0,
  kid: 'k1',
  created_at: 1000,
  rotated_at: 1000,
  expires_at: 31_537_000,
  client: 7,
};

describe('a refresh token', () => {
  const used = tokenClaims(FIRST, 'refresh', 1000);
  const second = rotatedSession(FIRST, { kid: 'k1', now: 2000 });
  const third = rotatedSession(second, { kid: 'k1', now: 2001 });
  const inUse = { ...second, used_n: 2, used_at: 2_500_000 };
  const firstRelease = { ...second, used_n: undefined };
  const rolledBack = { ...second, used_n: 0 };
  const YEAR = 365 * 24 * 60 * 60 * 1000;

  it.each([
    ['the newest', FIRST, used, 1500, 'rotate'],
    ['used, its successor not', second, used, 2_000_000, 'repeat'],
    ['used a year ago, its successor not', second, used, 2_000_000 + YEAR, 'repeat'],
    ['used, its successor too', inUse, used, 2_500_000, 'reuse'],
    ['presented before its successor was used', inUse, used, 2_499_999, 'repeat'],
    ['older than the last', third, used, 2_002_000, 'reuse'],
    ['older than the last, and came before its second was over', third, used, 2_001_999, 'late'],
    ['used in the first release', firstRelease, used, 2_029_999, 'repeat'],
    ['used in the first release, before its 30 seconds', firstRelease, used, 2_030_000, 'reuse'],
    ['used in the first release after a rollback', rolledBack, used, 2_029_999, 'repeat'],
    [
      'used in the first release after a rollback, before its 30 seconds',
      rolledBack,
      used,
      2_030_000,
      'reuse',
    ],
    [
      'newer than the table, as after a restore',
      FIRST,
      tokenClaims(second, 'refresh', 2000),
      2000,
      'unknown',
    ],
    ['of the same number but another time', FIRST, { ...used, iat: 999 }, 2000, 'unknown'],
  ] as const)('that is %s', (_, session, claims, arrivedAt, verdict) => {
    expect(checkRefresh(session, claims, arrivedAt)).toBe(verdict);
  });
});

describe('the use of an access token', () => {
  const second = rotatedSession(FIRST, { kid: 'k1', now: 2000 });
  const access = tokenClaims(second, 'access', 2000);

  it.each([
    ['of a refreshed pair', second, access, true],
    ['of a pair in use', { ...second, used_n: 2 }, access, false],
    ['that was issued anew', second, { ...access, iat: 90_000 }, true],
    ['of an earlier pair', second, tokenClaims(FIRST, 'access', 1000), false],
    ['of the first pair, which has no predecessor', FIRST, tokenClaims(FIRST, 'access', 1000), false],
    ['of a pair before a restore of the table', second, { ...access, iat: 1999 }, false],
    ['of a pair of the first release', { ...second, used_n: undefined }, access, true],
  ])('%s: %#', (_, session, claims, isFirst) => {
    expect(isFirstUse(session, claims)).toBe(isFirst);
  });
});

describe('claims', () => {
  const access = tokenClaims(FIRST, 'access', 1000);

  it('are a day and a year long', () => {
    expect(access).toEqual({
      ...{ type: 'access', club: 'mall', member: 42, sid: 's', n: 1 },
      ...{ iat: 1000, exp: 1000 + ACCESS_TOKEN_SECONDS },
    });
    expect(tokenClaims(FIRST, 'refresh', 1000).exp - 1000).toBe(365 * 24 * 60 * 60);
  });

  it('are the same until the access token has expired, which is issued anew then', () => {
    const end = 1000 + ACCESS_TOKEN_SECONDS;
    expect(tokenClaims(FIRST, 'access', end - 1)).toEqual(access);
    expect(tokenClaims(FIRST, 'access', end)).toEqual({
      ...access,
      iat: end,
      exp: end + ACCESS_TOKEN_SECONDS,
    });
    expect(tokenClaims(FIRST, 'refresh', end)).toEqual(tokenClaims(FIRST, 'refresh', 1000));
  });

  it('count for their club and type until they expire', () => {
    expect(isAcceptable(access, 'mall', 'access', access.exp - 1)).toBe(true);
    expect(isAcceptable(access, 'mall', 'access', access.exp)).toBe(false);
    expect(isAcceptable(access, 'mall', 'refresh', 1000)).toBe(false);
    expect(isAcceptable(access, 'other', 'access', 1000)).toBe(false);
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
