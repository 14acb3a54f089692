import { bounded, type HashForm } from './hash-form.ts';

export interface BcryptForm extends HashForm<'bcrypt'> {
  /** Modular crypt format. */
  readonly hash: string;
  /** Devise hashes the password with the site's pepper behind it. */
  readonly peppered: boolean;
}

/** Each step doubles the time; at the highest a hash takes more than a second. */
const COSTS = [4, 14] as const;

/** Version, cost, 22 characters of salt and 31 of hash; Devise's with its name in front. */
const BCRYPT = /^(\{devise\})?(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/;

/** @see https://github.com/heartcombo/devise/blob/main/lib/devise/encryptor.rb */
export const readBcrypt = (text: string): BcryptForm | undefined => {
  const [, devise, hash, cost] = BCRYPT.exec(text) ?? [];
  if (hash === undefined) return undefined;
  return {
    scheme: 'bcrypt',
    cost: { unit: 'bcrypt', amount: 2 ** Number(cost) },
    refusal: bounded('a cost', Number(cost), COSTS),
    hash,
    peppered: devise !== undefined,
  };
};
