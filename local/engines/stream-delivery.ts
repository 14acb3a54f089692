/** Handing a batch of stream records to a handler until it is done or given up. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBRecord, DynamoDBStreamEvent } from 'aws-lambda';
import { failedItems } from './batch-response.ts';
import { type LambdaHandler, type LambdaOptions, lambdaContext } from './lambda-context.ts';

export interface DeliveryOptions extends LambdaOptions {
  handler: LambdaHandler<DynamoDBStreamEvent>;
  /** Attempts without progress before the rest of the batch is dropped. @default 5 */
  maxAttempts?: number;
  /** The pause before the second attempt; it doubles from there. @default 100 */
  retryMs?: number;
  /** A thrown handler, or (with what was dropped) the end of the attempts. */
  onError?: (error: unknown, dropped: DynamoDBRecord[]) => void;
}

function sequenceNumber(record: DynamoDBRecord): string {
  return record.dynamodb?.SequenceNumber ?? '';
}

/** How many records, from the first, are done: Lambda goes on from the lowest failed sequence number. */
function doneCount(records: readonly DynamoDBRecord[], response: unknown): number {
  const failed = failedItems(response, new Set(records.map(sequenceNumber)));
  if (failed === 'all') return 0;
  const first = records.findIndex((record) => failed.has(sequenceNumber(record)));
  return first === -1 ? records.length : first;
}

/** Resolves when the batch is done or dropped, or early when stopped. */
export async function deliver(
  records: readonly DynamoDBRecord[],
  options: DeliveryOptions,
  signal: AbortSignal,
): Promise<void> {
  const { handler, maxAttempts = 5, retryMs = 100, onError = () => undefined } = options;
  let left = [...records];
  let attempt = 1;
  while (left.length > 0 && !signal.aborted) {
    let done = 0;
    try {
      done = doneCount(left, await handler({ Records: left }, lambdaContext(options)));
    } catch (error) {
      onError(error, []);
    }
    left = left.slice(done);
    if (left.length === 0) return;
    attempt = done > 0 ? 1 : attempt + 1;
    if (attempt > maxAttempts) {
      onError(new Error(`${left.length} stream records dropped after ${maxAttempts} attempts`), left);
      return;
    }
    await sleep(retryMs * 2 ** (attempt - 1), undefined, { signal }).catch(() => undefined);
  }
}
