import type { QueryParameter, QueryValues } from '#shared/contracts/endpoint.ts';
import { LoyaltyError } from '#shared/errors.ts';

type Kind = QueryParameter['kind'];
type Rule<K extends Kind> = Extract<QueryParameter, { kind: K }>;

const wrong = (name: string, must: string): LoyaltyError =>
  new LoyaltyError('parameter_invalid', { message: `${name} must be ${must}` });

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

const DIGITS = /^\d{1,16}$/;
/** `properties[name][]`, `properties[name][0]` or `properties[name]`. */
const KEY_OF_TEXTS = /^\[([^[\]]+)\](?:\[\d*\])?$/;

/** The suffix of a parameter's name: lists are written `[]`, or `[0]`, `[1]` … as in PHP and qs. */
const SUFFIXES: Readonly<Record<Kind, RegExp>> = {
  flag: /^$/,
  integer: /^$/,
  integers: /^(?:\[\d*\])?$/,
  // The reader refuses what it cannot read.
  texts: /^(?:$|\[)/,
  text: /^$/,
};

type Parameters = Readonly<Record<string, QueryParameter>>;

/** Keys of a query that name no parameter, each once. */
export const unknownKeys = (parameters: Parameters, raw: string): string[] => {
  const isKnown = (key: string): boolean =>
    Object.entries(parameters).some(
      ([name, { kind }]) => key.startsWith(name) && SUFFIXES[kind].test(key.slice(name.length)),
    );
  return [...new Set(new URLSearchParams(raw).keys())].filter((key) => !isKnown(key));
};

const texts = (name: string, query: URLSearchParams): ReadonlyMap<string, readonly string[]> | undefined => {
  const found = new Map<string, string[]>();
  for (const [key, value] of query) {
    if (key !== name && !key.startsWith(`${name}[`)) continue;
    // A filter that was written wrong must not silently select everything.
    const inner = KEY_OF_TEXTS.exec(key.slice(name.length))?.[1];
    if (inner === undefined) throw wrong(name, `written as ${name}[name][]=value`);
    const values = found.get(inner);
    if (values) values.push(value);
    else found.set(inner, [value]);
  }
  return found.size > 0 ? found : undefined;
};

/** Reads one parameter; nothing when it was not sent. */
const READERS: {
  readonly [K in Kind]: (name: string, rule: Rule<K>, query: URLSearchParams) => QueryValues[K] | undefined;
} = {
  flag: (name, _, query) => {
    const value = query.getAll(name).at(-1);
    if (value !== undefined && !FLAGS.has(value)) throw wrong(name, 'true or false');
    return FLAGS.get(value ?? '');
  },
  integer: (name, { minimum, maximum }, query) => {
    const value = query.getAll(name).at(-1);
    if (value === undefined) return undefined;
    const number = DIGITS.test(value) ? Number(value) : Number.NaN;
    if (!(number >= minimum && number <= maximum)) {
      throw wrong(name, `an integer from ${minimum} to ${maximum}`);
    }
    return number;
  },
  integers: (name, _, query) => {
    const isOne = (key: string) => key.startsWith(name) && SUFFIXES.integers.test(key.slice(name.length));
    const values = [...query].flatMap(([key, value]) => (isOne(key) ? [value] : []));
    if (!values.every((value) => DIGITS.test(value) && Number.isSafeInteger(Number(value))))
      throw wrong(`${name}[]`, 'an integer');
    return values.length > 0 ? values.map(Number) : undefined;
  },
  texts: (name, _, query) => texts(name, query),
  text: (name, _, query) => query.getAll(name).at(-1),
};

/**
 * Reads the parameters that a contract names. `rawQueryString` is the faithful source: payload 2.0 joins repeated
 * parameters by commas, which values may hold too.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * @throws LoyaltyError parameter_invalid, naming the parameter but never its value
 */
export const parseQuery = (parameters: Parameters, raw: string): Readonly<Record<string, unknown>> => {
  const query = new URLSearchParams(raw);
  const read = <K extends Kind>(name: string, rule: Rule<K>) => READERS[rule.kind as K](name, rule, query);
  const values = Object.entries(parameters).map(([name, rule]) => [name, read(name, rule)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
};
