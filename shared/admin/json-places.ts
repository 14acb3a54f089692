import { type JSONPath, visit } from 'jsonc-parser';

/** The lines of the values of a JSON text, for messages to people. */
interface JsonPositions {
  /** JSON pointer (RFC 6901) → line, counted from 1; for a member of an object, the line of its name. */
  readonly lines: ReadonlyMap<string, number>;
  /** Pointers of names that an object has twice; only the last one counts. */
  readonly twice: readonly { readonly path: string; readonly line: number }[];
}

const pointerOf = (path: JSONPath): string =>
  path.map((name) => `/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** @param text valid JSON */
export const positionsIn = (text: string): JsonPositions => {
  const lines = new Map<string, number>();
  const twice: { path: string; line: number }[] = [];
  /** Of each object around the place, the innermost last. */
  const names: Set<string>[] = [];
  const value = (startLine: number, path: JSONPath): void => {
    if (typeof path.at(-1) !== 'string') lines.set(pointerOf(path), startLine + 1);
  };
  visit(text, {
    onObjectBegin: (_offset, _length, startLine, _column, pathOf) => {
      value(startLine, pathOf());
      names.push(new Set());
    },
    onObjectProperty: (name, _offset, _length, startLine, _column, pathOf) => {
      const place = { path: pointerOf([...pathOf(), name]), line: startLine + 1 };
      if (names.at(-1)?.has(name)) twice.push(place);
      names.at(-1)?.add(name);
      lines.set(place.path, place.line);
    },
    onObjectEnd: () => {
      names.pop();
    },
    onArrayBegin: (_offset, _length, startLine, _column, pathOf) => value(startLine, pathOf()),
    onLiteralValue: (_value, _offset, _length, startLine, _column, pathOf) => value(startLine, pathOf()),
  });
  return { lines, twice };
};

/** The line of a pointer, or of the nearest value around it that exists. */
export const lineOf = ({ lines }: JsonPositions, path: string): number => {
  const line = lines.get(path);
  return line ?? (path === '' ? 1 : lineOf({ lines, twice: [] }, path.slice(0, path.lastIndexOf('/'))));
};
