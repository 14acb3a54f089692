import type { EndpointContract, Method } from '#shared/contracts/endpoint.ts';
import { REQUIRED_HEADERS } from '#shared/contracts/pre-handler-errors.ts';
import type { RequestExample } from '../examples/example.ts';
import { type OwnValue, ownValueOf } from '../examples/own-values.ts';

/** Where and as whom the examples call: the local stack's demo club (README). */
export const DEMO = {
  origin: 'http://127.0.0.1:3000',
  club: 'infinity-mall',
  token: 'B7t9U9tsoWsGhrv2ouUoSqpM',
  /** Administers other tokens. */
  adminToken: 'Hk3vW9sQe7TzR5uYp1Lx8MnC',
} as const;

const HEADERS: Readonly<Record<string, string>> = {
  'X-Client-Authorization': DEMO.token,
  'X-Product-Name': 'default',
  'X-User-Agent': 'CURL manual test',
  'X-Loyalty-Club-Slug': DEMO.club,
  Authorization: DEMO.adminToken,
};

/** An example of one way to call an endpoint, with the place of each value that a stack has its own of. */
export interface ExampleCall {
  readonly method: Method;
  /** Parameters as `{name}`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly example: RequestExample;
}

export const exampleCall = (
  { family, memberToken, body }: EndpointContract,
  { method, path }: Pick<ExampleCall, 'method' | 'path'>,
  example: RequestExample,
): ExampleCall => ({
  method,
  path,
  headers: {
    ...(body && { 'Content-Type': 'application/json' }),
    ...Object.fromEntries(REQUIRED_HEADERS[family].map((name) => [name, HEADERS[name] ?? ''])),
    ...(memberToken && { Authorization: 'Bearer {{ACCESS_TOKEN}}' }),
    ...example.headers,
  },
  example,
});

/** How a language writes a variable. */
export type Variable = (name: OwnValue) => string;

const owned = (value: string, variable: Variable, plain: (value: string) => string): string => {
  const name = ownValueOf(value);
  return name === undefined ? plain(value) : variable(name);
};

/** Path and query behind the origin. */
export const urlOf = (
  { path, example }: ExampleCall,
  variable: Variable,
  club: string = DEMO.club,
): string => {
  const inPath = path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === 'loyalty_club_slug'
      ? club
      : owned(example.path?.[name] ?? '', variable, (value) => encodeURIComponent(value)),
  );
  const query = Object.entries(example.query ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${owned(value, variable, encodeURIComponent)}`,
  );
  return query.length > 0 ? `${inPath}?${query.join('&')}` : inPath;
};

/** The body as JSON text. @param variable replaces the value, without quotes around it */
export const bodyOf = ({ example }: ExampleCall, variable: Variable): string | undefined => {
  if (example.body === undefined) return undefined;
  const marked = JSON.stringify(
    example.body,
    (_, value: unknown) => {
      if (typeof value !== 'string' && typeof value !== 'number') return value;
      const name = ownValueOf(value);
      return name === undefined ? value : `{{${typeof value}:${name}}}`;
    },
    2,
  );
  return marked
    .replace(/"\{\{number:(\w+)\}\}"/g, (_, name: OwnValue) => variable(name))
    .replace(/\{\{string:(\w+)\}\}/g, (_, name: OwnValue) => variable(name));
};

/** Variables of the text, each once. */
const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\$([A-Z_]+)/g)].map(([, name = '']) => name)),
];

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** In double quotes where a variable must be seen by the shell. */
const headerLine = ([name, value]: readonly [string, string]): string => {
  const text = `${name}: ${value.replace(/\{\{(\w+)\}\}/g, '$$$1')}`;
  return `-H ${text === `${name}: ${value}` ? quoted(text) : `"${text}"`}`;
};

const inSingleQuotes: Variable = (name) => `'"$${name}"'`;

/** A command for the shell that calls the local stack. */
export const curlOf = (call: ExampleCall): string => {
  const body = bodyOf(call, (name) => `{{${name}}}`);
  const data =
    body && quoted(body).replace(/\{\{([A-Z_]+)\}\}/g, (_, name: OwnValue) => inSingleQuotes(name));
  const lines = [
    `curl -X ${call.method} "${DEMO.origin}${urlOf(call, (name) => `$${name}`)}"`,
    ...Object.entries(call.headers).map(headerLine),
    ...(data === undefined ? [] : [`-d ${data}`]),
  ];
  const command = lines.join(' \\\n  ');
  const variables = variablesIn(command);
  return variables.length === 0
    ? command
    : `# ${variables.join(', ')}: eval "$(npm run -s examples)"\n${command}`;
};
