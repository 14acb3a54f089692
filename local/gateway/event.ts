import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { RouteMatch } from './routes.ts';

/** The route of a request that no other matches. */
const DEFAULT_ROUTE = '$default';

interface HttpRequest {
  readonly message: IncomingMessage;
  readonly url: URL;
  readonly body: Buffer;
  readonly now: Date;
}

const headersOf = (message: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [name, [value].flat().join(',')]),
  );

/** Repeated query parameters are joined by commas in payload 2.0. */
const queryOf = (url: URL): Record<string, string> | undefined => {
  const names = [...new Set(url.searchParams.keys())];
  if (names.length === 0) return undefined;
  return Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).join(',')]));
};

const isText = (headers: Readonly<Record<string, string>>): boolean =>
  headers['content-encoding'] === undefined &&
  /^(text\/|application\/(json|xml|x-www-form-urlencoded|javascript))/.test(
    headers['content-type'] ?? 'text/',
  );

/**
 * The event that API Gateway would send (payload 2.0).
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const toEvent = (
  { message, url, body, now }: HttpRequest,
  match: Pick<RouteMatch, 'method' | 'template' | 'parameters'> | undefined,
): APIGatewayProxyEventV2 => {
  const headers: Record<string, string> = { ...headersOf(message), 'x-forwarded-proto': 'http' };
  const routeKey = match ? `${match.method} ${match.template}` : DEFAULT_ROUTE;
  const encoded = !isText(headers);
  const query = queryOf(url);
  return {
    version: '2.0',
    routeKey,
    rawPath: decodeURIComponent(url.pathname),
    rawQueryString: url.search.slice(1),
    headers,
    ...(query && { queryStringParameters: query }),
    ...(match && { pathParameters: { ...match.parameters } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers['host'] ?? 'localhost',
      domainPrefix: 'local',
      http: {
        method: message.method ?? 'GET',
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toISOString(),
      timeEpoch: now.getTime(),
    },
    ...(body.length > 0 && { body: body.toString(encoded ? 'base64' : 'utf8') }),
    isBase64Encoded: body.length > 0 && encoded,
  };
};
