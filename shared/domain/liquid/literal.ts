import { type Token, TokenKind } from 'liquidjs';

/** Text of a template between tags and outputs, which the engine calls HTML whatever it is. */
interface Literal extends Token {
  /** Without what neighboring tags trim. */
  getContent(): string;
}

export const isLiteral = (token: Token): token is Literal => token.kind === TokenKind.HTML;
