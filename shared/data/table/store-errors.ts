import { passes } from '#shared/aws-failures.ts';
import { busy } from '#shared/errors.ts';

/** Translates a failure of the store once: what passes is a 503, the rest stays as it is. */
export const storeError = (error: unknown): unknown => (passes(error) ? busy(error) : error);

export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
