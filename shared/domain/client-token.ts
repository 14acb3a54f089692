/** An API client token as stored; the secret itself is never kept (contract §1.4). */
export interface ClientToken {
  readonly id: number;
  readonly name: string;
  /** Lower-case hex SHA-256 of the secret. */
  readonly hash: string;
  /** Last characters of the secret, for people to recognise it. */
  readonly last4: string;
  readonly permits: readonly string[];
  readonly policies: readonly string[];
  /** Slugs it is limited to; `null` = every club, `[]` = none. */
  readonly clubs: readonly string[] | null;
  /** Product it is limited to; `null` = any. */
  readonly product: string | null;
  readonly created_at: string;
}
