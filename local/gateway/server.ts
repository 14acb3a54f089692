import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '../../shared/errors.ts';
import type { ApiHandler } from '../../shared/http/endpoint.ts';
import { errorReply } from '../../shared/http/replies.ts';
import { lambdaContext } from '../engines/lambda-context.ts';
import { toEvent } from './event.ts';
import { replyProblem } from './reply-check.ts';
import { matchRoute } from './routes.ts';

/** API Gateway refuses larger bodies. */
const GATEWAY_MAX_BYTES = 10 * 1024 * 1024;

export interface GatewayOptions {
  readonly now: () => Date;
  readonly load: (id: string) => Promise<ApiHandler>;
  /** Paths below `/_local/`. */
  readonly tools: (message: IncomingMessage, path: string, body: string) => Promise<unknown>;
  /** Files below `/docs`. */
  readonly documents?: (path: string) => Promise<APIGatewayProxyStructuredResultV2 | undefined>;
  /** Told of replies that break their contract. */
  readonly onProblem: (problem: string) => void;
}

const readBody = async (message: IncomingMessage): Promise<Buffer | undefined> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message) {
    bytes += part.length;
    if (bytes <= GATEWAY_MAX_BYTES) parts.push(part);
  }
  return bytes > GATEWAY_MAX_BYTES ? undefined : Buffer.concat(parts);
};

const failed = (code: 'route_not_found' | 'body_too_large', path: string) =>
  errorReply(
    { requestId: crypto.randomUUID(), firstGeneration: path.startsWith('/api/') },
    new LoyaltyError(code),
  );

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
  if (!url) return failed('route_not_found', message.url ?? '/');
  if (!body) return failed('body_too_large', url.pathname);
  if (url.pathname.startsWith('/_local/')) {
    const reply = await options.tools(message, url.pathname.slice('/_local'.length), body.toString());
    if (reply === undefined) return failed('route_not_found', url.pathname);
    return { statusCode: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(reply) };
  }
  if (/^\/docs(\/|$)/.test(url.pathname) && message.method === 'GET') {
    return (await options.documents?.(url.pathname)) ?? failed('route_not_found', url.pathname);
  }
  const match = matchRoute(message.method ?? 'GET', segmentsOf(url.pathname) ?? []);
  if (!match) return failed('route_not_found', url.pathname);
  const handler = await options.load(match.contract.id);
  const event = toEvent({ message, url, body, now: options.now() }, match);
  const context = lambdaContext({
    functionName: match.contract.id,
    timeoutMs: match.contract.timeout * 1000,
  });
  const reply = await handler(event, context);
  const { contract } = match;
  // A page answers HTML and declares no schema.
  const problem =
    'replies' in contract &&
    replyProblem(contract, {
      status: reply.statusCode ?? 200,
      body: JSON.parse(reply.body ?? 'null'),
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
export const createGateway = (options: GatewayOptions): Server =>
  createServer((message, response) => {
    answer(message, options).then(
      (reply) => write(response, reply),
      (error: unknown) => {
        options.onProblem(`the gateway failed: ${String(error)}`);
        write(response, errorReply({ requestId: crypto.randomUUID(), firstGeneration: false }, error));
      },
    );
  });
