import type { JsonObject } from './json-value.ts';
import type { Identifier, MemberSchema } from './schema.ts';

/** Known in every club even when its schema does not list them (contract §1.9.2 resolutions). */
export const ALWAYS_KNOWN: Readonly<Record<string, JsonObject>> = {
  email: { type: 'string' },
  msisdn: { type: 'string' },
  language: { type: 'string' },
};

/** What identifies members in a club: all that can, where it configures nothing. */
export const configuredIdentifiers = ({ identifiers }: MemberSchema): readonly Identifier[] =>
  identifiers.length > 0 ? identifiers : ['email', 'msisdn'];

/** The club's properties in the order of its schema, then what is known in every club. */
export const propertyOrder = ({ properties, required = [] }: MemberSchema): readonly string[] => [
  ...new Set([...Object.keys(properties), ...required, ...Object.keys(ALWAYS_KNOWN)]),
];
