import { Liquid } from 'liquidjs';

/**
 * The one way to read a club's texts (contract §5.2.4, threat T18). Data are values only: no tag reads a file,
 * no filter evaluates a text as an expression, and only own properties are seen.
 */

/** Characters of one template, milliseconds of one rendering, and units of memory (about characters). */
const LIMITS = { parseLimit: 200_000, renderLimit: 250, memoryLimit: 1_000_000 } as const;

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

const createEngine = (): Liquid => {
  const engine = new Liquid({ ...LIMITS, ownPropertyOnly: true, strictFilters: true });
  for (const tag of FORBIDDEN_TAGS) delete engine.tags[tag];
  for (const filter of FORBIDDEN_FILTERS) delete engine.filters[filter];
  return engine;
};

const ENGINE = createEngine();

/** The engine adds the place and an excerpt below the first line. */
const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? '';

/** What is wrong with a template; `undefined` when it can be rendered. */
export const templateProblem = (text: string): string | undefined => {
  try {
    ENGINE.parse(text);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
};
