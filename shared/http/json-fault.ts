import { visit } from 'jsonc-parser';

/** Where a text goes wrong, both counted from 1, the column in UTF-16 code units. */
interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const LINE_END = /\r\n|\n|\r/;

/** The place of an offset; LF, CRLF and CR end a line. */
export const placeOf = (text: string, offset: number): TextPlace => {
  const lines = text.slice(0, offset).split(LINE_END);
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
};

/**
 * Where a text stops being JSON. The parser's own message quotes the text, which may hold secrets.
 * @param text within the limits of nesting (`withinJsonLimits`)
 * @returns nothing for JSON, or where the engine is stricter than this parser
 */
export const jsonFault = (text: string): TextPlace | undefined => {
  let first: number | undefined;
  visit(
    text,
    {
      onError: (_, offset) => {
        first ??= offset;
      },
    },
    { disallowComments: true },
  );
  return first === undefined ? undefined : placeOf(text, first);
};
