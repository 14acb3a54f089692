import type { ErrorCode } from './error-codes.ts';
import { type AvailableQuota, limitText, type RateLimitNames } from './rate-limits.ts';

export interface LoyaltyErrorOptions {
  /** Body details of the `member` and `tree` shapes. */
  readonly details?: unknown;
  /** Replaces the row's text; for people, never parsed. */
  readonly message?: string;
  /** Seconds for the `Retry-After` header. */
  readonly retryAfter?: number;
  /** The limit that is used up. */
  readonly quota?: AvailableQuota;
  readonly cause?: unknown;
}

/** An error with a documented answer. Its code picks status, shape and text from `ERROR_CODES`. */
export class LoyaltyError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly text: string | undefined;
  readonly retryAfter: number | undefined;
  readonly quota: AvailableQuota | undefined;

  constructor(code: ErrorCode, options: LoyaltyErrorOptions = {}) {
    super(options.message ?? code, { cause: options.cause });
    this.name = 'LoyaltyError';
    this.code = code;
    this.details = options.details;
    this.text = options.message;
    this.retryAfter = options.retryAfter;
    this.quota = options.quota;
  }
}

/** @param seconds until the window ends */
export const limitExceeded = (
  code: 'too_many_attempts' | 'too_many_requests',
  of: RateLimitNames,
  seconds: number,
): LoyaltyError =>
  new LoyaltyError(code, {
    message: limitText(of),
    retryAfter: seconds,
    quota: { of, remaining: 0, seconds },
  });

/** The store or a queue cannot take the request now; nothing was done that a repeat would double. */
export const serviceUnavailable = (cause: unknown): LoyaltyError =>
  new LoyaltyError('busy', { retryAfter: 2, cause });

/** Work that must be tried again later: thrown in workers so that the queue redelivers the message. */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
}

interface UnreadableDetails {
  /** Without identifiers of members, so that it may be logged. */
  readonly key: string;
  readonly kind: unknown;
  readonly v: unknown;
  readonly expected: readonly string[];
}

/**
 * An item of another kind than its key says, or of a version that a newer release wrote before this one was deployed
 * again. Repeating helps only after another deployment.
 */
export class UnreadableItem extends Error {
  override readonly name = 'UnreadableItem';
  readonly details: UnreadableDetails;

  constructor(details: UnreadableDetails) {
    super(`This release cannot read ${details.key}: kind ${details.kind}, version ${details.v}`);
    this.details = details;
  }
}
