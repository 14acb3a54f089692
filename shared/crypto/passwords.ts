import { availableParallelism } from 'node:os';
import { type HashCost, hashCostText, highestCosts } from '#shared/domain/sessions/hash-cost.ts';
import { isBlank, LONGEST_NORMALIZED } from '#shared/domain/sessions/password-policy.ts';
import { comparisonOf, peppered } from './comparison.ts';
import { type Argon2Cost, argon2idCost, hashArgon2id } from './hash-schemes/argon2.ts';
import { readHash, spendCost } from './hash-schemes.ts';
import { isImportOf, storedImport } from './imported-password.ts';
import { currentKey, type KeySource } from './key-ring.ts';
import { originOf, readStored, storedText } from './stored-password.ts';

/**
 * What a new hash costs: 19 MiB, two passes.
 * @see https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html#argon2id
 */
const PASSWORD_COST: Argon2Cost = { memory: 19_456, passes: 2 };

/** Hashes and compares passwords; the stored text names its scheme and pepper. */
export interface Passwords {
  hash(password: string): Promise<string>;
  /** The same password stored anew; it remembers which imported hash it came of. */
  rehash(password: string, stored: string): Promise<string>;
  /** The stored form of another system's hash, validated before; `club` is where its pepper is known. */
  imported(hash: string, club: string): Promise<string>;
  /** Whether a stored password came of this imported hash, replaced or not. */
  isImportOf(stored: string, hash: string): Promise<boolean>;
  /**
   * Costs one hash of the stored password's own cost; `null`, no password, never matches and costs nothing. Nor does a
   * blank one match, though another system may have hashed it (contract §2.1).
   */
  matches(password: string, stored: string | null): Promise<boolean>;
  /**
   * After a comparison that leads to a refusal: spends what is missing to one hash of each of the club's costs, so that
   * the time of every refusal is the same, whatever is stored.
   * @param costs of the club's hashes, beside those that `hash` makes
   */
  spendRest(password: string, stored: string | null, costs: readonly HashCost[]): Promise<void>;
  /** Whether the stored form is older than what `hash` makes now: other scheme, key or cost. */
  needsRehash(stored: string): Promise<boolean>;
  /** How many hashes at once keep all cores of the function at work. */
  readonly parallelism: number;
}

/** What is longer is no password of ours; refusing it early bounds the work of normalization. */
const shortened = (password: string): string => (password.length > LONGEST_NORMALIZED ? '' : password);

/** What a hash of `own` leaves to spend. */
const restOf = (costs: readonly HashCost[], own: HashCost | undefined): HashCost[] =>
  highestCosts(costs)
    .map((cost) => ({ ...cost, amount: cost.amount - (cost.unit === own?.unit ? own.amount : 0) }))
    .filter(({ amount }) => amount > 0);

/** argon2id(base64(HMAC-SHA-256(pepper of kid, NFKC(text)))). */
const ownHash = async (ring: KeySource, cost: Argon2Cost, text: string) => {
  const keys = await ring();
  const hash = await hashArgon2id(peppered(text, currentKey(keys, 'password-pepper')), cost);
  return { kid: keys.currentKid, hash };
};

/** Passwords under the deployment's pepper. @param cost lower in tests only */
export const createPasswords = (ring: KeySource, cost: Argon2Cost = PASSWORD_COST): Passwords => ({
  hash: async (password) => storedText({ scheme: 'hmac-argon2id', ...(await ownHash(ring, cost, password)) }),
  async rehash(password, stored) {
    const imported = originOf(stored);
    return storedText({ scheme: 'hmac-argon2id', ...(await ownHash(ring, cost, password)), imported });
  },
  imported: (hash, club) => storedImport(ring, { hash, club }, (text) => ownHash(ring, cost, text)),
  isImportOf: (stored, hash) => isImportOf(ring, stored, hash),
  async matches(password, stored) {
    const candidate = shortened(password);
    const comparison = await comparisonOf(ring, stored);
    if (!comparison) return false;
    const equal = await comparison.hash.matches(comparison.prepared(candidate));
    return equal && candidate === password && !isBlank(password);
  },
  async spendRest(password, stored, costs) {
    const comparison = await comparisonOf(ring, stored);
    const rest = restOf([argon2idCost(cost), ...costs], comparison?.hash.cost);
    // The time of some schemes grows with the password.
    for (const one of rest) await spendCost(one, shortened(password));
  },
  async needsRehash(stored) {
    const known = readStored(stored);
    const hash = known && readHash(known.hash);
    if (!known || !hash) return false;
    if (known.scheme !== 'hmac-argon2id' || known.kid !== (await ring()).currentKid) return true;
    return hashCostText(hash.cost) !== hashCostText(argon2idCost(cost));
  },
  parallelism: availableParallelism(),
});
