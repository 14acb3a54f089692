import { TransactWriteCommand, type TransactWriteCommandInput } from '@aws-sdk/lib-dynamodb';
import { busy } from '../errors.ts';
import type { Db } from './db.ts';
import { atTheStore } from './store-errors.ts';

type WriteItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction; `refusal` names what it means when its condition fails. */
export interface TransactStep {
  readonly write: WriteItem;
  readonly refusal?: string;
}

const MAX_ATTEMPTS = 5;

interface CancellationReason {
  readonly Code?: string;
}

const reasonsOf = (error: unknown): readonly CancellationReason[] | undefined =>
  error instanceof Error && error.name === 'TransactionCanceledException' && 'CancellationReasons' in error
    ? (error.CancellationReasons as readonly CancellationReason[])
    : undefined;

const LONGEST_PAUSE_MS = 640;

const jitter = (attempt: number): Promise<void> =>
  new Promise((resolve) =>
    setTimeout(resolve, Math.random() * Math.min(20 * 2 ** attempt, LONGEST_PAUSE_MS)),
  );

/** The refusals of a cancelled transaction, or nothing when it should be tried again. */
const judge = (steps: readonly TransactStep[], reasons: readonly CancellationReason[], error: unknown) => {
  const codes = reasons.map((reason) => reason.Code ?? 'None');
  const failed = steps.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
  if (failed.length > 0) {
    if (failed.every((step) => step.refusal === undefined)) throw error;
    return failed.flatMap((step) => step.refusal ?? []);
  }
  if (codes.every((code) => code === 'None' || code === 'TransactionConflict')) return undefined;
  throw busy(error);
};

/**
 * Commits all steps or none. Only a failed condition is a refusal; a conflict with another transaction is
 * retried with jitter, at most five times; throttling and anything else is the caller's 503.
 * @param attempts more for a transaction over items that others write all the time
 * @returns the names of the refused steps; empty = committed
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export const transact = async (
  db: Db,
  steps: readonly TransactStep[],
  attempts = MAX_ATTEMPTS,
): Promise<readonly string[]> => {
  const command = () => new TransactWriteCommand({ TransactItems: steps.map((step) => step.write) });
  for (let attempt = 1; ; attempt += 1) {
    try {
      await atTheStore(db.doc.send(command()));
      return [];
    } catch (error) {
      const reasons = reasonsOf(error);
      if (!reasons) throw error;
      const refusals = judge(steps, reasons, error);
      if (refusals) return refusals;
      if (attempt >= attempts) throw busy(error);
      await jitter(attempt);
    }
  }
};
