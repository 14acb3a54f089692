import { isTransient } from '#shared/aws-failures.ts';
import { serviceUnavailable } from '#shared/errors.ts';

/** Translates a failure of the store once: what passes is a 503, the rest stays as it is. */
export const translateStoreError = (error: unknown): unknown =>
  isTransient(error) ? serviceUnavailable(error) : error;

export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
