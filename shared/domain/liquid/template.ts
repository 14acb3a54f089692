import { type Template, TokenKind } from 'liquidjs';
import type { Clock } from './clock.ts';
import { parseLiquid, renderLiquid, type TemplateFormat } from './engine.ts';
import { isLiteral } from './literal.ts';

/** A text that is no template, or one that asks for more than it may use. */
export class TemplateError extends Error {
  override readonly name = 'TemplateBroken';
  /** As the record of the message keeps it. */
  readonly reason: 'template_broken' | 'text_too_long' = 'template_broken';
}

/** Longest text that a rendering may give, in characters. */
const LONGEST_RESULT = 400_000;

/** Elements of a rendered text: to convert it to plain text takes the square of their nesting. */
const MOST_TAGS = 20_000;

const countTags = (html: string): number => html.split('<').length - 1;

/** The engine adds the place and an excerpt below the first line. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const parse = (format: TemplateFormat, text: string): Template[] => {
  try {
    return parseLiquid(format, text);
  } catch (cause) {
    throw new TemplateError(reasonOf(cause), { cause });
  }
};

/** What is wrong with a template; `undefined` when it can be rendered. */
export const templateProblem = (text: string): string | undefined => {
  try {
    parse('html', text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};

/**
 * Characters (UTF-16 units) that every rendering of a template has: its literals, unless a tag may leave them out.
 * @returns 0 for what is no template
 */
export const fixedLength = (text: string): number => {
  if (templateProblem(text) !== undefined) return 0;
  const tokens = parse('plain', text).map(({ token }) => token);
  if (tokens.some(({ kind }) => kind === TokenKind.Tag)) return 0;
  return tokens.reduce((sum, token) => sum + (isLiteral(token) ? token.getContent().length : 0), 0);
};

/** A sending renders the same few texts for thousands: reading them is most of the work. */
const CAPACITY = 8;
const parsed = new Map<string, Template[]>();

const parsedOnce = (format: TemplateFormat, text: string): Template[] => {
  const name = `${format} ${text}`;
  const template = parsed.get(name) ?? parse(format, text);
  // A Map lists its keys in the order they were set: the first is the one longest unused.
  parsed.delete(name);
  parsed.set(name, template);
  const [oldest] = parsed.keys();
  if (parsed.size > CAPACITY && oldest !== undefined) parsed.delete(oldest);
  return template;
};

/**
 * The one way to read and render a club's texts (contract §5.2.4, threat T18). Data are values only: no tag
 * reads a file, no filter evaluates a text as an expression, and only own properties are seen.
 *
 * Renders a template; an unknown variable is empty. In `html` every value is escaped.
 * @throws TemplateBroken when it cannot be parsed or exceeds a limit
 */
export const renderTemplate = (
  format: TemplateFormat,
  text: string,
  variables: Readonly<Record<string, unknown>>,
  clock: Clock,
): string => {
  const template = parsedOnce(format, text);
  let rendered: string;
  try {
    rendered = renderLiquid(format, template, variables, clock);
  } catch (cause) {
    throw new TemplateError(reasonOf(cause), { cause });
  }
  if (format === 'html' && countTags(rendered) > MOST_TAGS)
    throw new TemplateError('The rendered text has too many elements');
  if (rendered.length > LONGEST_RESULT) throw new TemplateError('The rendered text is too long');
  return rendered;
};
