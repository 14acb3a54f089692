/** One violated rule: a code of contract §1.9.2, the attribute or property, and the code's extra fields. */
export interface MemberError {
  readonly error: string;
  readonly property?: string;
  readonly [extra: string]: unknown;
}

/** Errors of schema properties, by top-level property name. */
export type PropertyErrors = { [property: string]: MemberError[] };

/**
 * The member validation errors of contract §1.9.1: attributes carry flat errors,
 * `properties` exactly one entry whose `error` is keyed by property name.
 */
export interface MemberErrors {
  properties?: [{ error: PropertyErrors }];
  [attribute: string]: MemberError[] | [{ error: PropertyErrors }] | undefined;
}

const TAKEN = {
  id: [{ error: 'duplicated_id_in_community', property: 'id' }],
  email: [{ error: 'duplicated_email_in_community', property: 'email' }],
  msisdn: [{ error: 'duplicated_msisdn_in_community', property: 'msisdn' }],
} as const;

/** Errors of a row that should change a member and found none (contract §4.1). */
export const notFoundErrors = (identifier: 'id' | 'email' | 'msisdn'): MemberErrors => ({
  [identifier]: [{ error: 'member_not_found', property: identifier }],
});

/** Errors for identifiers and ids that other members have (contract §1.9.2, §4.6). */
export const takenErrors = (identifiers: readonly (keyof typeof TAKEN)[]): MemberErrors =>
  Object.fromEntries(identifiers.map((identifier) => [identifier, [...TAKEN[identifier]]]));

/** The errors about some names only, attributes and properties alike. */
export const errorsFor = (errors: MemberErrors, names: ReadonlySet<string>): MemberErrors => {
  const { properties, ...attributes } = errors;
  const kept = Object.entries(properties?.[0].error ?? {}).filter(([name]) => names.has(name));
  return {
    ...Object.fromEntries(Object.entries(attributes).filter(([name]) => names.has(name))),
    ...(kept.length > 0 && { properties: [{ error: Object.fromEntries(kept) }] as const }),
  };
};
