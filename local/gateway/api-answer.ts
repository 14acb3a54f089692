import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { LoyaltyError } from '#shared/errors.ts';
import type { ApiHandler } from '#shared/http/endpoint.ts';
import { errorReply } from '#shared/http/replies.ts';
import { lambdaContext } from '../engines/lambda-context.ts';
import { toEvent } from './event.ts';
import { readBody, refusedEvent, refusedHeaders, refusedResult } from './limits.ts';
import { replyProblem } from './reply-check.ts';
import { matchRoute, nearestRoute } from './routes.ts';
import { shownPath } from './shown-path.ts';

export interface ApiOptions {
  readonly now: () => Date;
  readonly load: (id: string) => Promise<ApiHandler>;
  /** Called with replies that break their contract. */
  readonly onProblem: (problem: string) => void;
}

/** A reply, and what the request log may have of its request. */
export interface ApiAnswer {
  readonly reply: APIGatewayProxyStructuredResultV2;
  readonly path: string;
  /** For a path that no route has. */
  readonly nearest?: string | undefined;
}

export const notFound = (path: string) =>
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

const checkReply = (
  contract: NonNullable<ReturnType<typeof matchRoute>>['contract'] | typeof DEFAULT_FUNCTION,
  reply: APIGatewayProxyStructuredResultV2,
): string | undefined => {
  // A page answers HTML and declares no schema.
  if (!('replies' in contract) || reply.body === undefined) return undefined;
  return replyProblem(contract, {
    status: reply.statusCode ?? 200,
    body: JSON.parse(reply.body),
    code: reply.headers?.['x-error-code'] as string | undefined,
  });
};

/** What API Gateway and the function behind the route answer. */
export const answerApi = async (
  message: IncomingMessage,
  url: URL,
  options: ApiOptions,
): Promise<ApiAnswer> => {
  const body = await readBody(message);
  const segments = segmentsOf(url.pathname);
  const method = message.method ?? 'GET';
  const match = segments && matchRoute(method, segments);
  const path = segments ? shownPath(match, segments) : '/…';
  const refused = refusedHeaders(message);
  if (refused) return { reply: refused, path };
  if (!Buffer.isBuffer(body)) return { reply: body, path };
  if (!segments) return { reply: notFound(url.pathname), path };
  const contract = match?.contract ?? DEFAULT_FUNCTION;
  const handler = await options.load(contract.id);
  const event = toEvent({ message, url, body, now: options.now() }, match);
  const tooLarge = refusedEvent(event);
  if (tooLarge) return { reply: tooLarge, path };
  const context = lambdaContext({ functionName: contract.id, timeoutMs: contract.timeout * 1000 });
  const reply = await handler(event, context);
  const lost = refusedResult(reply);
  const problem = lost ? `${contract.id} answers more than Lambda takes` : checkReply(contract, reply);
  if (problem) options.onProblem(problem);
  const isUnknown = !match && reply.statusCode === 404;
  return { reply: lost ?? reply, path, ...(isUnknown && { nearest: nearestRoute(method, segments) }) };
};
