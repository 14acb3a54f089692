import { echoedText } from '../validation/echo.ts';
import type { Properties } from './member.ts';
import type { MemberErrors } from './member-errors.ts';

/** Most bytes of a member's properties as JSON: an item holds 400 KB, a queue message much less. */
const PROPERTIES_MAX_BYTES = 100 * 1024;

/** Whether a number in it is one that JSON can write but no double can hold (`1e400`). */
export const hasNonFinite = (value: unknown): boolean => {
  if (typeof value === 'number') return !Number.isFinite(value);
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(hasNonFinite);
};

/** Utf-8 bytes without a buffer; enough for a limit. */
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** What no schema asks, but the store does: a bounded size and numbers that exist (JSON's 1e400 does not). */
export const propertiesLimitErrors = (properties: Properties): MemberErrors | undefined => {
  const infinite = Object.keys(properties).filter((name) => hasNonFinite(properties[name]));
  if (infinite.length > 0) {
    const entries = infinite
      .map(echoedText)
      .map((name) => [name, [{ error: 'type_not_match', property: name, value: null, type: 'number' }]]);
    return { properties: [{ error: Object.fromEntries(entries) }] };
  }
  if (bytesOf(JSON.stringify(properties)) <= PROPERTIES_MAX_BYTES) return undefined;
  const tooLong = { error: 'maximum_string_length', property: 'properties', maximum: PROPERTIES_MAX_BYTES };
  return { properties: [{ error: { properties: [tooLong] } }] };
};
