import type { EndpointContract } from '#shared/contracts/endpoint.ts';
import { type ApiAnswer, type ApiCall, call } from './api.ts';
import { operationsOf, parametersIn, resolved } from './openapi.ts';
import type { World } from './world.ts';

/** Sends the request of an example, without the key under test. */
type Ask = (world: World, request: ApiCall) => Promise<ApiAnswer>;

/**
 * One valid request, in a state of its own. The keys of body and query that it passes to `ask` have values other than
 * their defaults.
 * @returns what shows their effects beside the reply: stored state, queued messages, later replies
 */
export type Example = (ask: Ask) => Promise<unknown>;

export type Examples = Readonly<Record<string, readonly Example[]>>;

/** Keys that the schema of a value names, at any depth: `members[].password`. */
const keysOfSchema = (schema: any, path: string): string[] => [
  ...['oneOf', 'anyOf', 'allOf'].flatMap((way) =>
    (schema[way] ?? []).flatMap((one: any) => keysOfSchema(one, path)),
  ),
  ...(schema.items ? keysOfSchema(schema.items, `${path}[]`) : []),
  ...Object.entries(schema.properties ?? {}).flatMap(([key, inside]) => [
    `${path}.${key}`,
    ...keysOfSchema(inside, `${path}.${key}`),
  ]),
];

/** A filter by a key of an object (`properties[email]`) or by a list (`ids[]`) is one parameter. */
const parameter = (name: string): string => `query.${name.split('[')[0]}`;

/** Each key of body and query that the document of an endpoint names. */
export const documentedKeys = (contract: EndpointContract): string[] => {
  const [operation] = operationsOf(contract);
  const body = resolved(operation?.node.requestBody ?? {}).content?.['application/json'].schema ?? {};
  const query = parametersIn(operation?.node, 'query').map(({ name }) => parameter(name));
  return [...new Set([...keysOfSchema(body, 'body'), ...query])];
};

const keysOfValue = (value: unknown, path: string): string[] => {
  if (Array.isArray(value)) return value.flatMap((one) => keysOfValue(one, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    `${path}.${key}`,
    ...keysOfValue(inside, `${path}.${key}`),
  ]);
};

const keysOfCall = ({ body, query = {} }: ApiCall): string[] => [
  ...new Set([...keysOfValue(body, 'body'), ...Object.keys(query).map(parameter)]),
];

/** The value without a key, wherever it is below the path. */
const withoutKey = (value: unknown, path: string, key: string): unknown => {
  if (Array.isArray(value)) return value.map((one) => withoutKey(one, `${path}[]`, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inside]) => {
      const place = `${path}.${name}`;
      return place === key ? [] : [[name, withoutKey(inside, place, key)]];
    }),
  );
};

const without = ({ body, query, ...rest }: ApiCall, key: string | undefined): ApiCall => ({
  ...rest,
  ...(body !== undefined && { body: key === undefined ? body : withoutKey(body, 'body', key) }),
  ...(query !== undefined && {
    query: Object.fromEntries(Object.entries(query).filter(([name]) => parameter(name) !== key)),
  }),
});

/** What is another one in each run. */
const RANDOM = new Set([
  'id',
  'token',
  'access_token',
  'refresh_token',
  'secret_token',
  'signing_secret',
  'message_id',
  'audience_id',
  'request_ids',
  'client',
  'request_id',
  'client',
  'request_id',
]);

/** Bytes of a cursor before its place: a checksum, which the club's random name changes. */
const CHECKSUM_BYTES = 12;

const placeOf = (cursor: string): string =>
  Buffer.from(cursor, 'base64url').subarray(CHECKSUM_BYTES).toString();

const comparable = (name: string, value: unknown): unknown => {
  if (name === 'next_cursor') return placeOf(String(value));
  return RANDOM.has(name) && (typeof value !== 'object' || Array.isArray(value)) ? undefined : value;
};

/** Asks for the second page of a list by its cursor. */
export const askSecondPage = async (
  ask: Ask,
  id: string,
  world: World,
  path: Record<string, string> = {},
): Promise<void> => {
  const { body } = await call(world, id, { path, query: { per_page: '1' } });
  await ask(world, { path, query: { per_page: '1', cursor: body.next_cursor } });
};

interface Observed {
  readonly status: number;
  /** Keys that the request had before one was taken away. */
  readonly keys: readonly string[];
  readonly ignored: readonly string[];
  /** Reply and effects as text. */
  readonly seen: string;
}

/** Runs an example. @param key left out of its request; all are sent without one */
export const observe = async (id: string, example: Example, key?: string): Promise<Observed> => {
  let sent: ApiCall = {};
  let answer: ApiAnswer | undefined;
  let slug = '';
  const effects = await example(async (world, request) => {
    sent = request;
    slug = world.club.slug;
    answer = await call(world, id, without(request, key));
    return answer;
  });
  const { status = 0, body, headers } = answer ?? {};
  return {
    status,
    keys: keysOfCall(sent),
    ignored: headers?.['x-ignored']?.split(', ') ?? [],
    seen: JSON.stringify({ status, body, effects }, comparable).replaceAll(slug, 'club'),
  };
};
