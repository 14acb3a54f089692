import type { ClubPasswords } from '#shared/crypto/new-password.ts';

/** For a dry run: hashing is the slow part, and no outcome depends on it. */
export const NO_PASSWORDS: ClubPasswords = {
  hash: async () => '',
  matches: async () => false,
  imported: async () => '',
  isImportOf: async () => false,
  parallelism: 1,
};
