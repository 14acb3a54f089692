import type { Passwords } from './passwords.ts';
import { importedText, isDerivedFrom } from './stored-password.ts';

/** A password as callers send it: in clear, or as the hash of another system. Validated before; not both. */
export interface SentPassword {
  readonly password?: string | null;
  readonly password_hash?: string | null;
}

/**
 * The stored form of a password that was sent.
 * @param current the member's stored password, if there is one
 * @returns nothing when none was sent, or when it is the one the member has
 */
export const newPassword = async (
  passwords: Passwords,
  { password, password_hash }: SentPassword,
  current: string | null,
): Promise<string | undefined> => {
  if (password_hash) {
    return current !== null && isDerivedFrom(current, password_hash)
      ? undefined
      : importedText(password_hash);
  }
  if (!password) return undefined;
  if (current !== null && (await passwords.matches(password, current))) return undefined;
  return passwords.hash(password);
};
