import { randomUUID } from 'node:crypto';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { keyForClub, keyRing } from '#shared/crypto/key-ring.ts';
import { newKey } from '#shared/crypto/rotation.ts';
import { createSessionTokens } from '#shared/crypto/session-tokens.ts';
import { expiryOf, type TokenClaims, type TokenType } from '#shared/domain/sessions/session.ts';

const SECRET = newKey(new Date('2026-12-31T00:00:00.000Z'));
const ring = keyRing(SECRET);
const tokens = createSessionTokens(async () => ring);

const claimsOf = (type: TokenType, more: Partial<TokenClaims> = {}): TokenClaims => {
  const iat = 1_800_000_000;
  const ids = { club: 'mall', member: 42, sid: randomUUID(), n: 1 };
  return { type, ...ids, iat, exp: expiryOf(type, iat), ...more };
};

const signed = (payload: unknown, key: Uint8Array, header: object = {}): Promise<string> =>
  new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'HS256', kid: SECRET.kid, ...header })
    .sign(key);

describe.each(['access', 'refresh'] as const)('an %s token', (type) => {
  it('has 200 characters of a URL at most, whatever the club and the member are called', async () => {
    for (const [club, member, n] of [
      ['m', 1, 1],
      ['x'.repeat(63), 999_999_999_999_999, 99_999_999],
    ] as const) {
      const token = await tokens.sign(claimsOf(type, { club, member, n }), SECRET.kid);
      expect(token.length).toBeLessThanOrEqual(200);
      expect(token).toMatch(/^[A-Za-z0-9._-]+$/);
    }
  });

  it('says what it was made of, to its club alone', async () => {
    const claims = claimsOf(type);
    const token = await tokens.sign(claims, SECRET.kid);
    expect(await tokens.read(token, 'mall')).toEqual(claims);
    expect(await tokens.read(token, 'mall-2')).toBeUndefined();
    expect(token).not.toContain('mall');
  });

  it('of the first release is read, with the club and the expiry that it names', async () => {
    const sid = randomUUID();
    const written = { type, club: 'mall', sub: '42', sid, n: 3, iat: 1_700_000_000, exp: 1_700_000_900 };
    const key = ring.key(SECRET.kid, 'session-token') as Uint8Array;
    const token = await signed(written, key, { typ: 'JWT' });
    const { sub: _, ...claims } = written;
    expect(await tokens.read(token, 'other')).toEqual({ ...claims, member: 42 });
    // Neither form is taken for the other.
    expect(await tokens.read(await signed(written, key), 'mall')).toBeUndefined();
  });
});

it.each([
  null,
  'text',
  [],
  {},
  { a: 1, m: 1, i: 1 },
  { a: 0, m: 1, s: 'x', i: 1 },
  { a: 1, m: '1', s: 'x', i: 1 },
  { m: 1, s: 'x', i: 1 },
  { r: 1.5, m: 1, s: 'x', i: 1 },
])('what is signed and is no claims is no token: %j', async (payload) => {
  const key = keyForClub(ring.key(SECRET.kid, 'club-session') as Uint8Array, 'mall');
  expect(await tokens.read(await signed(payload, key), 'mall')).toBeUndefined();
});

it.each([
  null,
  [],
  { type: 'id', club: 'c', sub: '1', sid: 's', n: 1, iat: 1, exp: 9 },
  { type: 'access', club: 'c', sub: '0', sid: 's', n: 1, iat: 1, exp: 9 },
  { type: 'access', club: 'c', sub: '1#2', sid: 's', n: 1, iat: 1, exp: 9 },
  { type: 'access', sub: '1', sid: 's', n: 1, iat: 1, exp: 9 },
  { type: 'access', club: 'c', sub: '1', sid: 's', n: 1, iat: 1, exp: '9' },
])('nor is it of the first release: %j', async (payload) => {
  const key = ring.key(SECRET.kid, 'session-token') as Uint8Array;
  expect(await tokens.read(await signed(payload, key, { typ: 'JWT' }), 'c')).toBeUndefined();
});
