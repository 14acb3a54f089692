import { ValidationException } from './errors.ts';

/** `quoted` is an identifier of PartiQL, `text` its literal; `?` is a parameter by its place. */
type TokenKind = 'word' | 'name' | 'value' | 'quoted' | 'text' | 'number' | 'sign' | 'end';

interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

const PATTERN =
  /\s*(?:(?<word>[A-Za-z_][\w]*)|(?<name>#\w+)|(?<value>:\w+)|"(?<quoted>(?:[^"]|"")*)"|'(?<text>(?:[^']|'')*)'|(?<number>\d+)|(?<sign><>|<=|>=|[=<>(),.[\]{}?:+-]))/y;

const tokensOf = (source: string): Token[] => {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  PATTERN.lastIndex = 0;
  while (PATTERN.lastIndex < text.length) {
    const at = PATTERN.lastIndex;
    const groups = PATTERN.exec(text)?.groups;
    if (!groups) throw new ValidationException(`Syntax error near: ${text.slice(at, at + 20)}`);
    const [kind, content] = Object.entries(groups).find(([, found]) => found !== undefined) as [
      TokenKind,
      string,
    ];
    tokens.push({ kind, text: content });
  }
  return tokens;
};

const END: Token = { kind: 'end', text: '' };

/** Reads an expression token by token. */
export class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(source: string) {
    this.#tokens = tokensOf(source);
  }

  peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? END;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  /** Takes a sign if it is next. */
  takes(sign: string): boolean {
    if (this.peek().kind !== 'sign' || this.peek().text !== sign) return false;
    this.#at += 1;
    return true;
  }

  /** Keywords are of any case. */
  isWord(word: string, ahead = 0): boolean {
    const { kind, text } = this.peek(ahead);
    return kind === 'word' && text.toUpperCase() === word;
  }

  takesWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.#at += 1;
    return true;
  }

  expect(sign: string): void {
    if (!this.takes(sign)) this.fail();
  }

  expectWord(word: string): void {
    if (!this.takesWord(word)) this.fail();
  }

  fail(): never {
    throw new ValidationException(`Syntax error near: "${this.peek().text}"`);
  }

  end(): void {
    if (this.peek().kind !== 'end') this.fail();
  }
}
