import type { CallInput } from './call.ts';
import type { OperationId } from './generated/operations.ts';

/** When a request may be sent again: only where the second one does nothing that the first did not. */

const IDEMPOTENT = new Set(['GET', 'PUT', 'DELETE']);

type Body = Readonly<Record<string, unknown>> | null | undefined;
type Rule = (body: Body) => boolean;

/** Exceptions to the rule of the HTTP method. */
const RULES: { readonly [Id in OperationId]?: Rule } = {
  'members.validate': () => true,
  // The answer of a refresh may be fetched again until it is used; a log-in would be another session.
  'oauth.token': (body) => body?.['grant_type'] === 'refresh_token',
  'oauth.revoke': () => true,
  // Each takes away what a second one would need: that one would say that it failed.
  'members.reset-password': () => false,
  'me.update-password': () => false,
  'sendings.cancel': () => false,
};

const isRepeatable = ({ operation, row, body }: CallInput): boolean => {
  if (row.key) return true;
  const rule = RULES[operation as OperationId];
  return rule ? rule(body as Body) : IDEMPOTENT.has(row.method);
};

/** The request never arrived, so that any may be sent again. */
const NEVER_ARRIVED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);
/** The API turned it away before it did anything. */
const TURNED_AWAY = new Set([429]);
const CONFLICT = 409;
const PASSING = new Set([429, 500, 502, 503, 504]);

export const mayRepeatAfterStatus = (input: CallInput, status: number): boolean =>
  TURNED_AWAY.has(status) ||
  (PASSING.has(status) && isRepeatable(input)) ||
  // The first attempt is running, or others write the same records; each has a key, so that it has one effect.
  (status === CONFLICT && input.row.key === true);

export const mayRepeatAfterSilence = (input: CallInput, code: string): boolean =>
  NEVER_ARRIVED.has(code) || isRepeatable(input);

const FIRST_SECONDS = 0.25;
const LONGEST_SECONDS = 30;

/**
 * Seconds before the next attempt: exponential backoff with full jitter, which keeps callers apart that were turned
 * away together.
 * @param attempt the one that failed, from 1
 * @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export const backoff = (attempt: number, random: () => number): number =>
  Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempt - 1)) * random();
