import {
  ConditionalCheckFailedException,
  IdempotentParameterMismatchException,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Item } from './values.ts';

const META = { $metadata: {} };

/** The service refuses the request itself. */
export class ValidationException extends Error {
  override readonly name = 'ValidationException';
}

export const conditionFailed = (found?: Item) =>
  new ConditionalCheckFailedException({
    ...META,
    message: 'The conditional request failed',
    ...(found && { Item: marshall(found) }),
  });

export interface Reason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: Record<string, any>;
}

export const NO_REASON: Reason = { Code: 'None' };

export const conditionReason = (found?: Item): Reason => ({
  Code: 'ConditionalCheckFailed',
  Message: 'The conditional request failed',
  ...(found && { Item: marshall(found) }),
});

export const transactionCancelled = (reasons: readonly Reason[]) =>
  new TransactionCanceledException({
    ...META,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons.map(({ Code }) => Code).join(', ')}]`,
    CancellationReasons: [...reasons],
  });

export const idempotencyMismatch = () =>
  new IdempotentParameterMismatchException({
    ...META,
    message: 'The client token was used for other parameters',
  });

/** An error that AWS gives under this name, for faults. */
export const awsError = (name: string): Error => Object.assign(new Error(name), { name, $metadata: {} });
