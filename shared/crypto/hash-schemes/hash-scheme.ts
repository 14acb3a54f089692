import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';

/** A password hash in the text form of its scheme. */
export interface ReadHash {
  readonly cost: HashCost;
  /** Costs `cost`, whatever the outcome. */
  matches(password: string): Promise<boolean>;
}

/** A way to hash passwords. */
export interface HashScheme {
  /** The hash behind a text; nothing for text of another form. */
  read(text: string): ReadHash | undefined;
  /** Hashes a password to no purpose but the work. @param cost of a unit of this scheme, any positive amount */
  spend(cost: HashCost, password: string): Promise<void>;
}
