import { isRfc3339 } from '../member-schema/formats.ts';
import type { MemberError } from './member-errors.ts';

/** The end of a ban as callers send it: a time with its offset; `null` ends the ban, absent leaves it. */
export type BanPayload = string | null | undefined;

/** A leap second is none of JavaScript's times. */
const isInstant = (value: string): boolean => isRfc3339(value) && !Number.isNaN(Date.parse(value));

export const banErrors = (until: BanPayload): MemberError[] =>
  until === undefined || until === null || isInstant(until)
    ? []
    : [{ error: 'must_be_valid_RFC3339_date_time_string', property: 'banned_until' }];

/** Years before 0000 and after 9999, which a time has by its offset alone, are other texts, and sort otherwise. */
const [EARLIEST, LATEST] = [Date.parse('0000-01-01T00:00:00.000Z'), Date.parse('9999-12-31T23:59:59.999Z')];

/** As it is stored: UTC with milliseconds. @param until without `banErrors` */
export const storedBan = (until: BanPayload): string | null | undefined =>
  typeof until === 'string'
    ? new Date(Math.min(Math.max(Date.parse(until), EARLIEST), LATEST)).toISOString()
    : until;
