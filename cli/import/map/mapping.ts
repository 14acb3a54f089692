import { readFile, writeFile } from 'node:fs/promises';
import { hasNumberingPlan } from '#shared/domain/members/phone-number.ts';
import { CommandFailed, UsageError } from '../../failures.ts';
import { booleanWords, DEFAULT_BOOLEANS } from './booleans.ts';
import type { CellRules } from './cells.ts';
import { dayReader } from './dates.ts';

/** How a file is written, beside its columns: options of the command line, and fields of a mapping. */
export interface FileSettings {
  /** In which national phone numbers of the file are read: ISO 3166-1 alpha-2. */
  readonly country?: string;
  readonly dates?: string;
  readonly booleans?: string;
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly sheet?: string;
  /** False = spaces around values are part of them. */
  readonly trim?: boolean;
}

/** What can be kept in a file of its own, for the next list of the same origin. */
export interface Mapping extends FileSettings {
  /** What the columns of a title are, by title: a name of the API, `null` for what is left out. */
  readonly columns?: Readonly<Record<string, string | null>>;
}

const isText = (value: unknown): boolean => typeof value === 'string';

const isColumns = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((target) => target === null || isText(target));

const FIELDS: Readonly<Record<keyof Mapping, readonly [holds: (value: unknown) => boolean, what: string]>> = {
  columns: [isColumns, 'an object of names by title, null for a column that is left out'],
  country: [isText, 'a text'],
  dates: [isText, 'a text'],
  booleans: [isText, 'a text'],
  encoding: [isText, 'a text'],
  delimiter: [isText, 'a text'],
  sheet: [isText, 'a text'],
  trim: [(value) => typeof value === 'boolean', 'true or false'],
};

const problemsIn = (value: object): string[] =>
  Object.entries(value).flatMap(([name, field]) => {
    if (!Object.hasOwn(FIELDS, name)) return [`it has no field "${name}"`];
    const [holds, what] = FIELDS[name as keyof Mapping];
    return holds(field) ? [] : [`"${name}" must be ${what}`];
  });

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** @throws CommandFailed */
export const readMapping = async (path: string): Promise<Mapping> => {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new CommandFailed(`The mapping cannot be read: ${error.message}.`, { cause: error });
  });
  const value = parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new CommandFailed(`The mapping is not a JSON object: ${path}.`);
  const [problem] = problemsIn(value);
  if (problem) throw new CommandFailed(`The mapping ${path} cannot be used: ${problem}.`);
  return value as Mapping;
};

/** @throws CommandFailed */
export const saveMapping = async (path: string, mapping: Mapping): Promise<void> => {
  await writeFile(path, `${JSON.stringify(mapping, null, 2)}\n`).catch((error: Error) => {
    throw new CommandFailed(`The mapping cannot be written: ${error.message}.`, { cause: error });
  });
};

/** `E-mail=email`; nothing behind the sign leaves the column out. @throws UsageError */
export const mappedColumn = (text: string): readonly [title: string, target: string | null] => {
  const at = text.lastIndexOf('=');
  if (at <= 0) throw new UsageError(`--map takes a title and a name, as in "E-mail=email": ${text}`);
  return [text.slice(0, at).trim(), text.slice(at + 1).trim() || null];
};

/** How cells are read. */
export interface ValueRules extends CellRules {
  /** In which phone numbers are read; absent = the API reads them in the country of the club. */
  readonly country: string | undefined;
  readonly trim: boolean;
}

const countryOf = (text: string): string => {
  const country = text.trim().toUpperCase();
  if (!hasNumberingPlan(country))
    throw new UsageError(`--country takes a country of ISO 3166-1, as in NO: ${text}`);
  return country;
};

/** @throws UsageError */
export const valueRules = ({ country, dates, booleans, trim = true }: Mapping): ValueRules => ({
  booleans: booleans === undefined ? DEFAULT_BOOLEANS : booleanWords(booleans),
  day: dayReader(dates),
  country: country === undefined ? undefined : countryOf(country),
  trim,
});
