/** Where the values of a JSON text stand; for telling people about lines. */

export interface JsonPlaces {
  /** JSON pointer (RFC 6901) → line, counted from 1; a member of an object stands where its name does. */
  readonly lines: ReadonlyMap<string, number>;
  /** Pointers of names that an object has twice; only the last one counts. */
  readonly twice: readonly { readonly path: string; readonly line: number }[];
}

const TOKEN = /[{}[\]:,]|"(?:[^"\\]|\\.)*"|[^\s{}[\]:,"]+/y;
const BLANK = /\s*/y;

const escaped = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

interface Token {
  readonly text: string;
  readonly line: number;
}

function* tokensOf(text: string): Generator<Token> {
  let line = 1;
  let at = 0;
  while (at < text.length) {
    for (const pattern of [BLANK, TOKEN]) {
      pattern.lastIndex = at;
      const [found = ''] = pattern.exec(text) ?? [];
      if (pattern === TOKEN && found === '') return;
      if (pattern === TOKEN) yield { text: found, line };
      else line += found.split('\n').length - 1;
      at += found.length;
      if (at >= text.length) return;
    }
  }
}

/** An object or array that is open, and the place in it that comes next. */
interface Open {
  readonly path: string;
  readonly names: Set<string> | undefined;
  index: number;
  name: string | undefined;
}

/** @param text valid JSON */
export const placesIn = (text: string): JsonPlaces => {
  const lines = new Map<string, number>([['', 1]]);
  const twice: { path: string; line: number }[] = [];
  const stack: Open[] = [];
  const here = (): string => {
    const open = stack.at(-1);
    return open ? `${open.path}/${escaped(open.name ?? String(open.index))}` : '';
  };
  for (const { text: token, line } of tokensOf(text)) {
    const open = stack.at(-1);
    if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && open) {
      open.index += 1;
      open.name = undefined;
    } else if (open?.names && open.name === undefined) {
      open.name = JSON.parse(token) as string;
      if (open.names.has(open.name)) twice.push({ path: here(), line });
      open.names.add(open.name);
      lines.set(here(), line);
    } else if (token !== ':' && token !== ',') {
      if (!open?.names) lines.set(here(), line);
      const path = here();
      if (token === '{') stack.push({ path, names: new Set(), index: 0, name: undefined });
      if (token === '[') stack.push({ path, names: undefined, index: 0, name: undefined });
    }
  }
  return { lines, twice };
};

/** The line of a pointer, or of the nearest thing around it that is there. */
export const lineOf = ({ lines }: JsonPlaces, path: string): number => {
  const line = lines.get(path);
  return line ?? (path === '' ? 1 : lineOf({ lines, twice: [] }, path.slice(0, path.lastIndexOf('/'))));
};
