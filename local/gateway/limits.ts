import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

/**
 * Limits that AWS enforces before and after a function, in bytes; the function never sees the refused request.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const GATEWAY_MAX_BODY = 10 * 1024 * 1024;
/** The request line and all headers, names and values. */
const GATEWAY_MAX_HEADERS = 10_240;
/** An invocation's event and its result, each as JSON. */
const LAMBDA_MAX_PAYLOAD = 6 * 1024 * 1024;

/** Answers of AWS: its own shape, none of our headers. */
const awsAnswer = (statusCode: number, message: string): APIGatewayProxyStructuredResultV2 => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

const jsonBytes = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

const headerBytes = ({ method = '', url = '', rawHeaders }: IncomingMessage): number =>
  [method, url, ...rawHeaders].reduce((sum, text) => sum + Buffer.byteLength(text), 0);

/** The answer of AWS to a request line and headers that are too long. */
export const refusedHeaders = (message: IncomingMessage): APIGatewayProxyStructuredResultV2 | undefined =>
  headerBytes(message) > GATEWAY_MAX_HEADERS ? awsAnswer(431, 'Request Header Fields Too Large') : undefined;

/** The body of a request. @returns the answer of AWS to one that is too large */
export const readBody = async (
  message: IncomingMessage,
): Promise<Buffer | APIGatewayProxyStructuredResultV2> => {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of message) {
    bytes += part.length;
    if (bytes <= GATEWAY_MAX_BODY) parts.push(part);
  }
  return bytes > GATEWAY_MAX_BODY ? awsAnswer(413, 'Request Entity Too Large') : Buffer.concat(parts);
};

/**
 * The answer of AWS to an event that Lambda does not take. The body is in it as JSON text, so that its quotes
 * take two bytes, or in Base64, which takes four bytes for three.
 */
export const refusedEvent = (event: APIGatewayProxyEventV2): APIGatewayProxyStructuredResultV2 | undefined =>
  jsonBytes(event) > LAMBDA_MAX_PAYLOAD ? awsAnswer(413, 'Request Too Long') : undefined;

/** The answer of AWS to a result that Lambda does not take: the function's own is lost. */
export const refusedResult = (
  result: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 | undefined =>
  jsonBytes(result) > LAMBDA_MAX_PAYLOAD ? awsAnswer(500, 'Internal Server Error') : undefined;
