import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { serviceUnavailable } from '#shared/errors.ts';
import { headerBytes, headerText } from './header-text.ts';

/** One slash between segments, none behind the last. */
const withoutSpareSlashes = (path: string): string => path.replace(/\/{2,}/g, '/').replace(/(?<=.)\/$/, '');

/** Headers of one connection (RFC 9110 §7.6.1), and those that `fetch` or the gateway writes anew. */
const OF_CONNECTION =
  /^(?:host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|content-length|accept-encoding|apigw-requestid|date|proxy-.*|x-forwarded-.*|x-amzn-.*)$/i;

const passedOn = (headers: Iterable<readonly [string, string | undefined]>): [string, string][] =>
  [...headers].flatMap(([name, value]) =>
    value === undefined || OF_CONNECTION.test(name) ? [] : [[name, value] as [string, string]],
  );

/** Methods of routes; `fetch` refuses TRACE. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']);

/** A URL would leave them out, and name another path than the one that a firewall has seen. */
const DOT_SEGMENT = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** `fetch` takes none with these, and no endpoint reads one. */
const WITHOUT_BODY = new Set(['GET', 'HEAD']);

const bodyOf = ({ body, isBase64Encoded, requestContext }: APIGatewayProxyEventV2): Buffer | undefined =>
  body === undefined || WITHOUT_BODY.has(requestContext.http.method)
    ? undefined
    : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');

/** `X-Forwarded-Proto` of an HTTP API is always `https`; the local gateway sets `http`. */
const schemeOf = ({ headers }: APIGatewayProxyEventV2): string =>
  headers?.['x-forwarded-proto'] === 'http' ? 'http' : 'https';

/**
 * Where the request has a route: the same API under the domain name of the request, from its event. HTTP APIs have no
 * route that ends in a slash, treat HEAD as a method of its own, and decode paths.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
const urlOf = (event: APIGatewayProxyEventV2, path: string): string => {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  return `${schemeOf(event)}://${event.requestContext.domainName}${encoded}${query}`;
};

/**
 * Answers requests that are written otherwise than their route: a path with spare slashes, and HEAD, which is GET
 * without the body of the reply (RFC 9110 §9.3.2). They are sent once more, as the route is written.
 * @returns nothing for all others
 * @throws LoyaltyError busy when the API cannot be reached
 */
export const answerOfRoute = async (
  event: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> => {
  const { method } = event.requestContext.http;
  const isHead = method === 'HEAD';
  const path = withoutSpareSlashes(event.rawPath);
  if (path === event.rawPath && !isHead) return undefined;
  if (!METHODS.has(method) || DOT_SEGMENT.test(path)) return undefined;
  const body = bodyOf(event);
  const headers = passedOn(Object.entries(event.headers ?? {}));
  try {
    const reply = await fetch(urlOf(event, path), {
      method: isHead ? 'GET' : method,
      headers: headers.map(([name, value]): [string, string] => [name, headerBytes(headerText(value))]),
      redirect: 'manual',
      ...(body && { body: new Uint8Array(body) }),
    });
    const text = await reply.text();
    return {
      statusCode: reply.status,
      headers: Object.fromEntries(passedOn(reply.headers)),
      ...(!isHead && { body: text }),
    };
  } catch (cause) {
    throw serviceUnavailable(cause);
  }
};
