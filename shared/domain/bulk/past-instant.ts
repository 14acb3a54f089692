import { isCalendarDay } from '../member-schema/formats.ts';

/** A date, or a date and time with a UTC offset: without one it names no instant. */
const INSTANT = /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))?$/;

/** What is earlier is what a database writes for "unknown" (`0001-01-01`). */
const EARLIEST = new Date('1900-01-01T00:00:00Z');

/** @returns UTC with milliseconds; nothing for what is no instant of the past */
export const pastInstant = (value: unknown, now: Date): string | undefined => {
  if (typeof value !== 'string') return undefined;
  const [, day = ''] = INSTANT.exec(value) ?? [];
  // `Date` takes 30 February for 1 March.
  if (!isCalendarDay(day)) return undefined;
  const at = new Date(value);
  return at >= EARLIEST && at <= now ? at.toISOString() : undefined;
};
