import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { CATALOGUE } from '../../shared/contracts/catalogue.ts';
import { hasClub } from '../../shared/contracts/common-road.ts';
import { FAMILIES } from '../../shared/contracts/endpoint.ts';
import type { ApiHandler } from '../../shared/http/endpoint.ts';
import { documentProblem } from './openapi.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

export interface ApiCall {
  readonly path?: Readonly<Record<string, string>>;
  /** Values by name, several for a repeated parameter; or the text behind `?`. */
  readonly query?: string | Readonly<Record<string, string | readonly string[]>>;
  /** JSON value, or raw text. */
  readonly body?: unknown;
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** 0 = the 2017 prefix, 1 = the later one. */
  readonly generation?: 0 | 1;
  readonly slug?: string;
  /** The client token; otherwise that of the world. */
  readonly secret?: string;
  /** Which of the endpoint's paths and methods, by place in its contract; otherwise the first. */
  readonly variant?: { readonly path?: number; readonly method?: number };
  /** When the function's time is up. @default 30000 */
  readonly timeoutMs?: number;
  /** A member's access token. */
  readonly bearer?: string | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: any;
  readonly headers: Readonly<Record<string, string>>;
}

let requests = 0;

const bodyOf = ({ body, raw }: ApiCall): Pick<APIGatewayProxyEventV2, 'body' | 'isBase64Encoded'> => {
  if (Buffer.isBuffer(raw)) return { body: raw.toString('base64'), isBase64Encoded: true };
  const text = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  return { ...(text !== undefined && { body: text }), isBase64Encoded: false };
};

const queryOf = ({ query = '' }: ApiCall): URLSearchParams =>
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

/** Calls an endpoint's handler with a real-shaped event; whatever it answers must be as openapi.json says. */
export const call = async (world: World, id: string, request: ApiCall = {}): Promise<ApiAnswer> => {
  const contract = CATALOGUE.find((one) => one.id === id);
  if (!contract) throw new Error(`No endpoint ${id}`);
  world.enter();
  requests += 1;
  const prefix = FAMILIES[contract.family][request.generation ?? 0];
  const template = `${prefix}/${contract.paths[request.variant?.path ?? 0]}`.replace(/:(\w+)/g, '{$1}');
  const slug = request.slug ?? world.club.slug;
  const inPath = contract.family === 'members';
  const parameters = { ...(inPath && { loyalty_club_slug: slug }), ...request.path };
  const headers: Record<string, string> = {};
  const { secret = world.client.secret } = request;
  const given = {
    ...(hasClub(contract.family)
      ? { 'X-Client-Authorization': secret, 'X-Product-Name': 'default', 'X-User-Agent': 'test' }
      : { Authorization: secret }),
    'Content-Type': 'application/json',
    ...(contract.family === 'messages' && { 'X-Loyalty-Club-Slug': slug }),
    ...(request.bearer !== undefined && { Authorization: `Bearer ${request.bearer}` }),
    ...request.headers,
  };
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) headers[name.toLowerCase()] = value;
  const method = contract.methods[request.variant?.method ?? 0];
  const query = queryOf(request);
  const rawPath = template.replace(/\{(\w+)\}/g, (_, name: string) => parameters[name as never] ?? '');
  const event = {
    version: '2.0',
    routeKey: `${method} ${template}`,
    rawPath,
    rawQueryString: query.toString(),
    headers,
    pathParameters: parameters,
    ...(query.size > 0 && { queryStringParameters: joined(query) }),
    requestContext: { requestId: `request-${requests}`, http: { method, path: rawPath } },
    ...bodyOf(request),
  } as unknown as APIGatewayProxyEventV2;
  const handler = await loadFunction<ApiHandler>(id);
  const reply = await inRole(id, () =>
    handler(event, lambdaContext({ functionName: id, timeoutMs: request.timeoutMs ?? 30_000 })),
  );
  const body = JSON.parse(reply.body ?? 'null');
  const answer = {
    status: reply.statusCode ?? 0,
    body,
    headers: reply.headers as Record<string, string>,
  };
  const problem = documentProblem(`${method} ${template}`, answer);
  if (problem) throw new Error(problem);
  return answer;
};
