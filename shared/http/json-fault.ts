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

/** Carries the offset out of the scan. */
class Fault extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super('not JSON');
    this.offset = offset;
  }
}

const SPACES = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const HEX = /^[0-9A-Fa-f]$/;
const FIRST_PRINTABLE = 0x20;
const UNICODE_DIGITS = 4;

/** One pass of RFC 8259's grammar over a text whose nesting was bounded before. */
class Scanner {
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** @throws Fault at the first character that cannot be there, or at the end of a text that breaks off */
  run(): void {
    this.value();
    if (this.at < this.text.length) this.fail();
  }

  private fail(): never {
    throw new Fault(this.at);
  }

  private skip(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.at += found.length;
    return found !== '';
  }

  private expect(word: string): void {
    for (const character of word) {
      if (this.text[this.at] !== character) this.fail();
      this.at += 1;
    }
  }

  private value(): void {
    this.skip(SPACES);
    const starts: Readonly<Record<string, () => void>> = {
      '{': () => this.members('}', () => this.member()),
      '[': () => this.members(']', () => this.value()),
      '"': () => this.string(),
      t: () => this.expect('true'),
      f: () => this.expect('false'),
      n: () => this.expect('null'),
    };
    const start = starts[this.text[this.at] ?? ''];
    if (start) start();
    else if (!this.skip(NUMBER)) this.fail();
    this.skip(SPACES);
  }

  private member(): void {
    this.skip(SPACES);
    this.string();
    this.skip(SPACES);
    this.expect(':');
    this.value();
  }

  private members(end: string, one: () => void): void {
    this.at += 1;
    this.skip(SPACES);
    if (this.text[this.at] === end) {
      this.at += 1;
      return;
    }
    one();
    while (this.text[this.at] === ',') {
      this.at += 1;
      one();
    }
    this.expect(end);
  }

  private string(): void {
    this.expect('"');
    while (this.text[this.at] !== '"') {
      const code = this.text.charCodeAt(this.at);
      if (Number.isNaN(code) || code < FIRST_PRINTABLE) this.fail();
      this.at += 1;
      if (code === 0x5c) this.escape();
    }
    this.at += 1;
  }

  private escape(): void {
    const character = this.text[this.at] ?? '';
    if (character === '' || !'"\\/bfnrtu'.includes(character)) this.fail();
    this.at += 1;
    for (let digit = 0; character === 'u' && digit < UNICODE_DIGITS; digit += 1) {
      if (!HEX.test(this.text[this.at] ?? '')) this.fail();
      this.at += 1;
    }
  }
}

/**
 * Where a text stops being JSON. The parser's own message quotes the text, which may hold secrets.
 * @param text within the limits of nesting (`withinJsonLimits`)
 * @returns nothing for JSON
 */
export const jsonFault = (text: string): TextPlace | undefined => {
  try {
    new Scanner(text).run();
    return undefined;
  } catch (fault) {
    if (fault instanceof Fault) return placeOf(text, fault.offset);
    throw fault;
  }
};
