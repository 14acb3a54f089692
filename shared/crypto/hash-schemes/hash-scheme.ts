import type { HashCost } from '#shared/domain/sessions/hash-cost.ts';
import type { SlowHash } from '#shared/domain/sessions/hash-forms.ts';

/** How hashes of one form are computed. */
export interface HashScheme<Form> {
  /** Costs the form's cost, whatever the outcome. */
  matches(form: Form, password: string): Promise<boolean>;
  /** Hashes a password to no purpose but the work. @param cost of a unit of this scheme, any positive amount */
  spend(cost: HashCost, password: string): Promise<void>;
}

export type SchemeOf<Name extends SlowHash['scheme']> = HashScheme<Extract<SlowHash, { scheme: Name }>>;
