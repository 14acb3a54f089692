import type { Passwords } from './passwords.ts';

/** A password as callers send it: in clear, or as the hash of another system. Validated before; not both. */
export interface SentPassword {
  readonly password?: string | null;
  readonly password_hash?: string | null;
}

/** Passwords of one club's members. */
export interface ClubPasswords extends Pick<Passwords, 'hash' | 'matches' | 'isImportOf' | 'parallelism'> {
  /** The stored form of another system's hash; its cost is recorded before. */
  imported(hash: string): Promise<string>;
}

/**
 * The stored form of a password that was sent.
 * @param current the member's stored password, if there is one
 * @returns nothing when none was sent, or when it is the one the member has
 */
export const newPassword = async (
  passwords: ClubPasswords,
  { password, password_hash }: SentPassword,
  current: string | null,
): Promise<string | undefined> => {
  if (password_hash) {
    const isKnown = current !== null && (await passwords.isImportOf(current, password_hash));
    return isKnown ? undefined : passwords.imported(password_hash);
  }
  if (!password) return undefined;
  if (current !== null && (await passwords.matches(password, current))) return undefined;
  return passwords.hash(password);
};
