import bcrypt from 'bcryptjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { newPassword } from '#shared/crypto/new-password.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { CHEAP_HASH } from '../../support/cheap-hash.ts';
import { countBcrypt, hashWorkOf } from '../../support/hash-work.ts';

vi.mock('node:crypto', async (original) =>
  (await import('../../support/hash-work.ts')).counting(await original()),
);

const OLD = { kid: 'k1', master: 'a-first-master-key-that-is-long-enough' };
const ring = async () =>
  keyRing({ kid: 'k2', master: 'a-second-master-key-that-is-long-enough', previous: [OLD] });
const passwords = createPasswords(ring, CHEAP_HASH);
const before = createPasswords(async () => keyRing(OLD), CHEAP_HASH);

const importedText = (hash: string): string => `bcrypt:${hash}`;

/** `pass-1` as the release before stored it, under `OLD`. */
const OF_EARLIER_RELEASE = 'hmac-bcrypt:k1:$2b$04$AceqYj7LO7x5uZ2lHHUP5uu28hwU/22Cb2X/ZoIYmaXLXIN8r9K6S';

beforeEach(countBcrypt);
afterEach(() => vi.restoreAllMocks());

const OWN = { 'argon2id m=8,p=1': 1 };
const bcryptOf = (rounds: number) => ({ unit: 'bcrypt', amount: rounds });
const refusal = (stored: string | null, costs: Parameters<typeof passwords.spendRest>[2]) =>
  hashWorkOf(async () => {
    await passwords.matches('guess', stored);
    await passwords.spendRest('guess', stored, costs);
  });

describe('a hash', () => {
  it('costs what OWASP asks for first', async () => {
    const work = await hashWorkOf(() => createPasswords(ring).hash('x'));
    expect(work).toEqual({ 'argon2id m=19456,p=1': 2 });
  });

  it('of a right password costs its own, and of no password nothing', async () => {
    const imported = importedText(bcrypt.hashSync('x', 5));
    const own = await passwords.hash('x');
    expect(await hashWorkOf(() => passwords.matches('x', own))).toEqual(OWN);
    expect(await hashWorkOf(() => passwords.matches('x', imported))).toEqual({ bcrypt: 32 });
    expect(await hashWorkOf(() => passwords.matches('x', null))).toEqual({});
  });

  it('of an earlier release is compared with', async () => {
    expect(await passwords.matches('pass-1', OF_EARLIER_RELEASE)).toBe(true);
    expect(await passwords.matches('pass-2', OF_EARLIER_RELEASE)).toBe(false);
    expect(await passwords.needsRehash(OF_EARLIER_RELEASE)).toBe(true);
  });
});

describe('a refusal', () => {
  const STORED: readonly (readonly [string, () => string | null | Promise<string | null>])[] = [
    ['no password', () => null],
    ['text of no scheme', () => 'md5:abc'],
    ['text of no hash', () => 'bcrypt:abc'],
    ['the pepper of an unknown key', async () => (await passwords.hash('x')).replace('k2', 'k9')],
    ['a right one', () => passwords.hash('guess')],
    ['a wrong one', () => passwords.hash('x')],
    ['a wrong one of an older key', () => before.hash('x')],
    ['one of an earlier release', () => OF_EARLIER_RELEASE],
    ['an imported one', () => importedText(bcrypt.hashSync('x', 5))],
    ['the dearest', () => importedText(bcrypt.hashSync('x', 6))],
  ];

  it.each(STORED)('costs the same with %s', async (_, stored) => {
    const costs = [bcryptOf(16), bcryptOf(64), bcryptOf(32)];
    expect(await refusal(await stored(), costs)).toEqual({ ...OWN, bcrypt: 64 });
  });

  it('costs one hash of ours where the club has no others', async () => {
    for (const stored of [null, await passwords.hash('x'), await before.hash('x')])
      expect(await refusal(stored, [])).toEqual(OWN);
  });

  it('costs the most passes over each memory', async () => {
    const more = { unit: 'argon2id m=8,p=1', amount: 3 };
    const other = { unit: 'argon2id m=16,p=2', amount: 2 };
    for (const stored of [null, await passwords.hash('x')])
      expect(await refusal(stored, [more, other])).toEqual({
        'argon2id m=8,p=1': 3,
        'argon2id m=16,p=2': 2,
      });
  });
});

describe('a stored password', () => {
  it('does not care how a keyboard composes letters, nor about 72 bytes or NUL', async () => {
    const stored = await passwords.hash('pa\u0308ss');
    expect(await passwords.matches('p\u00e4ss', stored)).toBe(true);
    const long = await passwords.hash('x'.repeat(100));
    expect(await passwords.matches('x'.repeat(99), long)).toBe(false);
    const nul = await passwords.hash('a\0b');
    expect(await passwords.matches('a\0c', nul)).toBe(false);
  });

  it('is renewed when its key, scheme or cost is old', async () => {
    const imported = importedText(bcrypt.hashSync('x', 4));
    expect(await passwords.needsRehash(await before.hash('x'))).toBe(true);
    expect(await passwords.needsRehash(imported)).toBe(true);
    for (const dearer of [
      { memory: 16, passes: 1 },
      { memory: 8, passes: 2 },
    ])
      expect(await createPasswords(ring, dearer).needsRehash(await passwords.hash('x'))).toBe(true);
    expect(await passwords.needsRehash(await passwords.hash('x'))).toBe(false);
    expect(await passwords.needsRehash(await passwords.rehash('x', imported))).toBe(false);
  });

  it('remembers through renewals which imported hash it came of', async () => {
    const hash = bcrypt.hashSync('x', 4);
    const club = { ...passwords, imported: (text: string) => passwords.imported(text, 'my-club') };
    const once = await before.rehash('x', importedText(hash));
    const twice = await passwords.rehash('x', once);
    for (const stored of [importedText(hash), once, twice]) {
      expect(await passwords.isImportOf(stored, hash)).toBe(true);
      expect(await passwords.isImportOf(stored, bcrypt.hashSync('x', 4))).toBe(false);
      expect(await newPassword(club, { password_hash: hash }, stored)).toBeUndefined();
    }
    expect(twice).not.toContain(hash);
    expect(await passwords.isImportOf(await passwords.hash('x'), hash)).toBe(false);
  });
});
