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

/** What a column may be called. */
export interface Names {
  readonly schema: MemberSchema;
  /** Rows bring members of another system (contract §4.6). */
  readonly restores?: boolean;
}

interface NameRules extends Names {
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

const time = (values: ValueRules): CellReader => timeCellReader(values, 'T00:00:00Z');

/** Attributes that a restore takes besides (contract §4.6). */
const RESTORED: typeof RESERVED = {
  updated_at: time,
  sms_status: text,
  email_status: text,
  push_status: text,
  updated_channel: text,
  updated_subchannel: text,
  banned_until: time,
  person_id: text,
};

/** What a restore takes of an answer, behind the consent's name. */
const ANSWERED: typeof RESERVED = { updated_at: time, version: text };

const reservedIn = ({ restores }: Names): typeof RESERVED =>
  restores ? { ...RESERVED, ...RESTORED } : RESERVED;

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

const consentPlace = (name: string, { schema, values, restores }: NameRules): Place | undefined => {
  const isSlug = (slug: string) => schema.consents === undefined || Object.hasOwn(schema.consents, slug);
  const [, slug = '', detail = ''] = (restores && /^(.+)\.(updated_at|version)$/.exec(name)) || [];
  const read = ANSWERED[detail];
  if (read && isSlug(slug)) return { path: ['consents', slug, detail], read: read(values) };
  return isSlug(name) ? { path: ['consents', name, 'status'], read: booleanReader(values) } : undefined;
};

/** A prefixed name says its place; a plain one is first a reserved attribute, then a property. */
export const placeOf = (name: string, rules: NameRules): Place | undefined => {
  if (name.startsWith(PROPERTY)) return propertyPlace(name.slice(PROPERTY.length), rules);
  if (name.startsWith(CONSENT)) return consentPlace(name.slice(CONSENT.length), rules);
  if (name === 'consents') return { path: ['consents'], read: readObject };
  const all = reservedIn(rules);
  const reserved = Object.hasOwn(all, name) ? all[name] : undefined;
  if (!reserved) return propertyPlace(name, rules);
  return { path: [name], read: reserved(rules.values), ...(name === 'password' && { keepsSpaces: true }) };
};

/** The names that a column of the club may have. */
export const namesOf = (names: Names): readonly string[] => [
  ...Object.keys(always(names.schema)),
  ...Object.keys(reservedIn(names)),
  ...Object.keys(names.schema.consents ?? {}).flatMap((slug) =>
    ['', ...(names.restores ? Object.keys(ANSWERED).map((detail) => `.${detail}`) : [])].map(
      (detail) => `${CONSENT}${slug}${detail}`,
    ),
  ),
];
