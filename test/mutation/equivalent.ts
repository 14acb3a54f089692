/** Mutants that no test can notice, because they behave like the original, each with the reason. */
export interface Equivalent {
  readonly file: string;
  /** As the report prints it: `declaration: original → mutant`. */
  readonly id: string;
  readonly reason: string;
}

export const EQUIVALENT: readonly Equivalent[] = [];
