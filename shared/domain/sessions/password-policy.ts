import type { MemberErrorCode } from '../member-schema/member-error-codes.ts';
import type { MemberError } from '../members/member-errors.ts';
import { COMMON_PASSWORDS } from './common-passwords.ts';

const LONGEST_PASSWORD = 128;
/**
 * UTF-16 units of text that is normalised at all. NFKC makes at most four code points, of two units each, into one,
 * so whatever is longer than this is longer than `LONGEST_PASSWORD` afterwards too; and one unit may become eighteen.
 * @see https://unicode.org/faq/normalization.html
 */
export const LONGEST_NORMALIZED = LONGEST_PASSWORD * 4 * 2;
/** From this minimum on a club is taken to mean its passwords seriously (contract §1.9.2, password policy). */
const COMMON_REFUSED_FROM = 8;

/** Never with the value: an error body must not repeat a password. */
function refusal(error: MemberErrorCode, extra: Readonly<Record<string, unknown>> = {}): MemberError[] {
  return [{ error, ...extra, property: 'password' }];
}

/** The list is written in lower case; case alone does not make a common password uncommon. */
function isCommon(password: string): boolean {
  return COMMON_PASSWORDS.has(password.toLowerCase());
}

/** What counts as no password at all, wherever one is sent (contract §2.1, §2.12). */
export function isBlank(password: unknown): boolean {
  if (password === undefined || password === null) return true;
  return typeof password === 'string' && password.length <= LONGEST_NORMALIZED && password.trim() === '';
}

/**
 * The errors of a new password, `[]` when it is fine (contract §1.9.2, password policy). Length is counted in code
 * points after NFKC, so that it does not depend on how a keyboard composes letters (NIST SP 800-63B §3.1.1.2).
 *
 * A common password has no row of its own in the code table. It gets the code of the keyword that would say the same in
 * a schema, `"not": {"enum": [...]}`: `matched_the_disallowed_schema`.
 */
export function passwordErrors(password: unknown, minLength: number): MemberError[] {
  if (isBlank(password)) return refusal('not_contain_required_property');
  if (typeof password !== 'string') return refusal('type_not_match', { type: 'string' });
  // Before any pass over the text: a small gzip body may hold millions of characters.
  if (password.length > LONGEST_NORMALIZED)
    return refusal('maximum_string_length', { maximum: LONGEST_PASSWORD });
  const normalized = password.normalize('NFKC');
  const length = [...normalized].length;
  if (length < minLength) return refusal('minimum_string_length', { minimum: minLength });
  if (length > LONGEST_PASSWORD) return refusal('maximum_string_length', { maximum: LONGEST_PASSWORD });
  if (minLength >= COMMON_REFUSED_FROM && isCommon(normalized))
    return refusal('matched_the_disallowed_schema');
  return [];
}
