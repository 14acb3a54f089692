import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import { LoyaltyError } from '#shared/errors.ts';

/** What came of a mailed token: done, or the error code that says why not. */
export type Confirmation =
  | { readonly outcome: 'done' | 'member_not_found' | 'token_invalid' }
  | { readonly outcome: 'member_invalid'; readonly errors: MemberErrors };

export const DONE: Confirmation = { outcome: 'done' };
export const NOT_FOUND: Confirmation = { outcome: 'member_not_found' };
export const INVALID_TOKEN: Confirmation = { outcome: 'token_invalid' };

/** The empty answer of the API, or the documented error. */
export const answerOf = (confirmation: Confirmation): { readonly status: 200; readonly body: object } => {
  if (confirmation.outcome === 'done') return { status: 200, body: {} };
  const details = 'errors' in confirmation ? confirmation.errors : undefined;
  throw new LoyaltyError(confirmation.outcome, { details });
};

/** @throws LoyaltyError 400 when the token is missing, blank or no text (contract §2.13) */
export const requiredToken = (token: unknown): string => {
  if (typeof token === 'string' && token.trim() !== '') return token.trim();
  throw new LoyaltyError('parameter_missing', { message: 'Missing required parameter: token' });
};
