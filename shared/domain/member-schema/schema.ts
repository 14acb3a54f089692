/** What can identify a member in a club. */
export type Identifier = 'email' | 'msisdn';

/** A JSON Schema draft-04 (sub)schema, as the operator wrote it. */
export type JsonSchema = { readonly [keyword: string]: unknown };

export interface ConsentDefinition {
  readonly version: string;
  readonly required: boolean;
  readonly show_in_profile: boolean;
  readonly show_at_registration: boolean;
}

/** The club's member schema: draft-04 plus the extra top-level keys of contract §2.4. */
export interface MemberSchema {
  readonly $schema?: string;
  readonly type: 'object';
  /** In order of preference when matching. */
  readonly identifiers: readonly Identifier[];
  readonly languages: readonly string[];
  readonly default_language: string;
  readonly version: string;
  readonly properties: { readonly [property: string]: JsonSchema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly definitions?: { readonly [name: string]: JsonSchema };
  readonly consents?: { readonly [slug: string]: ConsentDefinition };
  readonly [keyword: string]: unknown;
}
