import { type JSONVisitor, visit } from 'jsonc-parser';

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

/** Ends the parse: before the first fault the text is within the limits of nesting, after it the parser guesses. */
class Fault extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('not JSON');
    this.offset = offset;
  }
}

/**
 * Where a text stops being JSON. The parser's own message quotes the text, which may hold secrets.
 * @param text within the limits of nesting (`withinJsonLimits`)
 * @returns nothing for JSON, or where the engine is stricter than this parser
 */
export const jsonFault = (text: string): TextPlace | undefined => {
  const onError: JSONVisitor['onError'] = (_, offset) => {
    throw new Fault(offset);
  };
  try {
    visit(text, { onError }, { disallowComments: true });
    return undefined;
  } catch (fault) {
    return fault instanceof Fault ? placeOf(text, fault.offset) : undefined;
  }
};
