import type { ClubPasswords } from '#shared/crypto/new-password.ts';

/** For a dry run: hashing is the slow part, and no outcome depends on it. Which import a password came of, one does. */
export const noPasswords = ({ isImportOf }: Pick<ClubPasswords, 'isImportOf'>): ClubPasswords => ({
  hash: async () => '',
  matches: async () => false,
  imported: async () => '',
  isImportOf,
  parallelism: 1,
});
