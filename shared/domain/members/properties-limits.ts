import { outsizedNumbersIn } from '#shared/exact-json.ts';
import { firstErrors } from '../member-schema/few-errors.ts';
import { grouped } from '../member-schema/grouped.ts';
import { echoedText } from '../validation/echo.ts';
import type { Properties } from './member.ts';
import type { MemberErrors, PropertyErrors } from './member-errors.ts';

/** Most bytes of a member's properties as JSON: an item holds 400 KB, a queue message much less. */
const PROPERTIES_MAX_BYTES = 100 * 1024;

/** Utf-8 bytes without a buffer; enough for a limit. */
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** What no schema asks, but the store does: a bounded size. */
export const propertiesLimitErrors = (properties: Properties): MemberErrors | undefined => {
  if (bytesOf(JSON.stringify(properties)) <= PROPERTIES_MAX_BYTES) return undefined;
  const tooLong = { error: 'maximum_string_length', property: 'properties', maximum: PROPERTIES_MAX_BYTES };
  return { properties: [{ error: { properties: [tooLong] } }] };
};

/** Errors of numbers that no double holds, by property: the store would round them. */
const outsizedErrors = (properties: Properties): PropertyErrors => {
  const found = Object.entries(properties).flatMap(([name, value]) => {
    const property = echoedText(name);
    return outsizedNumbersIn(value).map((text) => ({
      property,
      make: () => ({ error: 'type_not_match', value: echoedText(text), type: 'number', property }),
    }));
  });
  return Object.fromEntries(grouped(firstErrors(found), ({ property = '' }) => property));
};

/** The errors of a schema with those of numbers that no double holds, where it has no word about the property. */
export const withOutsizedErrors = (errors: MemberErrors, properties: Properties): MemberErrors => {
  const known = errors.properties?.[0].error ?? {};
  const missing = Object.entries(outsizedErrors(properties)).filter(
    ([name]) => !Object.hasOwn(known, name) && !Object.hasOwn(errors, name),
  );
  if (missing.length === 0) return errors;
  return { ...errors, properties: [{ error: { ...known, ...Object.fromEntries(missing) } }] };
};
