const DELIMITERS = [',', ';', '\t', '|'] as const;

/** What spreadsheets write into the first line to say the delimiter; it is no record. */
const SEPARATOR_LINE = /^[\uFEFF\uFFFD]*"?sep=(.)"?[,;\t|]*$/i;

export const namedDelimiter = (line: string): string | undefined => SEPARATOR_LINE.exec(line)?.[1];

const HEADER_LINE = /[\r\n]/;

/** What stands between quotes is a title, whatever signs are in it. */
const QUOTED = /"(?:[^"]|"")*"/g;

/**
 * The delimiter that the first line names, or that it holds most of; semicolons are what spreadsheets of much of Europe
 * write.
 */
export const delimiterIn = (beginning: string): string => {
  const [first = ''] = beginning.split(HEADER_LINE);
  const named = namedDelimiter(first);
  if (named) return named;
  const [header = ''] = beginning.replace(QUOTED, '').trimStart().split(HEADER_LINE);
  const counts = DELIMITERS.map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).delimiter;
};
