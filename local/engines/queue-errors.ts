/** Errors of SQS with the statuses and Query codes of its published service model. */
import { AwsError, type AwsErrorShape } from './aws-json.ts';

const SERVICE = 'AWS.SimpleQueueService';

const ERRORS = {
  BatchEntryIdsNotDistinct: [400, `${SERVICE}.BatchEntryIdsNotDistinct`],
  BatchRequestTooLong: [400, `${SERVICE}.BatchRequestTooLong`],
  EmptyBatchRequest: [400, `${SERVICE}.EmptyBatchRequest`],
  InvalidAttributeName: [400, 'InvalidAttributeName'],
  InvalidAttributeValue: [400, 'InvalidAttributeValue'],
  InvalidBatchEntryId: [400, `${SERVICE}.InvalidBatchEntryId`],
  InvalidMessageContents: [400, 'InvalidMessageContents'],
  InvalidParameterValue: [400, 'InvalidParameterValue'],
  MessageNotInflight: [400, `${SERVICE}.MessageNotInflight`],
  MissingParameter: [400, 'MissingParameter'],
  QueueDoesNotExist: [400, `${SERVICE}.NonExistentQueue`],
  QueueNameExists: [400, 'QueueAlreadyExists'],
  ReceiptHandleIsInvalid: [404, 'ReceiptHandleIsInvalid'],
  TooManyEntriesInBatchRequest: [400, `${SERVICE}.TooManyEntriesInBatchRequest`],
} as const satisfies Record<string, readonly [number, string]>;

type QueueErrorName = keyof typeof ERRORS;

export function queueError(name: QueueErrorName, message: string): AwsError {
  const [status, queryCode] = ERRORS[name];
  const shape: AwsErrorShape = { type: `com.amazonaws.sqs#${name}`, status, queryCode };
  return new AwsError(shape, message);
}

/** The `Code` of one failed entry of a batch is the exception's short name, not its Query code. */
export function entryErrorCode(error: AwsError): string {
  return error.shape.type.replace('com.amazonaws.sqs#', '');
}
