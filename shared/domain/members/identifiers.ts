import { domainToASCII } from 'node:url';
import { memoize } from './memoize.ts';

/** Longer input is never an identifier; refusing it early bounds the work of normalisation. */
export const LONGEST_INPUT = 1024;
/** RFC 5321 §4.5.3.1.1 and §4.5.3.1.3 (256 octets of path less the angle brackets). */
const LONGEST_LOCAL_PART = 64;
const LONGEST_EMAIL = 254;

const FORMAT_CHARACTERS = /\p{Cf}/gu;

/** RFC 5322 §3.2.3 dot-atom; above ASCII RFC 6531 §3.3 allows every character that is not a space or control. */
const DOT_ATOM = /^(?:[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]|[^\p{ASCII}\p{Z}\p{C}])+$/u;

/**
 * What a domain may be typed with. Checked before the IDNA mapping because the WHATWG host parser behind
 * `domainToASCII` would otherwise decode `%41`, cut at `/` and read `[::1]`.
 */
const DOMAIN_AS_TYPED = /^[\p{L}\p{M}\p{N}.。-]+$/u;
const DOMAIN_LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
const ALL_DIGITS = /^[0-9]+$/;

/** What is stored as an MSISDN; `[0-9]` and not `\d` so that the intent survives a copy into another dialect. */
const STORED_MSISDN = /^[1-9][0-9]{6,14}$/;
const MSISDN_PUNCTUATION = /[\p{White_Space}()-]/gu;

/** Stripping comes first: a zero-width mark between a letter and its accent would keep them from composing. */
export function visible(input: string): string {
  return input.replace(FORMAT_CHARACTERS, '').normalize('NFKC').replace(FORMAT_CHARACTERS, '').trim();
}

/** ASCII only: Unicode lower-casing would make two mailboxes one (Django CVE-2019-19844). */
function asciiLowerCase(text: string): string {
  // Normalised again because a lower-case letter may compose with a mark that its capital does not (H + U+0331).
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()).normalize('NFKC');
}

function hasEmptyPart(dotted: string): boolean {
  return dotted.split('.').includes('');
}

function canonicalLocalPart(local: string): string | undefined {
  if (!DOT_ATOM.test(local) || hasEmptyPart(local)) return undefined;
  const folded = asciiLowerCase(local);
  return [...folded].length <= LONGEST_LOCAL_PART ? folded : undefined;
}

function canonicalDomain(domain: string): string | undefined {
  if (!DOMAIN_AS_TYPED.test(domain)) return undefined;
  const ascii = domainToASCII(domain);
  const labels = ascii.split('.');
  if (labels.length < 2 || !labels.every((label) => DOMAIN_LABEL.test(label))) return undefined;
  // An all-digit last label is an IPv4 address, which the host parser may just have made out of `127.1`.
  return ALL_DIGITS.test(labels.at(-1) ?? '') ? undefined : ascii;
}

const canonical = (input: string): string | undefined => {
  const [local, domain, ...more] = visible(input).split('@');
  if (local === undefined || domain === undefined || more.length > 0) return undefined;
  const canonicalLocal = canonicalLocalPart(local);
  const canonicalHost = canonicalDomain(domain);
  if (canonicalLocal === undefined || canonicalHost === undefined) return undefined;
  const email = `${canonicalLocal}@${canonicalHost}`;
  return [...email].length <= LONGEST_EMAIL ? email : undefined;
};

/** A row of a bulk asks for the form of its address six times. Pure, so that bundles that read no addresses leave it out. */
const memoizedCanonical = /* @__PURE__ */ memoize(canonical, 1000);

/**
 * The form in which an e-mail address is compared, indexed and claimed (contract §1.6, architecture §3):
 * NFKC without format characters, local part lower-cased in ASCII only, domain in lower-case punycode.
 * Idempotent. `undefined` when the input is not an address.
 */
export const canonicalEmail = (input: string): string | undefined =>
  input.length > LONGEST_INPUT ? undefined : memoizedCanonical(input, undefined);

/**
 * The form in which an e-mail address is stored and returned: NFKC, without format characters, trimmed, case kept.
 * Never fails; validity is the business of `canonicalEmail`, to which both forms are the same address, and to which
 * what is too long to be one, and so stays as it is, is none.
 */
export function displayEmail(input: string): string {
  return input.length > LONGEST_INPUT ? input : visible(input);
}

/**
 * The digits of an MSISDN as they are typed, without `+` or `00`: what a stored number is, and all that was read before
 * clubs had countries. `undefined` when it is not 7 to 15 digits. New numbers are read by `canonicalMsisdn`.
 */
export function digitsAsTyped(input: string): string | undefined {
  if (input.length > LONGEST_INPUT) return undefined;
  const digits = visible(input)
    .replace(MSISDN_PUNCTUATION, '')
    .replace(/^(?:\+|00)/, '');
  return STORED_MSISDN.test(digits) ? digits : undefined;
}
