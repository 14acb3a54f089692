import {
  type EndpointContract,
  PARAMETER_PATTERNS,
  type ParameterKind,
  type QueryParameter,
} from '#shared/contracts/endpoint.ts';
import { REQUIRED_HEADERS } from '#shared/contracts/pre-handler-errors.ts';
import { tagOf } from '#shared/contracts/tags.ts';
import { PARAMETER_DESCRIPTIONS } from '../descriptions/parameters.ts';
import { firstRequest } from './examples.ts';
import { type Node, ref } from './node.ts';

const text = { type: 'string' } as const;

const header = (
  name: string,
  description: string,
  schema: Node,
  required: boolean,
  example?: string,
): Node => ({
  name,
  in: 'header',
  description,
  required,
  schema,
  ...(example !== undefined && { example }),
});

const SLUG = 'X-Loyalty-Club-Slug';
const word = { ...text, minLength: 1 } as const;

/** `components/parameters`: the headers of contract §1.1 that are no credentials, and the club in the path. */
export const PARAMETERS: Readonly<Record<string, Node>> = {
  ClubInPath: {
    name: 'loyalty_club_slug',
    in: 'path',
    description: 'Slug of the loyalty club.',
    required: true,
    schema: word,
    example: 'infinity-mall',
  },
  ClubInHeader: header(SLUG, 'Slug of the loyalty club.', word, true, 'infinity-mall'),
  SameClubInHeader: header(SLUG, 'May repeat the club of the path; another one is refused.', word, false),
  ProductName: header(
    'X-Product-Name',
    'Slug of the calling system, one of the club.',
    word,
    true,
    'default',
  ),
  UserAgent: header('X-User-Agent', 'Names the client, for logs.', word, true, 'CURL manual test'),
  SubproductName: header(
    'X-Subproduct-Name',
    'More about where the request comes from; the opt-in sub-channel of members that it creates.',
    word,
    false,
  ),
  IdempotencyKey: header(
    'Idempotency-Key',
    'Any text that names this request, such as a UUID. The same request with the same key has its effect once, and within 24 hours gets the first reply again.',
    word,
    false,
  ),
  ContentEncoding: header(
    'Content-Encoding',
    'How the body is compressed.',
    { ...text, enum: ['identity', 'gzip', 'x-gzip'] },
    false,
  ),
};

/** The client token is a security scheme, not a parameter. */
const REQUIRED_BY_NAME: Readonly<Record<string, string | undefined>> = {
  'X-Product-Name': 'ProductName',
  'X-User-Agent': 'UserAgent',
  [SLUG]: 'ClubInHeader',
};

const headersOf = ({ family, body, idempotencyKey }: EndpointContract): string[] => [
  ...REQUIRED_HEADERS[family].flatMap((name) => REQUIRED_BY_NAME[name] ?? []),
  ...(family === 'members' ? ['SubproductName', 'SameClubInHeader'] : []),
  ...(idempotencyKey ? ['IdempotencyKey'] : []),
  ...(body ? ['ContentEncoding'] : []),
];

/** The endpoint's own text, its group's, or the name's. */
const meaningOf = ({ id }: EndpointContract, name: string): string | undefined =>
  PARAMETER_DESCRIPTIONS[`${id}.${name}`] ??
  PARAMETER_DESCRIPTIONS[`${tagOf({ id })}.${name}`] ??
  PARAMETER_DESCRIPTIONS[name];

const inPath = (contract: EndpointContract, name: string, kind: ParameterKind): Node => {
  const description = meaningOf(contract, name);
  const example = firstRequest(contract)?.path?.[name];
  return {
    name,
    in: 'path',
    ...(description !== undefined && { description }),
    required: true,
    schema: { ...text, pattern: PARAMETER_PATTERNS[kind].source },
    ...(example !== undefined && { example }),
  };
};

type Rule<K extends QueryParameter['kind']> = Extract<QueryParameter, { kind: K }>;

/** What the readers of shared/http/query.ts take. */
const IN_QUERY: { readonly [K in QueryParameter['kind']]: (name: string, rule: Rule<K>) => Node } = {
  flag: (name) => ({ name, schema: { ...text, enum: ['true', 'false', '1', '0'] } }),
  integer: (name, { minimum, maximum }) => ({ name, schema: { type: 'integer', minimum, maximum } }),
  integers: (name) => ({
    name: `${name}[]`,
    description: 'Repeated once for each value.',
    style: 'form',
    explode: true,
    schema: { type: 'array', items: { type: 'integer', minimum: 0, maximum: 999_999_999_999_999 } },
  }),
  texts: (name) => ({
    name,
    description: `\`${name}[key]=value\`, or \`${name}[key][]=value\` repeated for several values.`,
    style: 'deepObject',
    explode: true,
    schema: { type: 'object', additionalProperties: text },
  }),
  text: (name) => ({ name, schema: text }),
};

const inQuery = <K extends QueryParameter['kind']>(
  contract: EndpointContract,
  name: string,
  rule: Rule<K>,
): Node => {
  const parameter = IN_QUERY[rule.kind as K](name, rule);
  const parts = [meaningOf(contract, name), parameter['description']].filter((one) => one !== undefined);
  return {
    in: 'query',
    required: false,
    ...parameter,
    ...(parts.length > 0 && { description: parts.join(' ') }),
  };
};

/** All parameters of an operation: those of its path, of its query, and the headers. */
export const parametersOf = (contract: EndpointContract): readonly Node[] => [
  ...(contract.family === 'members' ? [ref('parameters', 'ClubInPath')] : []),
  ...Object.entries(contract.parameters).map(([name, kind]) => inPath(contract, name, kind)),
  ...Object.entries(contract.query ?? {}).map(([name, rule]) => inQuery(contract, name, rule)),
  ...headersOf(contract).map((name) => ref('parameters', name)),
];
