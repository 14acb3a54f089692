/** The AWS JSON protocols 1.0 and 1.1: the operation in X-Amz-Target, errors by `__type`. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from './loopback.ts';

export type JsonObject = Record<string, unknown>;

export interface AwsErrorShape {
  /** The exception name the SDK maps to a class. */
  type: string;
  status: number;
  /** The code of the older Query protocol, which SDKs still show as `Code` (x-amzn-query-error). */
  queryCode?: string;
}

export class AwsError extends Error {
  readonly shape: AwsErrorShape;

  constructor(shape: AwsErrorShape, message: string) {
    super(message);
    this.name = 'AwsError';
    this.shape = shape;
  }
}

/** `signal` aborts when the caller goes away, so that a long poll does not lose a message. */
export type JsonAction = (input: JsonObject, signal: AbortSignal) => object | Promise<object>;

export interface JsonProtocol {
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  /** The part before the dot of X-Amz-Target, such as `AmazonSQS`. */
  target: string;
  actions: Readonly<Record<string, JsonAction>>;
}

const UNKNOWN_OPERATION: AwsErrorShape = { type: 'UnknownOperationException', status: 400 };
const NOT_JSON: AwsErrorShape = { type: 'SerializationException', status: 400 };

function findAction(protocol: JsonProtocol, request: IncomingMessage): JsonAction {
  const [target, name = ''] = String(request.headers['x-amz-target']).split('.');
  const known =
    request.method === 'POST' && target === protocol.target && Object.hasOwn(protocol.actions, name);
  const action = known ? protocol.actions[name] : undefined;
  if (!action)
    throw new AwsError(UNKNOWN_OPERATION, `${target}.${name} is not an operation of this endpoint`);
  return action;
}

function parseObject(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  } catch {
    // Answered below.
  }
  throw new AwsError(NOT_JSON, 'The request body is not a JSON object.');
}

export async function answerJson(
  protocol: JsonProtocol,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const headers = { 'content-type': protocol.contentType, 'x-amzn-requestid': randomUUID() };
  try {
    const input = parseObject(await readBody(request));
    const output = await findAction(protocol, request)(input, gone.signal);
    response.writeHead(200, headers).end(JSON.stringify(output));
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    const { type, status, queryCode } = error.shape;
    response
      .writeHead(status, { ...headers, ...(queryCode && { 'x-amzn-query-error': `${queryCode};Sender` }) })
      .end(JSON.stringify({ __type: type, message: error.message }));
  }
}
