import type { Rule } from '../validation/rule.ts';
import { isAbsent, isObject, record, required, ruleThat, sequence, variants } from '../validation/rules.ts';
import { isText } from '../validation/value-rules.ts';

/** When a sending goes out, as its creator wrote it (contract §5.4). */
export type Schedule =
  | { readonly type: 'immediate' }
  | { readonly type: 'absolute'; readonly at: string }
  | { readonly type: 'relative'; readonly in: string };

const ISO_8601 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(Z|[+-]\d{2}(?::?\d{2})?)?$/;

/** Milliseconds of an ISO 8601 date and time, UTC where it has no offset; `NaN` when it is none. */
export const instantOf = (text: string): number => {
  const match = ISO_8601.exec(text);
  if (!match) return Number.NaN;
  const [, year, month, day, hour, minute, second = '00', offset = 'Z'] = match;
  const fraction = /[.,](\d{1,3})/.exec(text)?.[1]?.padEnd(3, '0') ?? '000';
  const zone = /^[+-]\d{2}$/.test(offset) ? `${offset}:00` : offset.replace(/(\d{2})(\d{2})$/, '$1:$2');
  // The engine takes 30 February for 2 March: a day that is not in the calendar changes on the way back.
  const date = `${year}-${month}-${day}`;
  const day0 = new Date(`${date}T00:00:00Z`);
  if (Number.isNaN(day0.getTime()) || day0.toISOString().slice(0, 10) !== date) return Number.NaN;
  return Date.parse(`${date}T${hour}:${minute}:${second}.${fraction}${zone}`);
};

const RELATIVE = /^([0-9]+) (second|minute|hour|day|week|month|year)s?$/;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const later = (milliseconds: number) => (from: Date, number: number) =>
  new Date(from.getTime() + number * milliseconds);

/** The same day of a later month, or its last day when it has no such day. */
const laterMonth = (months: number) => (from: Date, number: number) => {
  const first = new Date(from);
  first.setUTCDate(1);
  first.setUTCMonth(first.getUTCMonth() + number * months);
  const daysIn = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  first.setUTCDate(Math.min(from.getUTCDate(), daysIn));
  return first;
};

/** How a moment moves by a number of units, in UTC. */
const UNITS: Readonly<Record<string, (from: Date, number: number) => Date>> = {
  second: later(SECOND),
  minute: later(MINUTE),
  hour: later(HOUR),
  day: later(DAY),
  week: later(7 * DAY),
  month: laterMonth(1),
  year: laterMonth(12),
};

/** Times of the index and of replies have four digits of year. */
const LATEST = Date.UTC(9999, 11, 31);

/** No real schedule has more digits than this; they would only fill the item. */
const LONGEST_RELATIVE = 40;

/** The moment of a relative schedule; nothing when it is not one, or lies beyond the year 9999. */
export const timeAfter = (now: Date, text: string): Date | undefined => {
  if (text.length > LONGEST_RELATIVE) return undefined;
  const [, number = '', unit = ''] = RELATIVE.exec(text) ?? [];
  const moment = UNITS[unit]?.(now, Number(number));
  return moment && moment.getTime() <= LATEST ? moment : undefined;
};

/** The calendar is beyond a pattern. */
const isTime = ruleThat(
  (value) => !Number.isNaN(instantOf(String(value))),
  'invalid_iso_8601_time',
  {},
  { pattern: ISO_8601.source },
);

const SIDES = {
  must_be_in_the_future: (time: number, now: number) => time > now,
  must_be_in_the_past: (time: number, now: number) => time < now,
} as const;

/** A time on one side of now. */
export const timeOn = (side: keyof typeof SIDES, now: Date): Rule =>
  sequence(
    isText,
    isTime,
    ruleThat((value) => SIDES[side](instantOf(String(value)), now.getTime()), side),
  );

/** An offset may carry the last day of the calendar over its end. */
const isWithinTimes = ruleThat((value) => instantOf(String(value)) <= LATEST, 'invalid_iso_8601_time');

const relative = (now: Date): Rule =>
  sequence(
    isText,
    ruleThat(
      (value) => timeAfter(now, String(value)) !== undefined,
      'invalid',
      { format: RELATIVE.source },
      { pattern: RELATIVE.source, maxLength: LONGEST_RELATIVE },
    ),
  );

/** What each type of schedule must say. */
const TYPE_RULES = (now: Date): Readonly<Record<Schedule['type'], Rule>> => ({
  immediate: isObject,
  absolute: record({ at: required(sequence(timeOn('must_be_in_the_future', now), isWithinTimes)) }),
  relative: record({ in: required(relative(now)) }),
});

export const isSchedule = (now: Date): Rule => variants('type', TYPE_RULES(now));

/** The part of a valid schedule that is kept and echoed. */
export const scheduleFrom = (payload: unknown): Schedule | null => {
  if (isAbsent(payload)) return null;
  const schedule = payload as Schedule;
  if (schedule.type === 'absolute') return { type: 'absolute', at: schedule.at };
  return schedule.type === 'relative' ? { type: 'relative', in: schedule.in } : { type: 'immediate' };
};

/** When a valid schedule is due, seen from `now`. */
export const dueTimeOf = (schedule: Schedule, now: Date): string => {
  const moments: { readonly [T in Schedule['type']]: () => Date | undefined } = {
    immediate: () => now,
    absolute: () => ('at' in schedule ? new Date(instantOf(schedule.at)) : undefined),
    relative: () => ('in' in schedule ? timeAfter(now, schedule.in) : undefined),
  };
  return (moments[schedule.type]() ?? now).toISOString();
};
