import { ALWAYS_KNOWN } from './common-properties.ts';
import { isJsonObject, ownValue, PROTOTYPE_NAMES } from './json-value.ts';
import { linearRegExp } from './linear-regexp.ts';
import type { MemberErrorCode } from './member-error-codes.ts';
import type { MemberSchema } from './schema.ts';

/** `undefined` for a property name that the club allows, else the error code. */
type NameCheck = (name: string) => MemberErrorCode | undefined;

/**
 * Unknown names are refused unless `additionalProperties` is true or a schema (contract §1.9.2 resolutions).
 * Names that reach a prototype are always refused, even where the schema allows them.
 */
export function propertyNameCheck(schema: MemberSchema): NameCheck {
  const patternProperties = ownValue(schema, 'patternProperties');
  const patterns = isJsonObject(patternProperties) ? Object.keys(patternProperties).map(linearRegExp) : [];
  const additional = ownValue(schema, 'additionalProperties');
  const isOpen = additional === true || isJsonObject(additional);
  const code = additional === false ? 'additional_properties' : 'contained_undefined_properties';
  const isKnown = (name: string): boolean =>
    Object.hasOwn(schema.properties, name) ||
    Object.hasOwn(ALWAYS_KNOWN, name) ||
    patterns.some((pattern) => pattern.test(name));
  return (name) => {
    if (PROTOTYPE_NAMES.has(name)) return code;
    return isOpen || isKnown(name) ? undefined : code;
  };
}
