import { createHmac } from 'node:crypto';
import { CompactSign } from 'jose';
import { describe, expect, it } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { newKey } from '#shared/crypto/rotation.ts';
import { createUnsubscribeTokens } from '#shared/crypto/unsubscribe-tokens.ts';

const SECRET = newKey(new Date('2026-12-31T00:00:00.000Z'));
const ring = keyRing(SECRET);
const tokens = createUnsubscribeTokens(async () => ring);
const ANN = { club: 'mall', member: 42, email: 'ann@example.com' };
/** The longest that RFC 5321 allows. */
const LONG = `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(57)}.no`;

describe('an unsubscribe token', () => {
  it.each([
    ['usual names', ANN],
    ['a long slug', { ...ANN, club: 'x'.repeat(63) }],
    ['a large id', { ...ANN, member: 999_999_999_999_999 }],
    ['a long address', { ...ANN, member: 999_999_999_999_999, email: LONG }],
  ])('has 200 characters of a path at most, with %s', async (_, subscription) => {
    const token = await tokens.issue(subscription);
    expect(token.length).toBeLessThanOrEqual(200);
    expect(token).toMatch(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/);
    const verified = await tokens.verify(token, subscription.club);
    expect(verified).toMatchObject({ club: subscription.club, member: subscription.member });
    expect(verified?.isFor(subscription.email)).toBe(true);
    expect(verified?.isFor('other@example.com')).toBe(false);
  });

  it('holds its address, encrypted, where there is room', async () => {
    const token = await tokens.issue(ANN);
    expect((await tokens.verify(token, 'mall'))?.email).toBe(ANN.email);
    expect(Buffer.from(token, 'base64url').toString()).not.toContain('ann@');
    const long = await tokens.verify(await tokens.issue({ ...ANN, email: LONG }), 'mall');
    expect(long?.email).toBeUndefined();
  });

  it('is valid for its club only, and in a link the club precedes it', async () => {
    const token = await tokens.issue(ANN);
    expect(await tokens.verify(token)).toBeUndefined();
    expect(await tokens.verify(token, 'other')).toBeUndefined();
    expect(await tokens.verify(`mall.${token}`)).toMatchObject({ club: 'mall', member: 42 });
    expect(await tokens.verify(`mall.${token}`, 'mall')).toMatchObject({ club: 'mall' });
    for (const club of [undefined, 'other', 'mall'])
      expect(await tokens.verify(`other.${token}`, club)).toBeUndefined();
  });

  it('of the first release is good for ever, and does not hold its address', async () => {
    const key = ring.key(SECRET.kid, 'unsubscribe') as Uint8Array;
    const text = JSON.stringify(['mall', 42, ANN.email]);
    const a = createHmac('sha256', key).update(text).digest('base64url');
    const token = await new CompactSign(new TextEncoder().encode(JSON.stringify({ c: 'mall', m: 42, a })))
      .setProtectedHeader({ alg: 'HS256', kid: SECRET.kid, typ: 'unsubscribe' })
      .sign(key);
    const verified = await tokens.verify(token);
    expect(verified).toMatchObject({ club: 'mall', member: 42, email: undefined });
    expect([verified?.isFor(ANN.email), verified?.isFor('b@example.com')]).toEqual([true, false]);
    expect(await tokens.verify(token, 'mall')).toBeDefined();
    expect(await tokens.verify(token, 'other')).toBeUndefined();
  });

  it.each(['', 'x', 'a.b.c', 'mall.', 'mall.x', '..', 'x'.repeat(5000)])('is not %.20j', async (text) => {
    expect(await tokens.verify(text, 'mall')).toBeUndefined();
  });
});
