import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { failureKind, isTransient } from '#shared/aws-failures.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { retry } from '#shared/retry.ts';
import type { Db } from './db.ts';
import { translateStoreError } from './store-errors.ts';

type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction; `checkName` is the name under which its failed condition is reported. */
export interface TransactWrite {
  readonly write: WriteItem;
  readonly checkName?: string;
}

/** Why a transaction was cancelled, write by write. */
const codesOf = (error: unknown): readonly string[] | undefined =>
  error instanceof Error && error.name === 'TransactionCanceledException' && 'CancellationReasons' in error
    ? (error.CancellationReasons as readonly { readonly Code?: string }[]).map(({ Code = 'None' }) => Code)
    : undefined;

const kindOf = (code: string) => failureKind(Object.assign(new Error(code), { name: code }));

/** Throttled, or in conflict with another transaction: a repeat can succeed, unless a condition has failed. */
const isTransientForAll = (error: unknown): boolean => {
  const reasons = codesOf(error)?.filter((code) => code !== 'None') ?? [];
  return reasons.length > 0 && reasons.every((code) => kindOf(code) === 'passes');
};

/** The names of the failed checks. @throws the error, when none of the writes that failed has a name */
const failedChecksOf = (writes: readonly TransactWrite[], error: unknown): readonly string[] => {
  const codes = codesOf(error) ?? [];
  const failed = writes.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
  const failedChecks = failed.flatMap(({ checkName }) => checkName ?? []);
  if (failedChecks.length === 0) throw isTransientForAll(error) ? serviceUnavailable(error) : error;
  return failedChecks;
};

/**
 * Commits all writes or none. Only a failed condition ends it; conflicts with other transactions and throttling cause
 * a repeat. Every attempt has the same token, so that the effect of a lost answer fails no check.
 * @returns the names of the failed checks; empty = committed
 * @throws LoyaltyError busy when time is up
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const transact = async (db: Db, writes: readonly TransactWrite[]): Promise<readonly string[]> => {
  const command = new TransactWriteCommand({
    TransactItems: writes.map(({ write }) => write),
    ClientRequestToken: db.uuid(),
  });
  try {
    await retry(
      () => db.doc.send(command),
      (error) => isTransient(error) || isTransientForAll(error),
      db.retryOptions(),
    );
    return [];
  } catch (error) {
    if (!codesOf(error)) throw translateStoreError(error);
    return failedChecksOf(writes, error);
  }
};
