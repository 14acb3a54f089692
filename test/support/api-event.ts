import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { FAMILIES, pathTemplate, type Routed } from '#shared/contracts/endpoint.ts';
import { hasClub } from '#shared/contracts/pre-handler-errors.ts';

export interface ApiRequest {
  readonly path?: Readonly<Record<string, string>>;
  /** Values by name, several for a repeated parameter; or the text behind `?`. */
  readonly query?: string | Readonly<Record<string, string | readonly string[]>>;
  /** JSON value, or raw text. */
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** 0 = the 2017 prefix, 1 = the later one. */
  readonly generation?: 0 | 1;
  readonly slug: string;
  /** The client token. */
  readonly secret: string;
  /** Which of the endpoint's paths and methods, by place in its contract; otherwise the first. */
  readonly variant?: { readonly path?: number; readonly method?: number };
  /** A member's access token. */
  readonly bearer?: string | undefined;
  /** When the gateway received it, in Unix milliseconds; otherwise it says nothing, and the function's clock counts. */
  readonly arrivedAt?: number | undefined;
  /** Otherwise the next of this process. */
  readonly requestId?: string;
}

let requests = 0;

type Body = Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'>;

const bodyOf = ({ body, raw }: ApiRequest): Body => {
  if (Buffer.isBuffer(raw)) return { body: raw.toString('base64'), isBase64Encoded: true };
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return { ...(text !== undefined && { body: text }), isBase64Encoded: false };
};

const queryOf = ({ query = '' }: ApiRequest): URLSearchParams =>
  typeof query === 'string'
    ? new URLSearchParams(query)
    : new URLSearchParams(
        Object.entries(query).flatMap(([name, value]) =>
          [value].flat().map((one): [string, string] => [name, one]),
        ),
      );

/** Repeated query parameters are joined by commas in payload 2.0. */
const joined = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries([...query.keys()].map((name) => [name, query.getAll(name).join(',')]));

/** A page's reader has nothing but the link. */
const callerHeaders = (family: Routed['family'], secret: string): Record<string, string> => {
  if (family === 'pages') return {};
  if (!hasClub(family)) return { Authorization: secret };
  return { 'X-Client-Authorization': secret, 'X-Product-Name': 'default', 'X-User-Agent': 'test' };
};

const headersOf = (family: Routed['family'], request: ApiRequest): Record<string, string> => {
  const given = {
    ...callerHeaders(family, request.secret),
    'Content-Type': 'application/json',
    ...(family === 'messages' && { 'X-Loyalty-Club-Slug': request.slug }),
    ...(request.bearer !== undefined && { Authorization: `Bearer ${request.bearer}` }),
    ...request.headers,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) =>
      value === undefined ? [] : [[name.toLowerCase(), value]],
    ),
  );
};

/** What API Gateway hands to the function of an endpoint (payload 2.0). */
export const apiEvent = (contract: Routed, request: ApiRequest): APIGatewayProxyEventV2 => {
  requests += 1;
  const prefix = FAMILIES[contract.family][request.generation ?? 0];
  const template = pathTemplate(`${prefix}/${contract.paths[request.variant?.path ?? 0]}`);
  const inPath = contract.family === 'members';
  const parameters = { ...(inPath && { loyalty_club_slug: request.slug }), ...request.path };
  const rawPath = template.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name as never] ?? '');
  const method = contract.methods[request.variant?.method ?? 0];
  const query = queryOf(request);
  return {
    version: '2.0',
    routeKey: `${method} ${template}`,
    rawPath,
    rawQueryString: query.toString(),
    headers: headersOf(contract.family, request),
    // As the gateway: a path without parameters has no such field.
    ...(Object.keys(parameters).length > 0 && { pathParameters: parameters }),
    ...(query.size > 0 && { queryStringParameters: joined(query) }),
    requestContext: {
      requestId: request.requestId ?? `request-${requests}`,
      http: { method, path: rawPath },
      ...(request.arrivedAt !== undefined && { timeEpoch: request.arrivedAt }),
    },
    ...bodyOf(request),
  } as unknown as APIGatewayProxyEventV2;
};
