import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
import { booleanReader, type CellReader, readerOf, readObject, readText, timeCellReader } from './cells.ts';
import type { ValueRules } from './mapping.ts';

/** Where the cells of a column go in a member, and how they are read. */
export interface Place {
  /** In the member: `['properties', 'first_name']`. */
  readonly path: readonly string[];
  readonly read: CellReader;
  /** Spaces at its ends are part of the value. */
  readonly keepsSpaces?: boolean;
}

interface NameRules {
  readonly schema: MemberSchema;
  readonly values: ValueRules;
}

const flag = booleanReader;
const text = (): CellReader => readText;

/** Attributes that are no properties (contract §4.1). */
const RESERVED: Readonly<Record<string, (values: ValueRules) => CellReader>> = {
  id: text,
  password: text,
  password_hash: text,
  sms_enabled: flag,
  email_enabled: flag,
  push_enabled: flag,
  optin_channel: text,
  optin_subchannel: text,
  created_at: (values) => timeCellReader(values, ''),
};

const PROPERTY = 'properties.';
const CONSENT = 'consents.';

const always = (schema: MemberSchema): Record<string, object> => ({
  email: { type: 'string' },
  msisdn: { type: 'string' },
  language: { type: 'string' },
  ...schema.properties,
});

/** A number of the file's country in the form that no club reads in another; what is none is left to the API. */
const msisdnReader =
  (country: string): CellReader =>
  (cell) => {
    const digits = IDENTIFIER_FORMS.msisdn.canonical(cell, country);
    return digits === undefined ? readText(cell) : { value: `+${digits}` };
  };

const propertyPlace = (name: string, { schema, values }: NameRules): Place | undefined => {
  const known = always(schema);
  if (!Object.hasOwn(known, name) && !schema.additionalProperties) return undefined;
  const path = ['properties', name];
  if (name === 'msisdn' && values.country !== undefined) return { path, read: msisdnReader(values.country) };
  return { path, read: readerOf((known[name] ?? {}) as never, values) };
};

const consentPlace = (slug: string, { schema, values }: NameRules): Place | undefined =>
  schema.consents === undefined || Object.hasOwn(schema.consents, slug)
    ? { path: ['consents', slug, 'status'], read: booleanReader(values) }
    : undefined;

/** A prefixed name says its place; a plain one is first a reserved attribute, then a property. */
export const placeOf = (name: string, rules: NameRules): Place | undefined => {
  if (name.startsWith(PROPERTY)) return propertyPlace(name.slice(PROPERTY.length), rules);
  if (name.startsWith(CONSENT)) return consentPlace(name.slice(CONSENT.length), rules);
  if (name === 'consents') return { path: ['consents'], read: readObject };
  const reserved = Object.hasOwn(RESERVED, name) ? RESERVED[name] : undefined;
  if (!reserved) return propertyPlace(name, rules);
  return { path: [name], read: reserved(rules.values), ...(name === 'password' && { keepsSpaces: true }) };
};

/** The names that a column of the club may have. */
export const namesOf = (schema: MemberSchema): readonly string[] => [
  ...Object.keys(always(schema)),
  ...Object.keys(RESERVED),
  ...Object.keys(schema.consents ?? {}).map((slug) => `${CONSENT}${slug}`),
];
