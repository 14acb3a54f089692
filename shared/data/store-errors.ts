import { busy, LoyaltyError } from '../errors.ts';

/** The table cannot take the request now: nothing is known to be wrong with the request itself. */
const BUSY = new Set([
  'ProvisionedThroughputExceededException',
  'ThrottlingException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
  'TransactionInProgressException',
  'ServiceUnavailable',
  'TimeoutError',
  'ECONNREFUSED',
  'ECONNRESET',
]);

const nameOf = (error: unknown): string => {
  if (!(error instanceof Error)) return '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return BUSY.has(error.name) ? error.name : code || error.name;
};

/** Runs one SDK call and translates its failures once: busy → 503, the rest untouched. */
export const atTheStore = async <T>(call: Promise<T>): Promise<T> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof LoyaltyError || !BUSY.has(nameOf(error))) throw error;
    throw busy(error);
  }
};

export const isConditionFailure = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ConditionalCheckFailedException';
