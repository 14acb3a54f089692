/** Who did something: a client token over the API, or a person with the operator's command (contract §1.4). */
export interface ApiEntity {
  readonly entity_type: 'token' | 'user';
  readonly entity_id: number | string;
}

/** The settings of a client token that callers choose; the system sets the rest of the record. */
export interface ClientTokenSettings {
  /** For people: who holds the token. */
  readonly name: string;
  readonly permits: readonly string[];
  /** Named sets of permits, held beside its own. */
  readonly policies: readonly string[];
  /** Slugs it is limited to; `null` = every club, also those to come, `[]` = none. */
  readonly clubs: readonly string[] | null;
  /** Customers to whose clubs it is limited; `null` = any. */
  readonly customers: readonly string[] | null;
  /** Product it is limited to; `null` = any. */
  readonly product: string | null;
  /** Of the operator's own systems. */
  readonly internal: boolean;
}

/** An API client token as stored; the secret itself is never kept (contract §1.4). */
export interface ClientToken extends ClientTokenSettings {
  readonly id: number;
  /** Lower-case hex SHA-256 of the secret. */
  readonly hash: string;
  /** Last characters of the secret, for people to recognise it. */
  readonly last4: string;
  /** Optimistic version of the record. */
  readonly version: number;
  readonly created_at: string;
  readonly updated_at: string;
  /** `null` for tokens that are older than this attribute. */
  readonly created_by: ApiEntity | null;
  readonly updated_by: ApiEntity | null;
}
