import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { errorReply } from '#shared/http/replies.ts';
import type { RequestActivity } from '../activity/activity.ts';
import { QUIET_USER_AGENT } from '../console-settings.ts';
import { type ApiOptions, answerApi, notFound } from './api-answer.ts';
import { foreignRequest } from './host-check.ts';
import { readBody } from './limits.ts';
import { jsonBody, type LocalReply, type LocalRequest, redirect, writeLocal } from './local-reply.ts';

interface GatewayOptions extends ApiOptions {
  /** Paths below `/_local/`. @returns nothing for an unknown one */
  readonly tools: (request: LocalRequest) => Promise<LocalReply | undefined>;
  /** Files below `/docs`, for the port that was asked. */
  readonly documents?: (path: string, port: number) => Promise<APIGatewayProxyStructuredResultV2 | undefined>;
  /** Called after each request to the API. */
  readonly onRequest?: (request: RequestActivity) => void;
}

const write = (response: ServerResponse, reply: APIGatewayProxyStructuredResultV2): void => {
  response.writeHead(reply.statusCode ?? 200, reply.headers as Record<string, string>);
  response.end(reply.body);
};

const LOCAL = '/_local';
const READS = ['GET', 'HEAD'];

/** @returns nothing where the path is one of the API's */
const answerLocal = async (
  message: IncomingMessage,
  url: URL,
  { tools }: GatewayOptions,
): Promise<LocalReply | undefined> => {
  const method = message.method ?? 'GET';
  if (READS.includes(method) && (url.pathname === '/' || url.pathname === LOCAL))
    return redirect(`${LOCAL}/`);
  if (!url.pathname.startsWith(`${LOCAL}/`)) return undefined;
  const body = await readBody(message);
  if (!Buffer.isBuffer(body)) return jsonBody({ error: 'The body is too large.' }, 413);
  const path = url.pathname.slice(LOCAL.length);
  return tools({ method, path, query: url.searchParams, body: body.toString() });
};

const header = (reply: APIGatewayProxyStructuredResultV2, name: string): string | null => {
  const value = reply.headers?.[name];
  return value === undefined ? null : String(value);
};

const answer = async (
  message: IncomingMessage,
  response: ServerResponse,
  options: GatewayOptions,
): Promise<void> => {
  const started = performance.now();
  const foreign = foreignRequest(message);
  if (foreign) return writeLocal(response, jsonBody({ error: foreign }, 403));
  // Put together, not resolved: `//host/path` is a path here, as it is for API Gateway.
  const url = URL.parse(`http://localhost${message.url ?? '/'}`);
  if (!url) return write(response, notFound(message.url ?? '/'));
  const local = await answerLocal(message, url, options);
  if (local) return writeLocal(response, local);
  if (url.pathname.startsWith(`${LOCAL}/`)) return write(response, notFound(url.pathname));
  if (/^\/docs(\/|$)/.test(url.pathname) && message.method === 'GET')
    return write(
      response,
      (await options.documents?.(url.pathname, message.socket.localPort ?? 0)) ?? notFound(url.pathname),
    );
  const { reply, path, nearest = null } = await answerApi(message, url, options);
  if (nearest !== null) response.setHeader('x-nearest-route', nearest);
  write(response, reply);
  if (message.headers['x-user-agent'] === QUIET_USER_AGENT) return;
  options.onRequest?.({
    kind: 'request',
    at: options.now().toISOString(),
    method: message.method ?? 'GET',
    path,
    status: reply.statusCode ?? 200,
    error: header(reply, 'x-error-code'),
    milliseconds: Math.round(performance.now() - started),
    request_id: header(reply, 'x-request-id'),
    nearest,
  });
};

/** API Gateway's HTTP API in front of the functions, with the same events and the same replies. */
export const createGateway = (options: GatewayOptions): Server => {
  const server = createServer((message, response) => {
    answer(message, response, options).catch((error: unknown) => {
      options.onProblem(`the gateway failed: ${String(error)}`);
      if (response.headersSent) response.destroy();
      else write(response, errorReply({ requestId: crypto.randomUUID(), firstGeneration: false }, error));
    });
  });
  // Node ends idle connections after five seconds, just when a client may use one again: a reset.
  server.keepAliveTimeout = 10 * 60 * 1000;
  return server;
};
