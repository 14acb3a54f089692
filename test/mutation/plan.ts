/** What the parent tells a test file's process, and what it learns from it. */

export interface TestPlan {
  /** Numbers of the mutants that this test is to run with, one attempt each. */
  readonly mutants: readonly number[];
  /** Milliseconds of one attempt. */
  readonly limitMs: number;
}

export interface Plan {
  /** File to which the process appends its records, one JSON line each. */
  readonly log: string;
  /** By the id of the test. */
  readonly tests: Readonly<Record<string, TestPlan>>;
}

/**
 * - `begins`: an attempt begins; it is silent for at most its limit and the hooks' time.
 * - `passed`, `failed`, `slow`: it ended so, the latter by its limit.
 * - `silent`: its process did not go on and was ended.
 * - `uncalled`: it passed without a call of the function that holds the mutant.
 * - `contaminated`: it failed, and so did the attempt without a mutant after it.
 * - `unrepeatable`: the test fails without a mutant when it runs twice.
 */
type Kind =
  | 'process'
  | 'begins'
  | 'passed'
  | 'failed'
  | 'slow'
  | 'silent'
  | 'uncalled'
  | 'contaminated'
  | 'unrepeatable';

export interface AttemptRecord {
  readonly kind: Kind;
  readonly test?: string;
  readonly mutant?: number;
  readonly message?: string;
  readonly pid?: number;
  readonly limitMs?: number;
}

declare module 'vitest' {
  interface ProvidedContext {
    plan: Plan;
  }
}
