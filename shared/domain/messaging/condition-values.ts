import type { ConditionType } from '#shared/vocabulary.ts';
import { zonedTime } from '../common-values/zoned-time.ts';
import { instantOf } from './schedule.ts';

/** What can be compared; nothing when a value cannot be read so, and then it equals nothing. */
type Reading = (value: unknown) => string | number | undefined;

/** Letter case and the way accents are typed make no difference: `Straße` is `STRASSE`, `É` is `E` + acute. */
const caseFolded = (text: string): string =>
  text.normalize('NFC').toLowerCase().toUpperCase().normalize('NFC');

const asText: Reading = (value) => {
  if (typeof value === 'string') return caseFolded(value);
  return typeof value === 'number' || typeof value === 'boolean' ? caseFolded(String(value)) : undefined;
};

/** A number as JSON writes it, also within a text. */
const NUMBER = /^-?\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?$/;

const asNumber: Reading = (value) => {
  const number = typeof value === 'string' && NUMBER.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
};

const asTruth: Reading = (value) => {
  if (typeof value === 'boolean') return Number(value);
  return value === 'true' || value === 'false' ? Number(value === 'true') : undefined;
};

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const midnight = (day: string): number => instantOf(`${day}T00:00`);
const isDay = (value: unknown): value is string =>
  typeof value === 'string' && DAY.test(value) && !Number.isNaN(midnight(value));
const isTime = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(instantOf(value));

/** The calendar day in the club's zone: members' times are shown in it. */
const asDay =
  (timezone: string): Reading =>
  (value) => {
    if (isDay(value)) return value;
    if (!isTime(value)) return undefined;
    return zonedTime(new Date(instantOf(value)).toISOString(), timezone).slice(0, 10);
  };

/** The instant; a day begins with its midnight in UTC. */
const asInstant: Reading = (value) => {
  if (isDay(value)) return midnight(value);
  return isTime(value) ? instantOf(value) : undefined;
};

/** Whether a value parses as a type; a condition that does not parse would match no member, and its negation all. */
export const parsesAs = (value: unknown, type: Exclude<ConditionType, 'array'>): boolean => {
  const readings = { string: asText, number: asNumber, boolean: asTruth, date: asInstant };
  return readings[type](value) !== undefined;
};

const inferredType = (wanted: unknown): Exclude<ConditionType, 'array'> => {
  if (typeof wanted === 'number') return 'number';
  if (typeof wanted === 'boolean') return 'boolean';
  return isDay(wanted) || isTime(wanted) ? 'date' : 'string';
};

/** The value of a condition, ready to be compared with those of members. */
export interface ConditionValue {
  /** Below zero when the member's value is smaller, zero when they are equal; nothing when they cannot be compared. */
  order(actual: unknown): number | undefined;
}

/**
 * @param type how both sides are read; absent or `array` = what the value is. A day is compared by days, a time by instants.
 * @param meant the forms of an identifier that a text may mean; one that both sides share makes them equal
 */
export const conditionValue = (
  value: unknown,
  type: ConditionType | undefined,
  timezone: string,
  meant: (text: string) => readonly string[] = () => [],
): ConditionValue => {
  const readings: Readonly<Record<Exclude<ConditionType, 'array'>, Reading>> = {
    string: asText,
    number: asNumber,
    boolean: asTruth,
    date: isDay(value) ? asDay(timezone) : asInstant,
  };
  const read = readings[type === undefined || type === 'array' ? inferredType(value) : type];
  const wanted = read(value);
  const identifiersIn = (one: unknown): readonly string[] =>
    typeof one === 'string' || typeof one === 'number' ? meant(String(one)) : [];
  const identifiers = identifiersIn(value);
  return {
    order(actual) {
      if (identifiers.length > 0 && identifiers.includes(identifiersIn(actual)[0] ?? '')) return 0;
      const known = read(actual);
      if (known === undefined || wanted === undefined) return undefined;
      if (known === wanted) return 0;
      return known < wanted ? -1 : 1;
    },
  };
};
