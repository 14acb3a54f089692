import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ERROR_CODES, type ErrorRow } from '#shared/error-codes.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { quotaHeaders } from '#shared/rate-limits.ts';
import { fitsResult } from '#shared/reply-size.ts';
import { cutLists } from './cut-lists.ts';
import { helpLink } from './help-link.ts';
import type { ApiReply } from './request.ts';

interface ReplyContext {
  readonly requestId: string;
  readonly firstGeneration: boolean;
}

/** Lists of records are cut at their place in the body, lists of errors at any place. */
const RECORDS_DEPTH = 1;
const cutDepth = (status: number): number => (status < 400 ? RECORDS_DEPTH : Number.POSITIVE_INFINITY);

/**
 * The body as text, no longer than Lambda takes: beyond that AWS would answer an error without any body. Then its
 * lists are cut, and `X-Left-Out` counts the missing elements.
 */
const answered = ({
  status,
  body,
}: ApiReply): { readonly json: string; readonly headers: Readonly<Record<string, string>> } => {
  const json = JSON.stringify(body);
  if (fitsResult(json)) return { json, headers: {} };
  const cut = cutLists(body, cutDepth(status));
  if (!cut) throw new LoyaltyError('internal', { cause: new Error('A reply without lists is too large') });
  return { json: cut.json, headers: { 'x-left-out': String(cut.leftOut) } };
};

export const jsonReply = (
  { requestId }: Pick<ReplyContext, 'requestId'>,
  reply: ApiReply,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyStructuredResultV2 => {
  const { json, headers: cut } = answered(reply);
  return {
    statusCode: reply.status,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      // Replies carry personal data and secrets; no cache may keep them (ASVS 14.3.2).
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': requestId,
      ...cut,
      ...headers,
    },
    body: json,
  };
};

const BODIES: Record<ErrorRow['shape'], (row: ErrorRow, error: LoyaltyError) => unknown> = {
  plain: (row, error) => ({ error: error.text ?? row.message }),
  reason: (_row, error) => ({ error: error.code }),
  member: (_row, error) => error.details,
  tree: (row, error) => ({ error: row.message, details: error.details }),
};

/** Status and documented body of an error; `by_family` depends on the generation of the path. */
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
    link: helpLink(error.code),
    // The documented reason body has one key; where the reason lies travels beside it.
    ...(row.shape === 'reason' && error.text ? { 'x-error-detail': error.text } : {}),
    ...(error.quota && quotaHeaders(error.quota)),
    ...(error.retryAfter === undefined ? {} : { 'retry-after': String(error.retryAfter) }),
  });
};
