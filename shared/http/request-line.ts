import type { MiddlewareObj, Request } from '@middy/core';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { getRuntime } from '#shared/runtime.ts';
import { stateOf } from './request-state.ts';

type Answered = Pick<
  Request<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>,
  'event' | 'context' | 'response'
>;
type Middleware = MiddlewareObj<APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2>;

/** Characters of a caller's header that a line may hold. */
const LONGEST_AGENT = 100;

/** A caller's `X-User-Agent` without characters that could forge a log line or hide one. */
const printable = (text: string | undefined): string | undefined =>
  text
    ?.replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, LONGEST_AGENT) || undefined;

const METHOD = /^[A-Z]{1,10}$/;

/** `GET /api/…/{id}` → the template; the gateway calls the route of all unknown paths `$default`. */
const templateOf = (routeKey = '$default'): string => routeKey.split(' ').at(-1) ?? routeKey;

/**
 * What the log line of a request holds. Club and product are values of the caller until they have been found: only then they
 * are names of ours. Never the path, a query, a body or a token: they hold addresses, numbers and secrets.
 */
const lineOf = (endpoint: string, { event, context, response }: Answered, begun: number) => {
  const { requestId, http } = event.requestContext;
  const state = stateOf(event);
  return {
    request_id: requestId,
    lambda_request_id: context.awsRequestId,
    endpoint,
    method: METHOD.test(http.method) ? http.method : 'other',
    route: templateOf(event.routeKey),
    status: response?.statusCode,
    error_code: response?.headers?.['x-error-code'],
    club: state.club?.slug,
    client: state.client?.id,
    product: state.club && state.product,
    user_agent: printable(state.headers?.['x-user-agent'] ?? event.headers?.['x-user-agent']),
    ms: Math.round(performance.now() - begun),
  };
};

/**
 * One line a request, whatever became of it: also where a check refused it early or the logic threw. It must be the
 * first step: the first of the chain sees what all others have made of the reply.
 */
export const requestLine = (endpoint: string): Middleware => {
  const begun = new WeakMap<object, number>();
  const tell = (request: Answered): void => {
    const start = begun.get(request.event) ?? performance.now();
    getRuntime().log.info('request answered', lineOf(endpoint, request, start));
  };
  return {
    name: 'request-line',
    before({ event }) {
      begun.set(event, performance.now());
    },
    after: tell,
    onError: tell,
  };
};
