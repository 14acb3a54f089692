/** Why a club's member schema is refused when it is saved, and where (RFC 6901 pointer, `''` for the whole). */
export interface SchemaProblem {
  readonly path: string;
  /** For the operator: continues "The value at <path> …". */
  readonly problem: string;
}
