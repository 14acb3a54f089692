import type { MemberError } from '../members/member-errors.ts';

/** Each step of cost doubles the time of a log-in; this is 16 times ours. */
const HIGHEST_HASH_COST = 14;
const LOWEST_HASH_COST = 4;

/** bcrypt in modular crypt format: version, cost, 22 characters of salt and 31 of hash. */
const BCRYPT = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;

/** Never with the value: an error body must not repeat a secret. */
const refusal = (message: string): MemberError[] => [
  { error: 'invalid_password_hash', property: 'password_hash', message },
];

/** The errors of a hash of another system that is to become a member's password; `[]` when it is fine. */
export const passwordHashErrors = (hash: unknown, password: unknown): MemberError[] => {
  if (hash === undefined || hash === null) return [];
  if (password !== undefined && password !== null) return refusal('cannot be given together with password');
  const [, cost] = (typeof hash === 'string' && BCRYPT.exec(hash)) || [];
  if (cost === undefined) return refusal('must be a bcrypt hash of 60 characters: $2a$, $2b$ or $2y$');
  if (Number(cost) < LOWEST_HASH_COST || Number(cost) > HIGHEST_HASH_COST)
    return refusal(`must have a cost from ${LOWEST_HASH_COST} to ${HIGHEST_HASH_COST}`);
  return [];
};
