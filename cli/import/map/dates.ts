import { isCalendarDay } from '#shared/domain/member-schema/formats.ts';
import { UsageError } from '../../failures.ts';

/** Reads a day; `undefined` for what is none in its format. @returns `YYYY-MM-DD` */
export type DayReader = (text: string) => string | undefined;

/** What spreadsheets and databases add to a day that has no time. */
const MIDNIGHT = /[T ]00:00(?::00(?:\.0+)?)?Z?$/;

const isoDay: DayReader = (text) => {
  const day = text.replace(MIDNIGHT, '');
  return isCalendarDay(day) ? day : undefined;
};

const PARTS: Readonly<Record<string, readonly [name: string, pattern: string]>> = {
  dd: ['day', '(?<day>\\d{1,2})'],
  d: ['day', '(?<day>\\d{1,2})'],
  mm: ['month', '(?<month>\\d{1,2})'],
  m: ['month', '(?<month>\\d{1,2})'],
  yyyy: ['year', '(?<year>\\d{4})'],
};

/** Without a sign between them, parts have their full width. */
const FULL_WIDTH: Readonly<Record<string, string>> = { dd: '(?<day>\\d{2})', mm: '(?<month>\\d{2})' };

const TOKENS = /d+|m+|y+|[^dmy]+/g;

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

const unusable = (format: string, why: string): UsageError =>
  new UsageError(`--dates takes a form such as dd.mm.yyyy, m/d/yyyy or yyyymmdd, ${why}: ${format}`);

const patternOf = (format: string): RegExp => {
  const tokens: readonly string[] = format.trim().toLowerCase().match(TOKENS) ?? [];
  const isPacked = tokens.every((token) => /^[dmy]/.test(token));
  const names = tokens.flatMap((token) => PARTS[token]?.[0] ?? []);
  if (tokens.includes('yy')) throw unusable(format, 'with a year of four digits');
  if (new Set(names).size !== 3 || names.length !== 3) throw unusable(format, 'with one day, month and year');
  const pattern = tokens.map(
    (token) => (isPacked && FULL_WIDTH[token]) || (PARTS[token]?.[1] ?? literal(token)),
  );
  return new RegExp(`^${pattern.join('')}$`);
};

/**
 * Reads days in a format, and in ISO 8601, which cells of a workbook have.
 * @param format of `d`, `dd`, `m`, `mm`, `yyyy` and the signs between them
 * @throws UsageError
 */
export const dayReader = (format?: string): DayReader => {
  if (format === undefined) return isoDay;
  const pattern = patternOf(format);
  return (text) => {
    const { day = '', month = '', year = '' } = pattern.exec(text.replace(MIDNIGHT, ''))?.groups ?? {};
    const iso = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    return isCalendarDay(iso) ? iso : isoDay(text);
  };
};
