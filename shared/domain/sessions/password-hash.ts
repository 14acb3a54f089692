import type { MemberError } from '../members/member-errors.ts';
import { type ForeignHash, readForeignHash } from './hash-forms.ts';

/** Never with the value: an error body must not repeat a secret. */
const refusal = (message: string): MemberError[] => [
  { error: 'invalid_password_hash', property: 'password_hash', message },
];

/** Of a hash that would add to what refused log-ins of the club cost. */
export const TOO_MANY_COSTS = refusal(
  'is of a scheme with settings that no other password of the club has, which are as many as a club may have',
);

const FORMS = 'must be a bcrypt, Argon2, PBKDF2, scrypt or SHA-512 crypt hash';

interface HashRules {
  /** Whether salted digests are taken, which a guess costs next to nothing. */
  readonly weakHashes: boolean;
}

const problemOf = (form: ForeignHash | undefined, { weakHashes }: HashRules): string | undefined => {
  if (!form) return FORMS;
  if (form.scheme === 'salted-digest' && !weakHashes)
    return 'is a salted digest, which only an import takes, while the club is moving in';
  return form.refusal;
};

/** The errors of a hash of another system that is to become a member's password; `[]` when it is fine. */
export const passwordHashErrors = (hash: unknown, password: unknown, rules: HashRules): MemberError[] => {
  if (hash === undefined || hash === null) return [];
  if (password !== undefined && password !== null) return refusal('cannot be given together with password');
  const problem = problemOf(typeof hash === 'string' ? readForeignHash(hash) : undefined, rules);
  return problem === undefined ? [] : refusal(problem);
};
