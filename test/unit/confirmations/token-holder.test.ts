import { expect, it } from 'vitest';
import { passwordProblem } from '#shared/confirmations/pages/password-problem.ts';
import { localize } from '#shared/confirmations/pages/texts.ts';
import { isTokenFor } from '#shared/confirmations/unsubscribe.ts';
import type { VerifiedToken } from '#shared/crypto/unsubscribe-tokens.ts';
import { plainMember } from '../../support/plain-member.ts';

const member = (properties: object) =>
  plainMember({ id: 1, club: 'c', properties: { ...properties }, now: '2026-01-01T00:00:00.000Z' });
const token = (club: string): VerifiedToken => ({
  club,
  member: 1,
  email: 'a@example.com',
  // A token whose address is only known by its digest is asked, whatever it is asked.
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

it.each([
  [{}, 'password_missing'],
  [{ password: [] }, 'password_missing'],
  [{ password: [{ error: { nested: [] } }] }, 'password_missing'],
  [{ password: [{ error: 'unheard_of' }] }, 'password_missing'],
  [{ password: [{ error: 'minimum_string_length' }] }, 'password_short'],
])('the errors %j are in words: %s', (errors, text) => {
  const { texts } = localize(['en']);
  expect(passwordProblem(texts, errors as never)).toBe(texts[text as keyof typeof texts]);
});
