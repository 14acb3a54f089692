import type { RowOutcome } from '#shared/domain/bulk/bulk-job.ts';
import type { MemberErrors } from '#shared/domain/members/member-errors.ts';
import { LoyaltyError } from '#shared/errors.ts';

/** What is no valid member to a request is an outcome of its row. @throws what else was thrown */
export const orInvalid = async <T>(work: Promise<T>): Promise<T | RowOutcome> => {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof LoyaltyError) || error.code !== 'member_invalid') throw error;
    return { kind: 'invalid', errors: error.details as MemberErrors };
  }
};
