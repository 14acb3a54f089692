import { describe, expect, test } from 'vitest';
import { generateClientSecret, hashClientSecret } from '#shared/crypto/client-secrets.ts';
import {
  clientSecretOf,
  isClientSecret,
  isIssuedClientSecret,
  lastFour,
} from '#shared/domain/client-tokens/client-secret.ts';

describe('client secrets', () => {
  test('have a prefix, 43 random characters and a checksum', () => {
    const secret = generateClientSecret();
    expect(secret).toMatch(/^lct_[A-Za-z0-9]{49}$/);
    expect(isIssuedClientSecret(secret)).toBe(true);
    expect(isClientSecret(secret)).toBe(true);
  });

  test('are all different', () => {
    expect(new Set(Array.from({ length: 100 }, generateClientSecret)).size).toBe(100);
  });

  test('differ from look-alikes by their checksum', () => {
    const secret = clientSecretOf('a'.repeat(43));
    expect(isIssuedClientSecret(secret)).toBe(true);
    expect(isIssuedClientSecret(secret.replace('a', 'b'))).toBe(false);
    expect(isIssuedClientSecret(secret.slice(0, -1))).toBe(false);
  });

  test.for([
    { text: 'a1b2c3d4e5f6a7b8c9d0e1f2', accepted: true },
    { text: 'x'.repeat(16), accepted: true },
    { text: 'x'.repeat(128), accepted: true },
    { text: 'x'.repeat(15), accepted: false },
    { text: 'x'.repeat(129), accepted: false },
    { text: 'with-a-hyphen-in-it', accepted: false },
    { text: 'a new line at the e\n', accepted: false },
  ])('brought along: $text is accepted: $accepted', ({ text, accepted }) => {
    expect(isClientSecret(text)).toBe(accepted);
  });

  test('are stored as SHA-256 and recognised by their end', () => {
    expect(hashClientSecret('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(lastFour('lct_0123456789')).toBe('6789');
  });
});
