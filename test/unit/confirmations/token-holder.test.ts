import { expect, it } from 'vitest';
import { isTokenFor } from '#shared/confirmations/unsubscribe.ts';
import type { VerifiedToken } from '#shared/crypto/unsubscribe-tokens.ts';
import { plainMember } from '../../support/plain-member.ts';

const member = (properties: object) =>
  plainMember({ id: 1, club: 'c', properties: { ...properties }, now: '2026-01-01T00:00:00.000Z' });
const token = (club: string): VerifiedToken => ({
  club,
  member: 1,
  email: 'a@example.com',
  // True of no address at all: the caller has to refuse a member without one.
  isFor: (email) => email === undefined || email === 'a@example.com',
});

it.each([
  [true, 'c', { email: 'a@example.com' }],
  [false, 'd', { email: 'a@example.com' }],
  [false, 'c', { email: 'b@example.com' }],
  [false, 'c', {}],
])('a token is for a member: %s, of club %s and %j', (holds, club, properties) => {
  expect(isTokenFor(token(club), member(properties))).toBe(holds);
});
