import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ERROR_CODES, type ErrorRow } from '../error-codes.ts';
import { LoyaltyError } from '../errors.ts';
import type { ApiReply } from './request.ts';

interface ReplyContext {
  readonly requestId: string;
  readonly firstGeneration: boolean;
}

/** Lambda refuses a larger result (6 MB), which holds the body as JSON text in JSON. */
const RESULT_MAX_BYTES = 6 * 1024 * 1024;
const ROOM_FOR_HEADERS = 16 * 1024;

/** Whether a body is small enough to be answered; only lists of large records need to ask. */
export const fitsReply = (body: unknown): boolean =>
  Buffer.byteLength(JSON.stringify(JSON.stringify(body))) <= RESULT_MAX_BYTES - ROOM_FOR_HEADERS;

export const jsonReply = (
  { requestId }: Pick<ReplyContext, 'requestId'>,
  { status, body }: ApiReply,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    'content-type': 'application/json; charset=utf-8',
    // Replies carry personal data and secrets; no cache may keep them (ASVS 14.3.2).
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-request-id': requestId,
    ...headers,
  },
  body: JSON.stringify(body),
});

const BODIES: Record<ErrorRow['shape'], (row: ErrorRow, error: LoyaltyError) => unknown> = {
  plain: (row, error) => ({ error: error.text ?? row.message }),
  reason: (_row, error) => ({ error: error.code }),
  member: (_row, error) => error.details,
  tree: (row, error) => ({ error: row.message, details: error.details }),
};

/** Status and documented body of an error; `by_family` is told by the generation of the path. */
export const answerTo = (error: LoyaltyError, firstGeneration = false): ApiReply => {
  const row: ErrorRow = ERROR_CODES[error.code];
  const byFamily = firstGeneration ? 400 : 470;
  return { status: row.status === 'by_family' ? byFamily : row.status, body: BODIES[row.shape](row, error) };
};

/** The documented answer to an error (contract §1.3); anything unknown is a blank 500 with the request id. */
export const errorReply = (context: ReplyContext, thrown: unknown): APIGatewayProxyStructuredResultV2 => {
  const error = thrown instanceof LoyaltyError ? thrown : new LoyaltyError('internal', { cause: thrown });
  const row: ErrorRow = ERROR_CODES[error.code];
  return jsonReply(context, answerTo(error, context.firstGeneration), {
    'x-error-code': error.code,
    // The documented reason body has one key; where the reason lies travels beside it.
    ...(row.shape === 'reason' && error.text ? { 'x-error-detail': error.text } : {}),
    ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
  });
};
