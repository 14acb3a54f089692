import { Context, Liquid, type Template } from 'liquidjs';
import { type Clock, setClock } from './clock.ts';
import { SHOPIFY_FILTERS } from './filters.ts';
import { HTML_OPTIONS, installHtmlOutput } from './html-output.ts';
import { installPlainTextTag, PLAIN_TEXT_MARK_LENGTH } from './plain-text-tag.ts';

/** How the output of a template is read: as a text, or as HTML, where values are escaped. */
export type TemplateFormat = 'plain' | 'html';

/** Characters of one template, milliseconds of one rendering, and units of memory (about characters). */
const LIMITS = {
  parseLimit: 200_000 + PLAIN_TEXT_MARK_LENGTH,
  renderLimit: 250,
  memoryLimit: 1_000_000,
} as const;

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

const makeEngine = (format: TemplateFormat): Liquid => {
  const engine = new Liquid({
    ...LIMITS,
    ownPropertyOnly: true,
    strictFilters: true,
    locale: LOCALE,
    ...(format === 'html' && HTML_OPTIONS),
  });
  for (const tag of FORBIDDEN_TAGS) delete engine.tags[tag];
  for (const filter of FORBIDDEN_FILTERS) delete engine.filters[filter];
  for (const [name, handler] of Object.entries(SHOPIFY_FILTERS)) engine.registerFilter(name, handler);
  if (format === 'html') installHtmlOutput(engine);
  installPlainTextTag(engine, format === 'html');
  return engine;
};

const ENGINES: Readonly<Record<TemplateFormat, Liquid>> = {
  plain: makeEngine('plain'),
  html: makeEngine('html'),
};

export const parseLiquid = (format: TemplateFormat, text: string): Template[] => ENGINES[format].parse(text);

export const renderLiquid = (
  format: TemplateFormat,
  template: Template[],
  variables: Readonly<Record<string, unknown>>,
  clock: Clock,
): string => {
  const engine = ENGINES[format];
  const options = { ...engine.options, timezoneOffset: clock.timezone };
  const context = new Context(variables, options, { sync: true }, { liquid: engine });
  setClock(context, clock);
  return String(engine.renderSync(template, context));
};
