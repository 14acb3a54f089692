import { readFileSync } from 'node:fs';
import { encrypt } from 'unixcrypt';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { keyRing } from '#shared/crypto/key-ring.ts';
import { createPasswords } from '#shared/crypto/passwords.ts';
import { storedCost } from '#shared/crypto/stored-cost.ts';
import { readForeignHash } from '#shared/domain/sessions/hash-forms.ts';
import { passwordHashErrors } from '#shared/domain/sessions/password-hash.ts';
import { CHEAP_HASH } from '../../support/cheap-hash.ts';
import { countBcrypt, hashWorkOf } from '../../support/hash-work.ts';

vi.mock('node:crypto', async (original) =>
  (await import('../../support/hash-work.ts')).counting(await original()),
);
vi.mock('unixcrypt', async (original) =>
  (await import('../../support/hash-work.ts')).countingCrypt(await original()),
);
afterEach(() => vi.restoreAllMocks());

interface Vector {
  readonly made: string;
  readonly password: string;
  readonly hash: string;
}

/** By implementations that this project has not written: `hash-vectors.py`. */
const { pepper, vectors }: { readonly pepper: string; readonly vectors: readonly Vector[] } = JSON.parse(
  readFileSync(new URL('hash-vectors.json', import.meta.url), 'utf8'),
);

const CLUB = 'my-club';
const MASTER = { kid: 'k1', master: 'a-first-master-key-that-is-long-enough' };
const passwordsOf = (more: object) => {
  const ring = keyRing({ ...MASTER, ...more });
  return createPasswords(async () => ring, CHEAP_HASH);
};
const passwords = passwordsOf({ import_peppers: { [CLUB]: pepper } });

const byMaker = Map.groupBy(vectors, ({ made }) => made);

describe.each([...byMaker])('%s', (_, made) => {
  it('is taken, and matches its password only', async () => {
    for (const { password, hash } of made) {
      expect(passwordHashErrors(hash, null, { weakHashes: true })).toEqual([]);
      const stored = await passwords.imported(hash, CLUB);
      expect(await passwords.matches(password, stored)).toBe(true);
      expect(await passwords.matches(`${password}x`, stored)).toBe(false);
      expect(await passwords.matches('', stored)).toBe(false);
    }
  });

  it('is replaced by a hash of ours, which knows where it came from', async () => {
    const [{ password = '', hash = '' } = {}, other] = made;
    const stored = await passwords.imported(hash, CLUB);
    expect(await passwords.needsRehash(stored)).toBe(true);
    const own = await passwords.rehash(password, stored);
    expect(own).toMatch(/^hmac-argon2id:k1:/);
    expect(await passwords.matches(password, own)).toBe(true);
    for (const one of [stored, own]) {
      expect(await passwords.isImportOf(one, hash)).toBe(true);
      expect(await passwords.isImportOf(one, other?.hash ?? '')).toBe(false);
    }
    expect(own).not.toContain(hash.slice(-20));
  });

  it('costs a refusal what it costs one without a password', async () => {
    countBcrypt();
    const stored = await passwords.imported(made[0]?.hash ?? '', CLUB);
    const cost = storedCost(stored);
    const costs = cost ? [cost] : [];
    const refusal = (compared: string | null) =>
      hashWorkOf(async () => {
        await passwords.matches('guess', compared);
        await passwords.spendRest('guess', compared, costs);
      });
    const work = await refusal(stored);
    expect(work).toEqual(await refusal(null));
    expect(work).toMatchObject({ 'argon2id m=8,p=1': 1 });
    expect(Object.keys(work).length).toBe(cost?.unit === 'argon2id m=8,p=1' ? 1 : 2);
  });
});

describe('a weak digest', () => {
  const weak = vectors.filter(({ hash }) => readForeignHash(hash)?.scheme === 'salted-digest');

  it('is taken nowhere but where it is asked for', () => {
    expect(weak).toHaveLength(24);
    for (const { hash } of weak)
      expect(passwordHashErrors(hash, null, { weakHashes: false })).toMatchObject([
        { error: 'invalid_password_hash' },
      ]);
  });

  it('is not stored, nor anything that is checked without the key', async () => {
    for (const { hash, password } of weak) {
      const form = readForeignHash(hash);
      const stored = await passwords.imported(hash, CLUB);
      const elsewhere = passwordsOf({ master: 'another-master-key-that-is-long-enough' });
      expect(stored).not.toContain(form && 'tag' in form ? form.tag : '');
      expect(await elsewhere.isImportOf(stored, hash)).toBe(false);
      expect(await elsewhere.matches(password, stored)).toBe(false);
    }
  });
});

it('a hash of Devise never matches where its pepper is not known', async () => {
  const { hash = '', password = '' } = vectors.find(({ made }) => made.includes('Devise')) ?? {};
  expect(await passwordsOf({}).matches(password, await passwords.imported(hash, CLUB))).toBe(false);
  expect(await passwords.matches(password, await passwords.imported(hash, 'other-club'))).toBe(false);
});

it('SHA-512 crypt takes no password that libxcrypt does not hash: each round would take as much longer', async () => {
  const stored = (length: number) =>
    passwords.imported(encrypt('x'.repeat(length), '$6$rounds=1000$salt'), CLUB);
  for (const [length, matches] of [
    [511, true],
    [512, false],
  ] as const)
    expect(await passwords.matches('x'.repeat(length), await stored(length))).toBe(matches);
});

const SALT = 'c29tZXNhbHRzb21l';
const TAG = 'RdescudvJCsgt3ub+b27Kz0BvRdescudvJCsgt3ub+Y';

describe('a hash beyond its bounds is refused before it costs anything:', () => {
  it.each([
    ['$2a$15$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'a cost from 4 to 14'],
    [`$argon2id$v=19$m=131073,t=1,p=1$${SALT}$${TAG}`, 'm from 8 to 131072'],
    [`$argon2id$v=19$m=65536,t=17,p=4$${SALT}$${TAG}`, 't from 1 to 16'],
    [`$argon2id$v=19$m=65536,t=0,p=4$${SALT}$${TAG}`, 't from 1 to 16'],
    [`$argon2id$v=19$m=65536,t=3,p=17$${SALT}$${TAG}`, 'p from 1 to 16'],
    [`$argon2id$v=19$m=31,t=3,p=4$${SALT}$${TAG}`, 'm from 32 to 131072'],
    [`$argon2id$v=19$m=128,t=8192,p=16$${SALT}$${TAG}`, 't from 1 to 256'],
    [
      'pbkdf2_sha256$2000001$salt$4TfMRLksvzfU8r7CAr5q/+Xz941NBtMTCPj7Z6PfBuQ=',
      'iterations from 1 to 2000000',
    ],
    ['pbkdf2_sha256$0$salt$4TfMRLksvzfU8r7CAr5q/+Xz941NBtMTCPj7Z6PfBuQ=', 'iterations from 1 to 2000000'],
    ['pbkdf2_sha256$1000$salt$4TfMRLksvzfU8r7CAr5q/+Xz941NBtMT', 'a hash of 32 bytes'],
    [`$scrypt$ln=18,r=8,p=1$${SALT}$${TAG}`, 'N × r from 2 to 1048576'],
    [`$scrypt$ln=17,r=8,p=3$${SALT}$${TAG}`, 'p from 1 to 2'],
    [`$scrypt$ln=99,r=8,p=1$${SALT}$${TAG}`, 'N × r from 2 to 1048576'],
    [`scrypt$1000$salt$8$1$${TAG}=`, 'N as a power of two'],
    [`$scrypt$ln=16,r=1,p=1$${SALT}$${TAG}`, 'N below 2^(16 × r)'],
    [`$6$rounds=999$salt$${'a'.repeat(86)}`, 'rounds from 1000 to 1000000'],
    [`$6$rounds=1000001$salt$${'a'.repeat(86)}`, 'rounds from 1000 to 1000000'],
  ])('%s', (hash, message) => {
    expect(passwordHashErrors(hash, null, { weakHashes: true })).toEqual([
      { error: 'invalid_password_hash', property: 'password_hash', message: `must have ${message}` },
    ]);
  });

  it.each([
    ['$argon2id$v=16$m=64,t=2,p=2$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Kw'],
    ['$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Kz0Bv'],
    ['$argon2x$v=19$m=64,t=2,p=2$c29tZXNhbHQ$RdescudvJCsgt3ub+b27Kw'],
    ['pbkdf2_md5$1000$salt$4TfMRLksvzfU8r7CAr5q/+Xz941NBtMTCPj7Z6PfBuQ='],
    ['$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/'],
    [`$6$rounds=001000$salt$${'a'.repeat(86)}`],
    ['5f4dcc3b5aa765d61d8327deb882cf99'],
    ['5f4dcc3b5aa765d61d8327deb882cf99:salt'],
    ['a402595578135cd37ab3087ee76433ef10e0747c'],
    ['sha256$salt$a402595578135cd37ab3087ee76433ef10e0747c'],
    ['{SSHA}2oYUe/W2Oy1ntcqUbekx3GKlpB0='],
    ['{SHA}2oYUe/W2Oy1ntcqUbekx3GKlpB0='],
  ])('%s is none', (hash) => {
    expect(readForeignHash(hash)).toBeUndefined();
  });
});
