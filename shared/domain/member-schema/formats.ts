import { URL } from 'node:url';
import { canonicalEmail } from '../members/identifiers.ts';
import type { MemberErrorCode } from './member-error-codes.ts';

interface Format {
  readonly code: MemberErrorCode;
  readonly matches: (text: string) => boolean;
  /** Whether the error repeats the offending value (third column of contract §1.9.2). */
  readonly showsValue: boolean;
}

const DATE = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;
const TIME = /^([0-9]{2}):([0-9]{2}):([0-9]{2})$/;
/** RFC 3339 §5.6; `T` and `Z` may be lower-case. */
const RFC_3339 = /^([0-9-]{10})[Tt]([0-9:]{8})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2}))$/;
const BEFORE_DRAFT_04 = /^([0-9-]{10})T([0-9:]{8})(?:\.[0-9]+)?Z$/;
/** RFC 3986 §2: a scheme, then only reserved, unreserved and percent-encoded characters. */
const URI = /^[A-Za-z][A-Za-z0-9+.-]*:(?:[A-Za-z0-9:/?#[\]@!$&'()*+,;=._~-]|%[0-9A-Fa-f]{2})+$/;

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** A day that the Gregorian calendar has, as `YYYY-MM-DD`. */
export function isCalendarDay(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number);
  if (year === undefined || month === undefined || day === undefined) return false;
  const days = month === 2 && isLeapYear(year) ? 29 : DAYS[month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

function minuteOfDay(hours: number, minutes: number): number {
  return hours * 60 + minutes;
}

function isTimeOfDay(text: string, mayLeap: (minute: number) => boolean = () => false): boolean {
  const [, hours, minutes, seconds] = (TIME.exec(text) ?? []).map(Number);
  if (hours === undefined || minutes === undefined || seconds === undefined) return false;
  if (hours > 23 || minutes > 59) return false;
  return seconds <= 59 || (seconds === 60 && mayLeap(minuteOfDay(hours, minutes)));
}

/** A time as RFC 3339 writes it, with its offset. */
export function isRfc3339(text: string): boolean {
  const match = RFC_3339.exec(text);
  if (match === null) return false;
  const [, date = '', time = '', sign = '+', hours = '00', minutes = '00'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59) return false;
  const offset = minuteOfDay(Number(hours), Number(minutes)) * (sign === '-' ? -1 : 1);
  // RFC 3339 §5.7: a leap second ends a UTC day, whatever the offset it is written in.
  const endsUtcDay = (minute: number): boolean => (minute - offset + 2 * 1440) % 1440 === 1439;
  return isCalendarDay(date) && isTimeOfDay(time, endsUtcDay);
}

function isDateTimeBeforeDraft04(text: string): boolean {
  const [, date = '', time = ''] = BEFORE_DRAFT_04.exec(text) ?? [];
  return isCalendarDay(date) && isTimeOfDay(time);
}

/** The pattern keeps to RFC 3986; the WHATWG parser adds what schemes like http need, a host. */
function isUri(text: string): boolean {
  return URI.test(text) && URL.canParse(text);
}

/** The formats with a code of their own in contract §1.9.2. Any other format is ignored (draft-04 §7.1). */
export const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['date', { code: 'invalid_date_format', matches: isCalendarDay, showsValue: true }],
  ['time', { code: 'invalid_time_format', matches: (text) => isTimeOfDay(text), showsValue: true }],
  ['date-time', { code: 'must_be_valid_RFC3339_date_time_string', matches: isRfc3339, showsValue: true }],
  [
    'date-time (before draft-04)',
    { code: 'invalid_date_time_format', matches: isDateTimeBeforeDraft04, showsValue: true },
  ],
  ['uri', { code: 'invalid_URI', matches: isUri, showsValue: true }],
  [
    'email',
    { code: 'invalid_email', matches: (text) => canonicalEmail(text) !== undefined, showsValue: false },
  ],
]);
