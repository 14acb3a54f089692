import { nearestName } from '#shared/admin/nearest-name.ts';
import { CommandFailed } from '../../failures.ts';
import { columnLetters } from './column-letters.ts';
import type { ValueRules } from './mapping.ts';
import { type Names, namesOf, type Place, placeOf } from './member-names.ts';
import { namesMeant, plainTitle } from './titles.ts';

/** A column of the file that becomes part of members. */
export interface Column extends Place {
  readonly title: string;
  /** Of the API, as a mapping has it. */
  readonly name: string;
}

interface ColumnRules extends Names {
  readonly values: ValueRules;
  /** What columns are, by title; `null` is left out. */
  readonly mapped: Readonly<Record<string, string | null>>;
}

/** What becomes of one title: a column, nothing, or why it cannot be. */
type Found = Column | 'skipped' | { readonly problem: string };

const isColumn = (found: Found): found is Column => typeof found === 'object' && 'path' in found;

const untitled = (index: number): Column => ({
  title: `Column ${columnLetters(index)}`,
  name: '',
  path: [],
  read: () => ({ problem: 'stands in a column without a title. Give the column one' }),
});

const unknown = (title: string, name: string, rules: ColumnRules): { readonly problem: string } => {
  const nearest = nearestName(name.trim().replaceAll(' ', '_'), namesOf(rules));
  return { problem: `"${title}"${nearest ? ` (did you mean "${nearest}"?)` : ''}` };
};

const mappedTo = (title: string, { mapped }: ColumnRules): string | null | undefined => {
  const [key] = namesMeant(title, Object.keys(mapped));
  return key === undefined ? undefined : mapped[key];
};

const columnOf = (title: string, index: number, rules: ColumnRules): Found => {
  const mapped = mappedTo(title, rules);
  if (mapped === null) return 'skipped';
  if (title === '') return untitled(index);
  const asked = mapped ?? title;
  const names = namesMeant(asked, namesOf(rules));
  if (names.length > 1) return { problem: `"${title}" (it may be ${names.join(' or ')})` };
  const name = names[0] ?? asked;
  const place = placeOf(name, rules);
  return place ? { ...place, title, name } : unknown(title, name, rules);
};

const sameName = (columns: readonly Column[]): CommandFailed | undefined => {
  const places = columns.map(({ name, path, title }) => (name === '' ? title : path.join('.')));
  const second = places.findIndex((place, index) => places.indexOf(place) !== index);
  if (second < 0) return undefined;
  const [one, other] = [columns[places.indexOf(places[second] ?? '')], columns[second]];
  return new CommandFailed(
    one?.title === other?.title
      ? `The file has two columns "${one?.title}". Rename one of them.`
      : `The columns "${one?.title}" and "${other?.title}" are both ${one?.name}. Leave one out with --skip-column.`,
  );
};

const MEMBER_LIKE = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** Of a file in which no title is known: exports have the name of the list, or its date, in the first rows. */
const TITLES_BELOW = 'If the titles are in a row further down, delete the rows above it.';

const cannotMap = (problems: readonly string[], anyKnown: boolean, rules: ColumnRules): CommandFailed =>
  new CommandFailed(
    [
      'The club has no such properties:',
      ...problems.map((problem) => `  ${problem}`),
      ...(anyKnown ? [] : [TITLES_BELOW]),
      'Say what a column is with --map "TITLE=NAME", or leave it out with --skip-column "TITLE".',
      `Names: ${namesOf(rules).join(', ')}`,
    ].join('\n'),
  );

/** Titles of which a mapping speaks and that the file does not have. */
export const titlesNotIn = (header: readonly string[], titles: readonly string[]): readonly string[] =>
  titles.filter((title) => !header.some((one) => plainTitle(one) === plainTitle(title)));

const withoutEmptyEnd = (titles: readonly string[]): readonly string[] =>
  titles.slice(0, titles.findLastIndex((title) => title !== '') + 1);

/**
 * What each column of a header is, by the mapping and the club's schema; `undefined` where it is left out. Untitled
 * columns at the end are none: trailing delimiters make them.
 * @throws CommandFailed naming every column that is unknown or there twice
 */
export const columnsOf = (header: readonly string[], rules: ColumnRules): (Column | undefined)[] => {
  const titles = withoutEmptyEnd(header.map((title) => title.trim()));
  if (titles.some((title) => MEMBER_LIKE.test(title)))
    throw new CommandFailed('The first row holds a member and no titles. Put a row with titles before it.');
  const found = titles.map((title, index) => columnOf(title, index, rules));
  const twice = sameName(found.filter(isColumn));
  if (twice) throw twice;
  const problems = found.flatMap((one) => (typeof one === 'object' && 'problem' in one ? [one.problem] : []));
  if (problems.length > 0) throw cannotMap(problems, found.some(isColumn), rules);
  return found.map((one) => (isColumn(one) ? one : undefined));
};
