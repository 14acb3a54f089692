import { configuredIdentifiers } from '../member-schema/common-properties.ts';
import type { MemberValidator } from '../member-schema/compile-member-schema.ts';
import { type JsonObject, ownValue } from '../member-schema/json-value.ts';
import type { MemberErrorCode } from '../member-schema/member-error-codes.ts';
import type { Identifier, MemberSchema } from '../member-schema/schema.ts';
import { echoed } from '../validation/echo.ts';
import { IDENTIFIER_FORMS } from './identifier-forms.ts';
import type { MemberError, MemberErrors, PropertyErrors } from './member-errors.ts';
import { isCurrentMsisdn, type ReadingContext } from './stored-properties.ts';

/** In the order in which attributes are reported. */
const MALFORMED: ReadonlyMap<Identifier, MemberErrorCode> = new Map([
  ['email', 'invalid_email'],
  ['msisdn', 'invalid_msisdn'],
]);

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');
}

function malformed(name: Identifier, value: unknown, context: ReadingContext): MemberError | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string')
    return { error: 'type_not_match', value: echoed(value), type: 'string', property: name };
  if (name === 'msisdn' && isCurrentMsisdn(value, context)) return undefined;
  const valid = IDENTIFIER_FORMS[name].canonical(value, context.country) !== undefined;
  return valid ? undefined : { error: MALFORMED.get(name) ?? 'invalid_email', property: name };
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
interface MemberValidation extends ReadingContext {
  readonly schema: MemberSchema;
  readonly validator: MemberValidator;
  /** All properties of the resulting member, as `normalizeProperties` makes them. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Whether the club's identifiers must be there; the schema's own `required` holds in any case. */
  readonly requireIdentifiers?: boolean;
}

/**
 * The validation errors of a member in the shape of contract §1.9.1; `{}` when it is valid.
 *
 * Properties are validated in their stored form. `email` and `msisdn` that are missing, of the wrong type or malformed are
 * reported once, as attributes; other violations of the schema by a well-formed one are under `properties`.
 */
export function validateMember(input: MemberValidation): MemberErrors {
  const { schema, validator, properties, requireIdentifiers = true } = input;
  const propertyErrors = validator(properties);
  const missing = requireIdentifiers ? missingIdentifiers(schema, properties) : [];

  const attributeError = (name: Identifier): MemberError | undefined =>
    missing.includes(name) || ownErrors(propertyErrors, name).some(isMissing)
      ? { error: 'not_contain_required_property', property: name }
      : malformed(name, ownValue(properties, name), input);

  const attributes = [...MALFORMED.keys()].flatMap((name) => {
    const error = attributeError(name);
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
