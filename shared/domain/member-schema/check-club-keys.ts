import { isKnownDialect } from './dialects.ts';
import { escapeToken } from './json-pointer.ts';
import { isJsonObject, type JsonObject, ownValue } from './json-value.ts';
import type { SchemaProblem } from './schema-problem.ts';

const IDENTIFIERS: readonly unknown[] = ['email', 'msisdn'];

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isListOf(value: unknown, holds: (item: unknown) => boolean): value is readonly unknown[] {
  return Array.isArray(value) && value.every(holds) && new Set(value).size === value.length;
}

interface KeyRule {
  readonly key: string;
  readonly holds: (value: unknown, schema: JsonObject) => boolean;
  readonly problem: string;
}

/** The top-level keys a club adds to JSON Schema (contract §2.4), and those JSON Schema leaves too open for members. */
const KEY_RULES: readonly KeyRule[] = [
  {
    key: '$schema',
    holds: (value) => value === undefined || isKnownDialect(value),
    problem: 'must be "http://json-schema.org/draft-04/schema#" (drafts 01 to 03 are read too)',
  },
  {
    key: 'type',
    holds: (value) => value === 'object',
    problem: 'must be "object": member properties are an object',
  },
  {
    key: '$ref',
    holds: (value) => value === undefined,
    problem: 'must not stand at the top: draft-04 would ignore everything beside it',
  },
  {
    key: 'identifiers',
    holds: (value) => isListOf(value, (item) => IDENTIFIERS.includes(item)) && value.length > 0,
    problem: 'must be a list of "email", "msisdn" or both, each once',
  },
  {
    key: 'languages',
    holds: (value) => isListOf(value, isText) && value.length > 0,
    problem: 'must be a list of language codes, at least one, each once',
  },
  {
    key: 'default_language',
    holds: (value, schema) => {
      const languages = ownValue(schema, 'languages');
      return isText(value) && Array.isArray(languages) && languages.includes(value);
    },
    problem: 'must be one of `languages`',
  },
  { key: 'version', holds: isText, problem: 'must be a string such as "v2"' },
  { key: 'properties', holds: isJsonObject, problem: 'must be an object of property definitions' },
  {
    key: 'required',
    holds: (value) => value === undefined || isListOf(value, isText),
    problem: 'must be a list of property names, each once',
  },
  {
    key: 'consents',
    holds: (value) => value === undefined || isJsonObject(value),
    problem: 'must be an object of consent definitions by slug',
  },
];

const CONSENT_KEYS: Readonly<Record<string, 'string' | 'boolean'>> = {
  version: 'string',
  required: 'boolean',
  show_in_profile: 'boolean',
  show_at_registration: 'boolean',
};

function checkConsent(path: string, consent: unknown): SchemaProblem[] {
  if (!isJsonObject(consent)) return [{ path, problem: 'must be an object' }];
  const wrong = Object.entries(CONSENT_KEYS).filter(([key, type]) => typeof ownValue(consent, key) !== type);
  const unknown = Object.keys(consent).filter((key) => !Object.hasOwn(CONSENT_KEYS, key));
  return [
    ...wrong.map(([key, type]) => ({ path: `${path}/${key}`, problem: `must be a ${type}` })),
    ...unknown.map((key) => ({
      path: `${path}/${escapeToken(key)}`,
      problem: 'is not a key of a consent definition',
    })),
  ];
}

/** The club's own keys of a member schema. */
export function checkClubKeys(schema: JsonObject): SchemaProblem[] {
  const consents = ownValue(schema, 'consents');
  return [
    ...KEY_RULES.filter(({ key, holds }) => !holds(ownValue(schema, key), schema)).map(
      ({ key, problem }) => ({
        path: `/${key}`,
        problem,
      }),
    ),
    ...Object.entries(isJsonObject(consents) ? consents : {}).flatMap(([slug, consent]) =>
      checkConsent(`/consents/${escapeToken(slug)}`, consent),
    ),
  ];
}
