import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { FAILURE_LIMITS } from '#shared/domain/sessions/login-limits.ts';
import { passwords } from '#shared/ports/secrets.ts';
import { getRuntime } from '#shared/runtime.ts';
import { eventually } from '../support/eventually.ts';
import { type ClubStack, type Reply, startClubStack } from './club-stack.ts';

/** What was found in single requests, done again over HTTP (docs/threats-and-faults.md). */

const NAMES = Array.from({ length: 80 }, (_, n) => `interest-${String(n).padStart(20, '0')}`);
/** One letter of which NFKC makes eighteen; 15 KB of gzip hold five million of it. */
const LETTERS = '\ufdfa'.repeat(5_000_000);
const MB = 1024 * 1024;

let club: ClubStack;
beforeAll(async () => {
  club = await startClubStack({
    schema: { tags: { type: 'array', items: { type: 'string', enum: NAMES } } },
  });
});
afterAll(() => club?.stack.stop());
afterEach(() => vi.restoreAllMocks());

let people = 0;
const member = async (): Promise<{ id: number; email: string }> => {
  people += 1;
  const email = `member${people}@example.com`;
  const properties = { email, first_name: 'A', last_name: 'B' };
  const { body } = await club.ask('POST', 'members', { body: { properties, password: 'pass-1' } });
  return { id: body.id, email };
};

const logIn = (identifier: string | number, password = 'pass-1'): Promise<Reply> => {
  const identifier_type = typeof identifier === 'number' ? 'id' : 'email';
  const body = { grant_type: 'password', identifier_type, identifier, password };
  return club.ask('POST', 'members/oauth/token', { body });
};

const PERSON = { email: 'a@example.com', first_name: 'A', last_name: 'B' };

describe('a small body', () => {
  const consents = Object.fromEntries(
    Array.from({ length: 900 }, (_, n) => [`${n}${'c'.repeat(4_000)}`, { status: true }]),
  );
  const wrong = { ...PERSON, tags: Array(5000).fill('x') };

  it.each([
    ['members', 422, { properties: PERSON, consents }],
    ['members', 422, { properties: wrong }],
    ['members/validate', 200, { properties: PERSON, consents }],
    ['members/validate', 200, { properties: wrong }],
  ])('has no reply that Lambda would lose: %s, %i (fault F86)', async (path, expected, body) => {
    const { status, bytes } = await club.ask('POST', path, { body, zipped: true });
    expect(status).toBe(expected);
    expect(bytes).toBeLessThan(MB);
    expect(club.problems).toEqual([]);
  });

  it('is refused before five million letters of it are normalised (threat T37)', async () => {
    const { id, email } = await member();
    const bearer = (await logIn(id)).body.access_token;
    let characters = 0;
    const plain = String.prototype.normalize;
    vi.spyOn(String.prototype, 'normalize').mockImplementation(function (this: string, form) {
      characters += this.length;
      return plain.call(this, form);
    });
    const properties = { ...PERSON, email: 'letters@example.com' };
    const requests = [
      ['POST', 'members', 422, { properties, password: LETTERS }],
      ['PUT', `members/${id}`, 422, { password: LETTERS }],
      ['PUT', 'members/me', 422, { password: LETTERS }],
      ['PUT', 'members/me/update_password', 422, { current_password: 'pass-1', password: LETTERS }],
      ['PUT', `members/by_email/${email}/reset_password`, 463, { token: 'x', password: LETTERS }],
      ['POST', 'members/validate', 200, { properties, password: LETTERS }],
    ] as const;
    for (const [method, path, status, body] of requests) {
      const reply = await club.ask(method, path, { body, bearer, zipped: true });
      expect([method, path, reply.status]).toEqual([method, path, status]);
      expect(reply.bytes).toBeLessThan(10_000);
    }
    const members = [{ properties, password: '\ufdfa'.repeat(50_000) }];
    const BULKS = 'members/bulks/create_or_update';
    await club.ask('POST', BULKS, { body: { job_id: 'letters', members }, zipped: true });
    const job = await eventually(
      async () => (await club.ask('GET', `${BULKS}/letters`)).body,
      ({ status }) => status === 'finished',
    );
    expect(job).toMatchObject({ members_with_validation_errors_number: 1, members_created_number: 0 });
    // A few passwords and identifiers of the longest that are looked at.
    expect(characters).toBeLessThan(20 * 1024);
  });
});

describe('guesses at a password', () => {
  it('of which 900 come at once are compared ten times at most (threat T38)', async () => {
    const { email } = await member();
    const compare = vi.spyOn(getRuntime().use(passwords), 'matches');
    const guesses = Array.from({ length: 900 }, (_, n) => (n === 450 ? 'pass-1' : `wrong-${n}`));
    const statuses = (await Promise.all(guesses.map((guess) => logIn(email, guess)))).map(
      ({ status }) => status,
    );
    // The right one gives its place back, wherever among them it came.
    const wrong = compare.mock.calls.filter(([password]) => password !== 'pass-1');
    expect(wrong.length).toBeLessThanOrEqual(FAILURE_LIMITS.identifier);
    expect(statuses.filter((status) => ![200, 429, 461].includes(status))).toEqual([]);
    const refused = statuses.filter((status) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(899 - FAILURE_LIMITS.identifier);
  });

  it('at a thousand addresses of nobody lock no member of the club out (threat T39)', async () => {
    const { id, email } = await member();
    expect((await logIn(id)).status).toBe(200);
    for (let n = 0; n < FAILURE_LIMITS.client; n += 50) {
      const guesses = Array.from({ length: 50 }, (_, k) => logIn(`nobody${n + k}@example.com`, 'wrong'));
      for (const { status } of await Promise.all(guesses)) expect([461, 429]).toContain(status);
    }
    expect((await logIn('nobody@example.com', 'wrong')).status).toBe(429);
    expect([(await logIn(id)).status, (await logIn(email)).status]).toEqual([200, 200]);
  });
});
