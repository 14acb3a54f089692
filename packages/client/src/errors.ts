import { findingsOf } from './findings.ts';
import type { ErrorBodies } from './generated/errors.ts';
import type { MessagingBulkResults } from './generated/models.ts';

/** Every name an error of the API can have. */
export type ErrorCode = keyof ErrorBodies;

/** Bodies of what has no name of the API's. */
interface OtherBodies {
  /** The documented reply of a bulk of messaging operations of which one failed: nothing was done. */
  readonly not_done: MessagingBulkResults;
  /** Not an answer of this API: a gateway's, a proxy's, or no JSON. */
  readonly unexpected_answer: unknown;
}

type Bodies = ErrorBodies & OtherBodies;
export type ApiErrorCode = keyof Bodies;

interface Answer<Code extends ApiErrorCode> {
  readonly operation: string;
  readonly code: Code;
  readonly status: number;
  readonly body: Bodies[Code];
  readonly requestId: string | undefined;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly help: string | undefined;
}

const textOf = (body: unknown): string => {
  const { error } = (body ?? {}) as { error?: unknown };
  const findings = findingsOf(body);
  if (findings !== '') return `: ${findings}`;
  return typeof error === 'string' ? `: ${error}` : '';
};

/** The API answered with an error. The message names operation, status, code and request, and no secret. */
export class LoyaltyApiError<Code extends ApiErrorCode = ApiErrorCode> extends Error {
  override readonly name = 'LoyaltyApiError';
  /** `members.create`. */
  readonly operation: string;
  /** `X-Error-Code`. */
  readonly code: Code;
  readonly status: number;
  readonly body: Bodies[Code];
  /** `X-Request-Id`: names the request in the logs of the API. */
  readonly requestId: string | undefined;
  /** `X-Error-Detail`: where in the body the reason lies, such as `members[17]`. */
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** `Link` with `rel="help"`: the page that explains the code. */
  readonly help: string | undefined;

  constructor(answer: Answer<Code>) {
    const { operation, status, code, body, requestId, detail } = answer;
    const place = detail === undefined ? '' : ` (${detail})`;
    const request = requestId === undefined ? '' : `, request ${requestId}`;
    super(`${operation}: ${status} ${code}${textOf(body)}${place}${request}`);
    this.operation = operation;
    this.code = code;
    this.status = status;
    this.body = body;
    this.requestId = requestId;
    this.detail = detail;
    this.retryAfterSeconds = answer.retryAfterSeconds;
    this.help = answer.help;
  }

  /** Whether it is this error; the type of the body follows. */
  is<C extends ApiErrorCode>(code: C): this is LoyaltyApiError<C> {
    return (this.code as ApiErrorCode) === code;
  }
}

/** One error type per code: `switch (error.code)` narrows the type of `error.body`. */
export type AnyLoyaltyApiError = { [Code in ApiErrorCode]: LoyaltyApiError<Code> }[ApiErrorCode];

export const isLoyaltyApiError = (error: unknown): error is AnyLoyaltyApiError =>
  error instanceof LoyaltyApiError;

/** The API gave no answer, or not all of one. Whether it did the work is not known, unless it was never reached. */
export class LoyaltyConnectionError extends Error {
  override readonly name = 'LoyaltyConnectionError';
  readonly operation: string;
  /** `timeout`, or what the network said, such as `ECONNREFUSED`. */
  readonly code: string;

  constructor(operation: string, code: string, options?: ErrorOptions) {
    super(`${operation}: the API gave no answer (${code})`, options);
    this.operation = operation;
    this.code = code;
  }
}
