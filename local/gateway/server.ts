import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '#shared/errors.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { errorReply } from '#shared/http/replies.ts';
import { lambdaContext } from '../engines/lambda-context.ts';
import { toEvent } from './event.ts';
import { readBody, refusedEvent, refusedHeaders, refusedResult } from './limits.ts';
import { replyProblem } from './reply-check.ts';
import { matchRoute } from './routes.ts';

interface GatewayOptions {
  readonly now: () => Date;
  readonly load: (id: string) => Promise<ApiHandler>;
  /** Paths below `/_local/`. */
  readonly tools: (message: IncomingMessage, path: string, body: string) => Promise<unknown>;
  /** Files below `/docs`. */
  readonly documents?: (path: string) => Promise<APIGatewayProxyStructuredResultV2 | undefined>;
  /** Called with replies that break their contract. */
  readonly onProblem: (problem: string) => void;
}

const notFound = (path: string) =>
  errorReply(
    { requestId: crypto.randomUUID(), firstGeneration: path.startsWith('/api/') },
    new LoyaltyError('route_not_found'),
  );

/** Answers what no other route does (contract §0.3), as it is deployed. */
const DEFAULT_FUNCTION = { id: 'router.not-found', timeout: 30 } as const;

const segmentsOf = (path: string): string[] | undefined => {
  try {
    return path.slice(1).split('/').map(decodeURIComponent);
  } catch {
    return undefined;
  }
};

const answer = async (
  message: IncomingMessage,
  options: GatewayOptions,
): Promise<APIGatewayProxyStructuredResultV2> => {
  // Put together, not resolved: `//host/path` is a path here, as it is for API Gateway.
  const url = URL.parse(`http://localhost${message.url ?? '/'}`);
  const body = await readBody(message);
  if (!url) return notFound(message.url ?? '/');
  const refused = refusedHeaders(message);
  if (refused) return refused;
  if (!Buffer.isBuffer(body)) return body;
  if (url.pathname.startsWith('/_local/')) {
    const reply = await options.tools(message, url.pathname.slice('/_local'.length), body.toString());
    if (reply === undefined) return notFound(url.pathname);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(reply) };
  }
  if (/^\/docs(\/|$)/.test(url.pathname) && message.method === 'GET') {
    return (await options.documents?.(url.pathname)) ?? notFound(url.pathname);
  }
  const segments = segmentsOf(url.pathname);
  if (!segments) return notFound(url.pathname);
  const match = matchRoute(message.method ?? 'GET', segments);
  const contract = match?.contract ?? DEFAULT_FUNCTION;
  const handler = await options.load(contract.id);
  const event = toEvent({ message, url, body, now: options.now() }, match);
  const tooLarge = refusedEvent(event);
  if (tooLarge) return tooLarge;
  const context = lambdaContext({
    functionName: contract.id,
    timeoutMs: contract.timeout * 1000,
  });
  const reply = await handler(event, context);
  const lost = refusedResult(reply);
  if (lost) {
    options.onProblem(`${contract.id} answers more than Lambda takes`);
    return lost;
  }
  // A page answers HTML and declares no schema.
  const problem =
    'replies' in contract &&
    reply.body !== undefined &&
    replyProblem(contract, {
      status: reply.statusCode ?? 200,
      body: JSON.parse(reply.body),
      code: reply.headers?.['x-error-code'] as string | undefined,
    });
  if (problem) options.onProblem(problem);
  return reply;
};

const write = (response: ServerResponse, reply: APIGatewayProxyStructuredResultV2): void => {
  response.writeHead(reply.statusCode ?? 200, reply.headers as Record<string, string>);
  response.end(reply.body);
};

/** API Gateway's HTTP API in front of the functions, with the same events and the same replies. */
export const createGateway = (options: GatewayOptions): Server => {
  const server = createServer((message, response) => {
    answer(message, options).then(
      (reply) => write(response, reply),
      (error: unknown) => {
        options.onProblem(`the gateway failed: ${String(error)}`);
        write(response, errorReply({ requestId: crypto.randomUUID(), firstGeneration: false }, error));
      },
    );
  });
  // Node ends idle connections after five seconds, just when a client may use one again: a reset.
  server.keepAliveTimeout = 10 * 60 * 1000;
  return server;
};
