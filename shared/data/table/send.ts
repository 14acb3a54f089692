import type {
  DynamoDBDocumentClientResolvedConfig,
  ServiceInputTypes,
  ServiceOutputTypes,
} from '@aws-sdk/lib-dynamodb';
import type { Command } from '@aws-sdk/types';
import { isTransient } from '#shared/aws-failures.ts';
import { retry } from '#shared/retry.ts';
import type { Db } from './db.ts';
import { isConditionFailure, translateStoreError } from './store-errors.ts';

/**
 * Sends one command to the table, again while its failures pass and time is left. A write whose answer was lost is
 * sent again, too: its effect must be the same when it was done before.
 * @throws LoyaltyError busy when time is up; else what the SDK threw
 */
export const send = async <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  db: Db,
  command: Command<ServiceInputTypes, I, ServiceOutputTypes, O, DynamoDBDocumentClientResolvedConfig>,
): Promise<O> => {
  try {
    return await retry(() => db.doc.send(command), isTransient, db.retryOptions());
  } catch (error) {
    throw translateStoreError(error);
  }
};

/**
 * Sends a conditional write of one item.
 * @returns false when its condition did not hold, also for the repeat of a write whose answer was lost
 * @throws as `send`
 */
export const writeConditionally = async <I extends ServiceInputTypes, O extends ServiceOutputTypes>(
  db: Db,
  command: Command<ServiceInputTypes, I, ServiceOutputTypes, O, DynamoDBDocumentClientResolvedConfig>,
): Promise<boolean> => {
  try {
    await send(db, command);
    return true;
  } catch (error) {
    if (isConditionFailure(error)) return false;
    throw error;
  }
};
