import { readClubFile } from '#shared/domain/clubs/club-file.ts';
import { lineOf, positionsIn } from './json-places.ts';

/** Something wrong with a club file, and where. */
export interface ClubFileFinding {
  /** JSON pointer; the empty string is the whole file. */
  readonly path: string;
  readonly line: number;
  readonly problem: string;
}

/** The slug is no part of the file; any that a club can have does. */
const ANY_SLUG = 'any-club';

const POSITION = /\(line (\d+) column \d+\)/;

const parsed = (text: string): { readonly file: unknown } | { readonly finding: ClubFileFinding } => {
  try {
    return { file: JSON.parse(text) as unknown };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const line = Number(POSITION.exec(message)?.[1] ?? text.split('\n').length);
    return { finding: { path: '', line, problem: `is no JSON: ${message}` } };
  }
};

/** Everything that is wrong with a club file, in the order of its lines; none when it could be saved. */
export const lintClubFile = (content: string): readonly ClubFileFinding[] => {
  const text = content.replace(/^\uFEFF/, '');
  const read = parsed(text);
  if ('finding' in read) return [read.finding];
  const places = positionsIn(text);
  const reading = readClubFile(ANY_SLUG, read.file);
  const problems = 'problems' in reading ? reading.problems : [];
  return [
    ...places.twice.map(({ path, line }) => ({
      path,
      line,
      problem: 'is written twice; only the last counts',
    })),
    ...problems.map(({ path, problem }) => ({ path, line: lineOf(places, path), problem })),
  ].toSorted((one, other) => one.line - other.line);
};
