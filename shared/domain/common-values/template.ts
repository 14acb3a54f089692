import { Liquid, type Template } from 'liquidjs';

/**
 * The one way to read and render a club's texts (contract §5.2.4, threat T18). Data are values only: no tag
 * reads a file, no filter evaluates a text as an expression, and only own properties are seen.
 */
export type TemplateFormat = 'plain' | 'html';

/** A text that is no template, or one that asks for more than it may use. */
export class TemplateError extends Error {
  override readonly name = 'TemplateBroken';
}

/** Characters of one template, milliseconds of one rendering, and units of memory (about characters). */
const LIMITS = { parseLimit: 200_000, renderLimit: 250, memoryLimit: 1_000_000 } as const;

/** Longest text that a rendering may give, in characters. */
const LONGEST_RESULT = 400_000;

/** Names of days and months. The engine would ask `Intl` for the machine's, which takes a fifth of a cold start. */
const LOCALE = 'en-US';

/** They read templates from elsewhere; there is no elsewhere. */
const FORBIDDEN_TAGS = ['include', 'render', 'layout', 'block'];

/** `raw` lifts the escaping of HTML; the others evaluate an argument, which could be a member's value. */
const FORBIDDEN_FILTERS = [
  'raw',
  'where_exp',
  'reject_exp',
  'group_by_exp',
  'has_exp',
  'find_exp',
  'find_index_exp',
];

const engineFor = (format: TemplateFormat): Liquid => {
  const engine = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictFilters: true,
    locale: LOCALE,
    ...(format === 'html' && { outputEscape: 'escape' as const }),
  });
  for (const tag of FORBIDDEN_TAGS) delete engine.tags[tag];
  for (const filter of FORBIDDEN_FILTERS) delete engine.filters[filter];
  return engine;
};

const ENGINES: Readonly<Record<TemplateFormat, Liquid>> = {
  plain: engineFor('plain'),
  html: engineFor('html'),
};

/** The engine adds the place and an excerpt below the first line. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

const parse = (format: TemplateFormat, text: string): Template[] => {
  try {
    return ENGINES[format].parse(text);
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
 * Renders a template; an unknown variable is empty. In `html` every value is escaped.
 * @throws TemplateBroken when it cannot be parsed or exceeds a limit
 */
export const renderTemplate = (
  format: TemplateFormat,
  text: string,
  variables: Readonly<Record<string, unknown>>,
): string => {
  const template = parsedOnce(format, text);
  let result: unknown;
  try {
    result = ENGINES[format].renderSync(template, variables);
  } catch (cause) {
    throw new TemplateError(reasonOf(cause), { cause });
  }
  const rendered = String(result);
  if (rendered.length > LONGEST_RESULT) throw new TemplateError('The rendered text is too long');
  return rendered;
};
