import bcrypt from 'bcryptjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { newPassword } from '#shared/crypto/new-password.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { decoyHash, isDerivedFrom } from '#shared/crypto/stored-password.ts';

const OLD = { kid: 'k1', master: 'a-first-master-key-that-is-long-enough' };
const ring = async () =>
  keyRing({ kid: 'k2', master: 'a-second-master-key-that-is-long-enough', previous: [OLD] });
const passwords = createPasswords(ring, 4);
const before = createPasswords(async () => keyRing(OLD), 4);

afterEach(() => vi.restoreAllMocks());

describe('a comparison', () => {
  it.each([
    ['no password', async () => null],
    ['text of no scheme', async () => 'md5:abc'],
    ['the pepper of an unknown key', async () => (await passwords.hash('x')).replace('k2', 'k9')],
    ['a right one', async () => passwords.hash('guess')],
    ['a wrong one', async () => passwords.hash('x')],
    ['an imported one', async () => `bcrypt:${bcrypt.hashSync('x', 4)}`],
  ])('with %s hashes exactly once, at the same cost', async (_, make) => {
    const stored = await make();
    const compare = vi.spyOn(bcrypt, 'compare');
    await passwords.matches('guess', stored);
    expect(compare.mock.calls.map(([, hash]) => bcrypt.getRounds(hash))).toEqual([4]);
  });

  it('takes the time of a real one for the decoy: it is a whole bcrypt hash', async () => {
    for (const cost of [4, 10, 14]) {
      expect(decoyHash(cost)).toMatch(/^\$2b\$\d\d\$[./A-Za-z0-9]{53}$/);
      expect(bcrypt.getRounds(decoyHash(cost))).toBe(cost);
    }
    expect(bcrypt.hashSync('x', decoyHash(4).slice(0, 29))).toHaveLength(60);
  });

  it('does not care how a keyboard composes letters, nor about 72 bytes or NUL', async () => {
    const stored = await passwords.hash('pa\u0308ss');
    expect(await passwords.matches('p\u00e4ss', stored)).toBe(true);
    const long = await passwords.hash('x'.repeat(100));
    expect(await passwords.matches('x'.repeat(99), long)).toBe(false);
    const nul = await passwords.hash('a\0b');
    expect(await passwords.matches('a\0c', nul)).toBe(false);
  });
});

describe('a stored password', () => {
  it('is renewed when its key, scheme or cost is old', async () => {
    const imported = `bcrypt:${bcrypt.hashSync('x', 4)}`;
    expect(await passwords.needsRehash(await before.hash('x'))).toBe(true);
    expect(await passwords.needsRehash(imported)).toBe(true);
    expect(await createPasswords(ring, 5).needsRehash(await passwords.hash('x'))).toBe(true);
    expect(await passwords.needsRehash(await passwords.hash('x'))).toBe(false);
    expect(await passwords.needsRehash(await passwords.rehash('x', imported))).toBe(false);
  });

  it('remembers through renewals which imported hash it came of', async () => {
    const hash = bcrypt.hashSync('x', 4);
    const once = await before.rehash('x', `bcrypt:${hash}`);
    const twice = await passwords.rehash('x', once);
    for (const stored of [`bcrypt:${hash}`, once, twice]) {
      expect(isDerivedFrom(stored, hash)).toBe(true);
      expect(isDerivedFrom(stored, bcrypt.hashSync('x', 4))).toBe(false);
      expect(await newPassword(passwords, { password_hash: hash }, stored)).toBeUndefined();
    }
    expect(twice).not.toContain(hash);
    expect(isDerivedFrom(await passwords.hash('x'), hash)).toBe(false);
  });
});
