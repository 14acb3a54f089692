import { configuredIdentifiers } from '../member-schema/common-properties.ts';
import type { MemberValidator } from '../member-schema/compile-member-schema.ts';
import { type JsonObject, ownValue } from '../member-schema/json-value.ts';
import type { MemberErrorCode } from '../member-schema/member-error-codes.ts';
import type { Identifier, MemberSchema } from '../member-schema/schema.ts';
import { echoed } from '../validation/echo.ts';
import { canonicalEmail, canonicalMsisdn, displayEmail } from './identifiers.ts';
import type { MemberError, MemberErrors, PropertyErrors } from './member-errors.ts';

interface IdentifierRule {
  readonly canonical: (input: string) => string | undefined;
  readonly malformed: MemberErrorCode;
  /** The form a valid value is stored in. */
  readonly stored: (input: string) => string | undefined;
}

/** In the order in which attributes are reported. */
const IDENTIFIERS: ReadonlyMap<Identifier, IdentifierRule> = new Map<Identifier, IdentifierRule>([
  ['email', { canonical: canonicalEmail, malformed: 'invalid_email', stored: displayEmail }],
  ['msisdn', { canonical: canonicalMsisdn, malformed: 'invalid_msisdn', stored: canonicalMsisdn }],
]);

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

function stored(name: string, value: unknown): unknown {
  const rule = IDENTIFIERS.get(name as Identifier);
  if (rule === undefined || typeof value !== 'string' || rule.canonical(value) === undefined) return value;
  return rule.stored(value) ?? value;
}

/**
 * Member properties in the form they are stored and validated in: without nulls, valid identifiers normalised (contract
 * §1.6), everything else as sent. A new object of own properties only, whatever the keys are called. Idempotent.
 */
export function normalizeProperties(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(properties)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [name, stored(name, value)]),
  );
}

function malformed(name: Identifier, rule: IdentifierRule, value: unknown): MemberError | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string')
    return { error: 'type_not_match', value: echoed(value), type: 'string', property: name };
  return rule.canonical(value) === undefined ? { error: rule.malformed, property: name } : undefined;
}

/** One configured identifier is mandatory, of several at least one (contract §2.7). */
function missingIdentifiers(schema: MemberSchema, properties: JsonObject): readonly Identifier[] {
  const configured = configuredIdentifiers(schema);
  return configured.some((name) => isGiven(ownValue(properties, name))) ? [] : configured;
}

function isMissing(error: MemberError): boolean {
  return error.error === 'not_contain_required_property';
}

function without(errors: PropertyErrors, names: ReadonlySet<string>): PropertyErrors {
  return Object.fromEntries(Object.entries(errors).filter(([name]) => !names.has(name)));
}

/** What `validateMember` validates. `validator` is the compiled form of `schema`. */
interface MemberValidation {
  readonly schema: MemberSchema;
  readonly validator: MemberValidator;
  /** All properties of the resulting member, normalised or not. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether the club's identifiers must be there; the schema's own `required` holds in any case. */
  readonly requireIdentifiers?: boolean;
}

/**
 * The validation errors of a member in the shape of contract §1.9.1; `{}` when it is valid.
 *
 * Properties are validated in their stored form. `email` and `msisdn` that are missing, of the wrong type or malformed are
 * reported once, as attributes; whatever else the schema says about a well-formed one is under `properties`.
 */
export function validateMember(input: MemberValidation): MemberErrors {
  const { schema, validator, requireIdentifiers = true } = input;
  const properties = normalizeProperties(input.properties);
  const propertyErrors = validator(properties);
  const missing = requireIdentifiers ? missingIdentifiers(schema, properties) : [];

  const attributeError = (name: Identifier, rule: IdentifierRule): MemberError | undefined =>
    missing.includes(name) || ownErrors(propertyErrors, name).some(isMissing)
      ? { error: 'not_contain_required_property', property: name }
      : malformed(name, rule, ownValue(properties, name));

  const attributes = [...IDENTIFIERS].flatMap(([name, rule]) => {
    const error = attributeError(name, rule);
    return error === undefined ? [] : [[name, [error]] as const];
  });
  const remaining = without(propertyErrors, new Set(attributes.map(([name]) => name)));
  return {
    ...Object.fromEntries(attributes),
    ...(Object.keys(remaining).length > 0 ? { properties: [{ error: remaining }] as const } : {}),
  };
}

function ownErrors(errors: PropertyErrors, name: string): readonly MemberError[] {
  return Object.hasOwn(errors, name) ? (errors[name] ?? []) : [];
}
