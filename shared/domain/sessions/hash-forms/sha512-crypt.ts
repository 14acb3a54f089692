import { bounded, type HashForm } from './hash-form.ts';

export interface Sha512CryptForm extends HashForm<'sha512-crypt'> {
  readonly hash: string;
}

/** More than a second; passlib's default is 656,000. The least is that of the specification. */
const ROUNDS = [1000, 1_000_000] as const;
const DEFAULT_ROUNDS = 5000;

const SHA512_CRYPT = /^\$6\$(?:rounds=([1-9]\d{0,8})\$)?[./A-Za-z0-9]{1,16}\$[./A-Za-z0-9]{86}$/;

/** @see https://www.akkadia.org/drepper/SHA-crypt.txt */
export const readSha512Crypt = (text: string): Sha512CryptForm | undefined => {
  const found = SHA512_CRYPT.exec(text);
  if (!found) return undefined;
  const rounds = Number(found[1] ?? DEFAULT_ROUNDS);
  return {
    scheme: 'sha512-crypt',
    cost: { unit: 'sha512-crypt', amount: rounds },
    refusal: bounded('rounds', rounds, ROUNDS),
    hash: text,
  };
};
