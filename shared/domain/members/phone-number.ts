import parsePhoneNumber, {
  type CountryCode,
  isSupportedCountry,
  type PhoneNumber,
} from 'libphonenumber-js/core';
// The smallest of the package's sets: lengths and patterns of numbers, without their kinds.
import metadata from 'libphonenumber-js/min/metadata';
import { digitsAsTyped, LONGEST_INPUT, visible } from './identifiers.ts';
import { memoize } from './memoize.ts';

/** E.164 has at most 15 digits; fewer than eight with the country code are short numbers of a network. */
const E164 = /^[1-9][0-9]{7,14}$/;
const TYPED = /^\+?[0-9]+$/;

/** The trunk prefix that international forms show and callers from abroad leave out: `+47 (0) 466 91 301`. */
const TRUNK_IN_BRACKETS = /\(\p{White_Space}*0\p{White_Space}*\)/gu;
const SEPARATORS = /[\p{White_Space}\p{Dash}().·•‧・]/gu;

const parse = (text: string, country?: string): PhoneNumber | undefined =>
  parsePhoneNumber(
    text,
    { extract: false, ...(country !== undefined && { defaultCountry: country as CountryCode }) },
    metadata,
  );

const digitsOf = (number: PhoneNumber): string => number.number.slice(1);

/** As people in its country write it, trunk prefix included. */
const isNationalForm = (number: PhoneNumber, typed: string): boolean =>
  number.isValid() && number.formatNational().replace(/[^0-9]/g, '') === typed;

/**
 * Without `+` or `00` a number may be a national one, or one with its country code, as this API returns it. What people
 * of the country write is national; the rest is what is a number rather than what merely has the length of one, and
 * in doubt its country code counts: `4740485124` has a possible length in Sweden.
 */
const readingWithoutPrefix = (digits: string, country: string): PhoneNumber | undefined => {
  const national = parse(digits, country);
  if (national && isNationalForm(national, digits)) return national;
  const readings = [parse(`+${digits}`), national].filter((number) => number !== undefined);
  return readings.find((number) => number.isValid()) ?? readings.find((number) => number.isPossible());
};

/** Without `+`, as they are stored and returned, the digits would be another number: `98123456` of Iran in Norway. */
const isReadAsAnother = (digits: string, country: string): boolean => {
  const read = readingWithoutPrefix(digits, country);
  return read === undefined || digitsOf(read) !== digits;
};

const canonical = (input: string, country: string | undefined): string | undefined => {
  const typed = visible(input)
    .replace(TRUNK_IN_BRACKETS, '')
    .replace(SEPARATORS, '')
    .replace(/^00(?=[0-9])/, '+');
  if (!TYPED.test(typed)) return undefined;
  const isNational = country !== undefined && !typed.startsWith('+');
  const number = isNational
    ? readingWithoutPrefix(typed, country)
    : parse(typed.startsWith('+') ? typed : `+${typed}`);
  if (!number?.isPossible()) return undefined;
  const digits = digitsOf(number);
  if (!E164.test(digits)) return undefined;
  const isReadAlready = isNational && digits === typed;
  return country !== undefined && !isReadAlready && isReadAsAnother(digits, country) ? undefined : digits;
};

/**
 * A request parses a number where it is matched, validated, compared and stored, and in a bulk that was a third of the
 * worker's CPU. Pure, so that bundles that parse no numbers leave the package out.
 */
const memoizedCanonical = /* @__PURE__ */ memoize(canonical, 1000);

/**
 * The form in which an MSISDN is compared, stored and returned (contract §1.6): E.164 digits. `undefined` when the
 * input is no number that is possible in its country, or its digits are another number in the country of the club.
 * Idempotent.
 * @param country ISO 3166-1 alpha-2, in which national forms are read; without it all have their country code
 */
export const canonicalMsisdn = (input: string, country: string | undefined): string | undefined =>
  input.length > LONGEST_INPUT ? undefined : memoizedCanonical(input, country);

/**
 * The numbers under which a member with a typed number may be stored: first its reading in the country, then the digits
 * as typed, under which a member from before its club had a country is found. The other order would give the national
 * spelling of a number to a member with those digits.
 */
export const msisdnsMeant = (input: string, country: string | undefined): readonly string[] => {
  const readings = [canonicalMsisdn(input, country), digitsAsTyped(input)];
  return [...new Set(readings.filter((digits) => digits !== undefined))];
};

/**
 * The digits without country code, where the country reads them as the number: a member from before its club had a
 * country may have it in this form, and no claim of the number collides with that member's.
 */
const nationalDigits = (msisdn: string, country: string | undefined): string | undefined => {
  if (country === undefined) return undefined;
  const digits = parse(`+${msisdn}`)?.nationalNumber;
  const isStorable = digits !== undefined && digits !== msisdn && E164.test(digits);
  return isStorable && canonicalMsisdn(digits, country) === msisdn ? digits : undefined;
};

/**
 * The forms of a number, beside the one that is stored now, in which a member from before its club had a country may
 * have it: the very digits that were typed, and those without the country code.
 */
export const formsBeforeCountry = (
  typed: string,
  msisdn: string,
  country: string | undefined,
): readonly string[] => {
  const forms = [...msisdnsMeant(typed, country), nationalDigits(msisdn, country)];
  return [...new Set(forms)].filter((form) => form !== undefined && form !== msisdn) as string[];
};

/** Whether numbers can be read in the country: ISO 3166-1 alpha-2, in capitals. */
export const hasNumberingPlan = (country: string): boolean =>
  isSupportedCountry(country as CountryCode, metadata);
