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

/** As it is stored: UTC with milliseconds. @param until without `banErrors` */
export const storedBan = (until: BanPayload): string | null | undefined =>
  typeof until === 'string' ? new Date(until).toISOString() : until;
