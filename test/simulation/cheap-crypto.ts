import { keyRing } from '#shared/crypto/key-ring.ts';
import { createOneTimeTokens } from '#shared/crypto/one-time-tokens.ts';
import type { Passwords } from '#shared/crypto/passwords.ts';
import { type Sealer, SealInvalidError } from '#shared/crypto/sealer.ts';
import type { SecretIds } from '#shared/crypto/secret-ids.ts';
import type { SessionTokens } from '#shared/crypto/session-tokens.ts';
import type { UnsubscribeTokens } from '#shared/crypto/unsubscribe-tokens.ts';

/** Crypto that costs nothing and is the same every time: the simulation is about schedules. */

export const cheapPasswords: Passwords = {
  hash: async (password) => `plain:${password}`,
  rehash: async (password) => `plain:${password}`,
  matches: async (password, stored) => stored === `plain:${password}`,
  imported: async (hash) => hash,
  isImportOf: async () => false,
  spendRest: async () => {},
  needsRehash: async () => false,
  parallelism: 1,
};

export const cheapSealer: Sealer = {
  seal: async (content, context) => JSON.stringify({ context, content }),
  unseal: async (sealed, expected) => {
    const { context, content } = JSON.parse(sealed);
    if (context !== expected) throw new SealInvalidError('Sealed for something else');
    return content;
  },
};

/** Claims in plain sight; a token of another form is none. */
export const cheapSessionTokens: SessionTokens = {
  currentKid: async () => 'k1',
  sign: async (claims, kid) => Buffer.from(JSON.stringify({ kid, claims })).toString('base64url'),
  read: async (token) => {
    try {
      return JSON.parse(Buffer.from(token, 'base64url').toString()).claims;
    } catch {
      return undefined;
    }
  },
};

/** Says whose it is in plain sight. */
export const cheapUnsubscribeTokens: UnsubscribeTokens = {
  issue: async ({ club, member, email }) =>
    Buffer.from(JSON.stringify([club, member, email])).toString('base64url'),
  verify: async (presented) => {
    try {
      const token = presented.split('.').at(-1) ?? '';
      const [club, member, email] = JSON.parse(Buffer.from(token, 'base64url').toString());
      return { club, member, email, isFor: (other) => other === email };
    } catch {
      return undefined;
    }
  },
};

/** The real ones: a MAC costs little. */
export const cheapOneTimeTokens = createOneTimeTokens(async () =>
  keyRing({ kid: 'k1', master: 'simulated'.repeat(4) }),
);

export const cheapSecretIds: SecretIds = { of: async (club, member) => `${club}-${member}` };
