import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { RateLimitNames } from '#shared/rate-limits.ts';
import type { Permit } from './permits.ts';

export type Schema = JSONSchema;
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/**
 * Generations of paths (contract §0.2). `members` endpoints answer below both prefixes of the table;
 * `messages` endpoints name the club in the `X-Loyalty-Club-Slug` header; `tokens` endpoints have none.
 */
export const FAMILIES = {
  members: ['/api/v3/loyalty_clubs/:loyalty_club_slug', '/v3/:loyalty_club_slug'],
  messages: ['/v1'],
  /** No club: the client token is in `Authorization` and administers others (contract §6.5). */
  tokens: ['/v1'],
  /** Pages for people: no client token, no headers, no permit; what they show or do is in the link's token. */
  pages: [''],
} as const;

export type Family = keyof typeof FAMILIES;
/** Families whose endpoints answer client tokens. */
export type ApiFamily = Exclude<Family, 'pages'>;
/** Families whose requests are about a club and come from one of its products. */
export type ClubFamily = Exclude<ApiFamily, 'tokens'>;

/** The part of the 2017 prefix that decides between status 400 and 470 for a missing header. */
export const FIRST_GENERATION_PREFIX = '/api/v3/';

/**
 * What a path parameter must look like for the route to match at all (contract §0.3). A number has one spelling:
 * two addresses of one record would be two entries in every cache and log.
 */
export const PARAMETER_PATTERNS = {
  id: /^(?:0|[1-9]\d{0,15})$/,
  integer: /^(?:0|-?[1-9]\d{0,15})$/,
  /** A client token is longer than any id. */
  idOrToken: /^(?:0|[1-9]\d{0,14}|[A-Za-z0-9_]{16,128})$/,
  text: /^[\s\S]+$/,
} as const;

export type ParameterKind = keyof typeof PARAMETER_PATTERNS;

/**
 * What a query parameter may be: `flag` true|false|1|0 (contract §1.5), `integer` within bounds, `integers`
 * `name[]=1&name[]=2` or `name[0]=1&name[1]=2`, `texts` `name[key][]=a&name[key][]=b`, `text` whatever was sent, for
 * rules of the domain to validate. Of repeated single values the last one counts.
 */
export type QueryParameter =
  | { readonly kind: 'flag' }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'integers' }
  | { readonly kind: 'texts' }
  | { readonly kind: 'text' };

export interface QueryValues {
  readonly flag: boolean;
  readonly integer: number;
  readonly integers: readonly number[];
  readonly texts: ReadonlyMap<string, readonly string[]>;
  readonly text: string;
}

/** How violations of the body schema are answered (contract §1.3). */
export type BodyErrors =
  | {
      readonly shape: 'member';
      /** Attributes of a wrong type are reported together with what the rules of the domain find. */
      readonly collected?: true;
    }
  | {
      readonly shape: 'reason';
      /** Reason code by top-level body key; `*` for every other violation. */
      readonly reasons: Readonly<Record<string, ErrorCode>> & { readonly '*': ErrorCode };
    }
  | { readonly shape: 'tree' }
  /** One plain text that names the first parameter at fault. */
  | { readonly shape: 'plain' };

interface BodyContract {
  /** What is documented, and validated where `accepts` does not say otherwise. */
  readonly schema: Schema;
  /** What a request may hold where values are validated later, each for itself. */
  readonly accepts?: Schema;
  readonly errors: BodyErrors;
}

/** What a function may touch; the CDK turns each into the least IAM actions. */
export type IamGrant =
  | 'table:read'
  | 'table:update'
  /** Scans the whole table. */
  | 'table:scan'
  | 'index:email'
  | 'index:msisdn'
  | 'index:due'
  | 'table:write'
  | 'queue:bulk'
  | 'queue:bulk:postpone'
  | 'queue:delivery'
  /** Sets the visibility timeout of a message that failed. */
  | 'queue:delivery:postpone'
  | 'queue:reports'
  | 'queue:reports:postpone'
  | 'queue:sending'
  | 'queue:webhook'
  | 'secrets'
  | 'mail'
  | 'sms'
  /** The rate limits of the channels, in messages a second. */
  | 'rates'
  | 'push'
  /** Deletes devices at the provider of push messages. */
  | 'push:forget'
  /** The public address of the API. */
  | 'links';

/** Everything about one endpoint; the catalogue of these drives routes, grants, documents and tests. */
export interface EndpointContract {
  /** `group.verb`; the handler is in `functions/<group>/<verb>.ts`. */
  readonly id: `${string}.${string}`;
  readonly summary: string;
  readonly methods: readonly [Method, ...Method[]];
  readonly family: ApiFamily;
  /** Below the prefixes of the family, parameters as `:name`. */
  readonly paths: readonly [string, ...string[]];
  readonly parameters: Readonly<Record<string, ParameterKind>>;
  /**
   * Query parameters by name. Where they ask for a page of a list another one is refused, because a filter that is
   * overlooked selects everything; elsewhere it is named as ignored. A wrong one is a `parameter_invalid`.
   */
  readonly query?: Readonly<Record<string, QueryParameter>>;
  readonly permit: Permit;
  /** A member's access token is required (contract §2.14). */
  readonly memberToken: boolean;
  readonly body?: BodyContract;
  /** Parameters of the body that are refused in the query. */
  readonly bodyOnly?: readonly string[];
  /**
   * Keys at the top of the body that decide whether anything is written. Where one comes in another spelling or in the
   * query, the request is refused: ignored it would write. For bodies whose errors are reasons.
   */
  readonly exactKeys?: readonly string[];
  /** Keys at the top of the body that are kept without an effect: replies name them as ignored. */
  readonly unused?: readonly string[];
  /** A second request would do its effect again, unless an `Idempotency-Key` comes with both (contract §1.11). */
  readonly idempotencyKey?: true;
  /** Schemas of the documented replies by status. */
  readonly replies: Readonly<Record<number, Schema>>;
  /** Its successes name these limits, and so does its 429 (contract §1.12). */
  readonly rateLimits?: RateLimitNames;
  /** Codes this endpoint adds to the common checks. */
  readonly errors: readonly ErrorCode[];
  readonly grants: readonly IamGrant[];
  /** Seconds before Lambda ends the function. */
  readonly timeout: number;
}

/** A page for people, reached by a link in a mail: GET shows it and changes nothing, POST acts. */
export interface PageContract {
  readonly id: `pages.${string}`;
  readonly summary: string;
  readonly methods: readonly ['GET', 'POST'];
  readonly family: 'pages';
  readonly paths: readonly [string];
  readonly parameters: { readonly token: 'text' };
  readonly grants: readonly IamGrant[];
  readonly timeout: number;
}

/** Whatever the gateway routes to a function. */
export type Routed = EndpointContract | PageContract;

/** Whether an endpoint answers a list page by page. */
export const isList = ({ query }: EndpointContract): boolean => query?.['per_page'] !== undefined;

/** The parsed body of an endpoint, or `undefined` where it has none. */
export type BodyOf<C extends EndpointContract> = C extends { readonly body: infer B }
  ? B extends { readonly accepts: infer S extends Schema }
    ? FromSchema<S>
    : B extends { readonly schema: infer S extends Schema }
      ? FromSchema<S>
      : never
  : undefined;

export type ParametersOf<C extends EndpointContract> = Readonly<Record<keyof C['parameters'], string>>;

/** The parsed query; a parameter that was not sent is absent. */
export type QueryOf<C extends EndpointContract> = C extends { readonly query: infer Q }
  ? { readonly [Name in keyof Q]?: Q[Name] extends QueryParameter ? QueryValues[Q[Name]['kind']] : never }
  : Readonly<Record<never, never>>;

/** `/members/:id` → `/members/{id}`, as OpenAPI and API Gateway write a parameter (RFC 6570). */
export const pathTemplate = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** Every full path of an endpoint or page, in all generations. */
export const pathsOf = (contract: Pick<Routed, 'family' | 'paths'>): string[] =>
  FAMILIES[contract.family].flatMap((prefix) => contract.paths.map((path) => `${prefix}/${path}`));
