import { CHUNK_MAX_BYTES, type RowIdentifier } from '#shared/domain/bulk/bulk-request.ts';
import type { Identifier } from '#shared/domain/member-schema/schema.ts';
import { IDENTIFIER_FORMS } from '#shared/domain/members/identifier-forms.ts';
import { type SourceRecord, Unreadable } from '../read/source.ts';
import { faultOf } from './cell-faults.ts';
import type { Cell } from './cells.ts';
import type { Column } from './columns.ts';
import { oddities } from './odd-rows.ts';

/** A member as the import endpoint takes it (contract §4.1). */
export type MemberRow = { readonly properties: Readonly<Record<string, unknown>> } & Readonly<
  Record<string, unknown>
>;

type Mapped = { readonly member: MemberRow } | { readonly problems: readonly string[] };

export interface MappingRules {
  /** Of the header; JSON needs none. */
  readonly columns: readonly (Column | undefined)[];
  /** A row may be shorter than the header. */
  readonly mayBeShort?: boolean;
  /** Spaces around a value are no part of it. */
  readonly trim?: boolean;
  /** A row must have one of these. */
  readonly required: readonly RowIdentifier[];
  /** Of the club, in which numbers are read. */
  readonly country: string | undefined;
}

export type Nested = { [key: string]: unknown };

/** Sets a value below its keys; the names of a club's schema are any text, `__proto__` included. */
export const put = (target: Nested, [first = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    Object.defineProperty(target, first, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  if (!Object.hasOwn(target, first)) put(target, [first], {});
  put(target[first] as Nested, rest, value);
};

/** What stands around a value without being seen, and the apostrophe by which spreadsheets mark digits as text. */
const UNSEEN = /^[\s\u200B-\u200D\u2060\uFEFF]+|[\s\u200B-\u200D\u2060\uFEFF]+$/g;
const TEXT_MARK = /^'(?=[\d+])/;

const trimmed = (text: string): string => text.replace(UNSEEN, '').replace(TEXT_MARK, '');

/** The quoted form of a text formula; the plain one is read by the parser of the file. */
const TEXT_FORMULA = /^="([^"]*)"$/;

const isBlank = (text: string): boolean => trimmed(text) === '';

/** Trailing delimiters make empty cells that no title is for. */
const cellsFor = (
  cells: readonly string[],
  { columns, mayBeShort = false }: MappingRules,
): readonly string[] | { readonly problem: string } => {
  const isLong = cells.slice(columns.length).some((text) => !isBlank(text));
  const isShort = cells.length < columns.length && !mayBeShort;
  return isLong || isShort
    ? { problem: `The row has ${cells.length} cells, the header ${columns.length}` }
    : cells;
};

/** An empty cell leaves the member's value as it is. */
const fromCells = (all: readonly string[], rules: MappingRules): Mapped => {
  const cells = cellsFor(all, rules);
  if ('problem' in cells) return { problems: [cells.problem] };
  const member: Nested = { properties: {} };
  const problems: string[] = [];
  for (const [index, column] of rules.columns.entries()) {
    const given = cells[index]?.replace(TEXT_FORMULA, '$1') ?? '';
    if (!column || isBlank(given)) continue;
    const text = rules.trim && !column.keepsSpaces ? trimmed(given) : given;
    const fault = faultOf(text);
    const cell: Cell = fault === undefined ? column.read(text) : { problem: fault };
    if ('value' in cell) put(member, column.path, cell.value);
    else problems.push(`${column.title}: "${text.slice(0, 60)}" ${cell.problem}${cell.hint ?? ''}`);
  }
  return problems.length > 0 ? { problems } : { member: member as MemberRow };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isText = (value: unknown): boolean => typeof value === 'string';

const isFlag = (value: unknown): boolean => typeof value === 'boolean';

/** What a member may hold beside its properties. */
const TYPES: readonly (readonly [string, (value: unknown) => boolean, string])[] = [
  ['password', isText, 'a text'],
  ['password_hash', isText, 'a text'],
  ['sms_enabled', isFlag, 'true or false'],
  ['email_enabled', isFlag, 'true or false'],
  ['push_enabled', isFlag, 'true or false'],
  ['consents', isObject, 'an object'],
];

/** A JSON line is a member as the endpoint takes it, or just its properties. */
const fromObject = (value: Readonly<Record<string, unknown>>): Mapped => {
  if (!Object.hasOwn(value, 'properties')) return { member: { properties: value } };
  if (!isObject(value['properties'])) return { problems: ['properties is not an object'] };
  const problems = TYPES.flatMap(([name, holds, what]) =>
    value[name] === undefined || value[name] === null || holds(value[name]) ? [] : [`${name} is not ${what}`],
  );
  return problems.length > 0 ? { problems } : { member: value as MemberRow };
};

const isGiven = (value: unknown): boolean =>
  value !== undefined && value !== null && String(value).trim() !== '';

const identifierOf = ({ id, properties }: MemberRow, name: RowIdentifier): unknown =>
  name === 'id' ? (id ?? properties['id']) : properties[name];

/** Text by which the reply can name the row, for every identifier that it has. */
export const namesOf = (member: MemberRow): string[] =>
  (['email', 'msisdn', 'id'] as const).flatMap((name) => {
    const value = identifierOf(member, name);
    if (!isGiven(value)) return [];
    return [typeof value === 'string' ? value : JSON.stringify(value)];
  });

/** The form in which two rows of a request must differ (contract §4.1). */
export const canonicalOf = (
  member: MemberRow,
  identifier: Identifier,
  { country }: Pick<MappingRules, 'country'>,
): string | undefined => {
  const value = member.properties[identifier];
  return typeof value === 'string' && value.trim() !== ''
    ? (IDENTIFIER_FORMS[identifier].canonical(value, country) ?? value)
    : undefined;
};

const missing = ({ required }: MappingRules, member: MemberRow): string[] =>
  required.some((name) => isGiven(identifierOf(member, name)))
    ? []
    : [`The row has no ${required.join(' and no ')}`];

const tooLarge = (member: MemberRow): string[] =>
  Buffer.byteLength(JSON.stringify(member)) >= CHUNK_MAX_BYTES
    ? [`The row is larger than ${CHUNK_MAX_BYTES} bytes`]
    : [];

/** The member of a record, or why the record can be none. */
export const mapRecord = ({ value }: SourceRecord, rules: MappingRules): Mapped => {
  if (value instanceof Unreadable) return { problems: [value.reason] };
  const mapped = Array.isArray(value)
    ? fromCells(value, rules)
    : fromObject(value as Readonly<Record<string, unknown>>);
  if ('problems' in mapped) return mapped;
  const problems = [...missing(rules, mapped.member), ...tooLarge(mapped.member), ...oddities(mapped.member)];
  return problems.length > 0 ? { problems } : mapped;
};
