/** One way to a code of contract §1.9.2. */
export interface ErrorCase {
  readonly code: string;
  readonly title: string;
  /** The definition of the property `p`. */
  readonly p: Readonly<Record<string, unknown>>;
  readonly value: unknown;
  /** Extra fields of the one entry expected under `p`. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly root?: Readonly<Record<string, unknown>>;
}

export const DRAFT_03 = { $schema: 'http://json-schema.org/draft-03/schema#' };
export const DRAFT_02 = { $schema: 'http://json-schema.org/draft-02/schema#' };
