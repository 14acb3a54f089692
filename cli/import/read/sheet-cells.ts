import type { CellValue } from 'hucre/xlsx';

/** Digits that a spreadsheet keeps of a number. */
const DIGITS = 15;

const MIDNIGHT = 'T00:00:00.000Z';

const dateText = (value: Date): string => {
  if (Number.isNaN(value.getTime())) return '#VALUE!';
  const text = value.toISOString();
  // A time of a sheet has no zone.
  return text.endsWith(MIDNIGHT) ? text.slice(0, -MIDNIGHT.length) : text.slice(0, -'.000Z'.length);
};

/** The text of a cell, as it would stand in a CSV file with dates in ISO 8601. */
export const cellText = (value: CellValue): string => {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return dateText(value);
  return typeof value === 'number' ? String(Number(value.toPrecision(DIGITS))) : String(value);
};
