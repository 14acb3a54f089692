import { nearestName } from '#shared/admin/nearest-name.ts';
import type { MemberSchema } from '#shared/domain/member-schema/schema.ts';
import { CommandFailed } from '../failures.ts';
import { type CellReader, readBoolean, readerOf, readObject, readText } from './cells.ts';

/** Where the cells of a column go in a member. */
export interface Column {
  readonly title: string;
  /** Path in the member: `['properties', 'first_name']`. */
  readonly path: readonly string[];
  readonly read: CellReader;
}

/** Columns that are no properties (contract §4.1). */
const RESERVED: Readonly<Record<string, CellReader>> = {
  id: readText,
  password: readText,
  password_hash: readText,
  sms_enabled: readBoolean,
  email_enabled: readBoolean,
  push_enabled: readBoolean,
  optin_channel: readText,
  optin_subchannel: readText,
  created_at: readText,
};

const PROPERTY = 'properties.';
const CONSENT = 'consents.';

const always = (schema: MemberSchema): Record<string, object> => ({
  email: { type: 'string' },
  msisdn: { type: 'string' },
  language: { type: 'string' },
  ...schema.properties,
});

interface ColumnRules {
  readonly schema: MemberSchema;
  /** Titles that are left out. */
  readonly skipped: readonly string[];
}

const propertyColumn = (title: string, name: string, { schema }: ColumnRules): Column | undefined => {
  const known = always(schema);
  if (!Object.hasOwn(known, name) && !schema.additionalProperties) return undefined;
  return { title, path: ['properties', name], read: readerOf((known[name] ?? {}) as never) };
};

const consentColumn = (title: string, slug: string, { schema }: ColumnRules): Column | undefined =>
  schema.consents === undefined || Object.hasOwn(schema.consents, slug)
    ? { title, path: ['consents', slug, 'status'], read: readBoolean }
    : undefined;

/** A prefixed title names the place of its column; a plain one is first a reserved column, then a property. */
const columnOf = (title: string, rules: ColumnRules): Column | undefined => {
  if (title.startsWith(PROPERTY)) return propertyColumn(title, title.slice(PROPERTY.length), rules);
  if (title.startsWith(CONSENT)) return consentColumn(title, title.slice(CONSENT.length), rules);
  if (title === 'consents') return { title, path: ['consents'], read: readObject };
  const reserved = Object.hasOwn(RESERVED, title) ? RESERVED[title] : undefined;
  if (reserved) return { title, path: [title], read: reserved };
  return propertyColumn(title, title, rules);
};

const unknownText = (title: string, { schema }: ColumnRules): string => {
  const names = [
    ...Object.keys(always(schema)),
    ...Object.keys(RESERVED),
    ...Object.keys(schema.consents ?? {}).map((slug) => `${CONSENT}${slug}`),
  ];
  const nearest = nearestName(title.trim().replaceAll(' ', '_'), names);
  return `  "${title}"${nearest ? ` (did you mean "${nearest}"?)` : ''}`;
};

/**
 * What each column of a header means, by the club's schema; `undefined` where it is left out.
 * @throws CommandFailed naming every column that is unknown or there twice
 */
export const columnsOf = (header: readonly string[], rules: ColumnRules): (Column | undefined)[] => {
  const titles = header.map((title) => title.trim());
  const twice = titles.filter((title, index) => titles.indexOf(title) !== index);
  if (twice.length > 0) throw new CommandFailed(`The file has two columns "${twice[0]}".`);
  const columns = titles.map((title) => (rules.skipped.includes(title) ? undefined : columnOf(title, rules)));
  const unknown = titles.filter((title, index) => !columns[index] && !rules.skipped.includes(title));
  if (unknown.length > 0) {
    const lines = unknown.map((title) => unknownText(title, rules));
    throw new CommandFailed(
      `The club has no such properties:\n${lines.join('\n')}\nRename the columns, or leave them out with --skip-column.`,
    );
  }
  return columns;
};
