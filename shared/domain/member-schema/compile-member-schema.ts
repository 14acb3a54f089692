import type { MemberError, PropertyErrors } from '../members/member-errors.ts';
import { echoedText } from '../validation/echo.ts';
import { propertyOrder } from './common-properties.ts';
import { compilePrepared } from './engine.ts';
import { firstErrors } from './few-errors.ts';
import { grouped } from './grouped.ts';
import { type JsonObject, ownValue } from './json-value.ts';
import { keywordError, listed } from './keyword-errors.ts';
import { propertyNameCheck } from './known-properties.ts';
import type { MemberErrorCode } from './member-error-codes.ts';
import { prepareMemberSchema } from './prepare-member-schema.ts';
import type { MemberSchema } from './schema.ts';
import { toViolations, WHOLE } from './violations.ts';

/** Answers the errors of a member's properties by property name; `{}` when they are valid. */
export type MemberValidator = (properties: Readonly<Record<string, unknown>>) => PropertyErrors;

type Check = (properties: JsonObject) => readonly MemberError[];

function flat(error: MemberErrorCode, property: string): MemberError {
  return { error, property };
}

function isBlank(value: unknown): boolean {
  return typeof value === 'string' && value.trim() === '';
}

/** `null` is the same as absent (contract §2.7); built from entries so that an own `__proto__` stays an own key. */
function withoutNulls(properties: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(properties).filter(([, value]) => value !== null && value !== undefined),
  );
}

function missingProperties(required: readonly string[]): Check {
  return (properties) =>
    required
      .filter((name) => !Object.hasOwn(properties, name))
      .map((name) => flat('not_contain_required_property', name));
}

function unknownProperties(schema: MemberSchema): Check {
  const refusal = propertyNameCheck(schema);
  return (properties) =>
    Object.keys(properties).flatMap((name) => {
      const error = refusal(name);
      const echoed = echoedText(name);
      return error === undefined ? [] : [{ error, properties: echoed, property: echoed }];
    });
}

function brokenKeywords(schema: MemberSchema): Check {
  const evaluate = compilePrepared(prepareMemberSchema(schema));
  return (properties) => {
    const errors = evaluate(properties);
    if (errors === 'too costly') return [flat('invalid_schema', WHOLE)];
    return firstErrors(
      toViolations(errors).map(({ property, violation }) => {
        const echoed = echoedText(property);
        return { property: echoed, make: () => keywordError(echoed, violation) };
      }),
    );
  };
}

function isEnumError(error: MemberError): boolean {
  return error.property === 'language' && error.error === 'value_not_match';
}

/** The documented error of a language the club does not have; it replaces an `enum` in the schema, too. */
function withLanguage(languages: readonly string[], check: Check): Check {
  return (properties) => {
    const errors = check(properties);
    const language = ownValue(properties, 'language');
    if (typeof language !== 'string' || languages.includes(language)) return errors;
    const error = {
      error: 'value_not_match',
      value: echoedText(language),
      values: listed(languages),
      property: 'language',
    };
    return [error, ...errors.filter((other) => !isEnumError(other))];
  };
}

/** Properties in the order of the schema, then the others in the order in which they turned up. */
function inSchemaOrder(order: readonly string[], errors: readonly MemberError[]): PropertyErrors {
  const byProperty = grouped(errors, (error) => error.property ?? WHOLE);
  const names = new Set([...order, ...byProperty.keys()]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const found = byProperty.get(name);
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

/**
 * Compiles a club's member schema (contract §1.9.2, §2.4).
 *
 * The validator reports one entry per violated keyword and offending value, under the top-level property, in schema
 * order. `null` counts as absent; a required property that is blank counts as missing and is not validated further. Rules
 * about the properties as a whole (`minProperties`, `anyOf` at the root, …) are reported under `properties`.
 *
 * @throws when ajv cannot compile the schema; one that passed `checkMemberSchema` always compiles. Broken `$ref`s and
 * patterns do not throw, they refuse the values they should have validated.
 */
export function compileMemberSchema(schema: MemberSchema): MemberValidator {
  const required = schema.required ?? [];
  const missing = missingProperties(required);
  const unknown = unknownProperties(schema);
  const broken = withLanguage(schema.languages, brokenKeywords(schema));
  const order = propertyOrder(schema);
  return (properties) => {
    const filled = withoutNulls(properties);
    const present = Object.fromEntries(
      Object.entries(filled).filter(([name, value]) => !(required.includes(name) && isBlank(value))),
    );
    return inSchemaOrder(order, [...missing(present), ...broken(present), ...unknown(present)]);
  };
}
