import type { AttributeValue, Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { logFailure } from '#shared/ports/failures.ts';
import { getRuntime, type Runtime } from '#shared/runtime.ts';
import type { Image, StreamChange } from '#shared/stream-change.ts';

/**
 * DynamoDB JSON to plain values: a row for each type there is, for the stream has the changes of every item of the table.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
const READERS: Readonly<Record<string, (value: AttributeValue) => unknown>> = {
  S: ({ S }) => S,
  N: ({ N }) => Number(N),
  BOOL: ({ BOOL }) => BOOL,
  NULL: () => null,
  B: ({ B }) => B,
  L: ({ L = [] }) => L.map(readValue),
  M: ({ M = {} }) => readImage(M),
  SS: ({ SS = [] }) => SS,
  NS: ({ NS = [] }) => NS.map(Number),
  BS: ({ BS = [] }) => BS,
};

function readValue(value: AttributeValue): unknown {
  const [type = ''] = Object.keys(value);
  const read = READERS[type];
  if (!read) throw new TypeError(`DynamoDB has no attributes of type ${type}`);
  return read(value);
}

function readImage(image: Record<string, AttributeValue>): Image {
  return Object.fromEntries(Object.entries(image).map(([name, value]) => [name, readValue(value)]));
}

/** Works a batch; @returns the first change that must come again, with all after it; nothing = all done */
type StreamConsumer = (
  runtime: Runtime,
  changes: readonly StreamChange[],
) => Promise<StreamChange | undefined>;

const resultOf = <T>(result: PromiseSettledResult<T>): T => {
  if (result.status === 'rejected') throw result.reason;
  return result.value;
};

export type StreamHandler = (event: DynamoDBStreamEvent, context: Context) => Promise<DynamoDBBatchResponse>;

/** The earliest change that a consumer did not finish: it comes again, with all after it, for each of them. */
const firstOf = (
  changes: readonly StreamChange[],
  unfinished: readonly (StreamChange | undefined)[],
): StreamChange | undefined => changes.find((change) => unfinished.includes(change));

/**
 * Feeds a batch of the table's stream to its consumers, side by side; each one sees a change at least once, and may see
 * it again because of another. A throw fails the whole batch, once all have ended: Lambda halves it until what
 * fails is in a batch of its own, and then reports it to the failure queue.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export const handleStream =
  (id: string) =>
  (...consumers: readonly StreamConsumer[]): StreamHandler =>
  async (event, context) => {
    const runtime = getRuntime();
    const begun = performance.now();
    const fields = { worker: id, request_id: context.awsRequestId, records: event.Records.length };
    try {
      const changes = event.Records.map(
        ({ dynamodb }): StreamChange => ({
          sequence: dynamodb?.SequenceNumber ?? '',
          at: new Date((dynamodb?.ApproximateCreationDateTime ?? 0) * 1000),
          before: dynamodb?.OldImage && readImage(dynamodb.OldImage),
          after: dynamodb?.NewImage && readImage(dynamodb.NewImage),
        }),
      );
      const results = await Promise.allSettled(consumers.map((consume) => consume(runtime, changes)));
      const again = firstOf(changes, results.map(resultOf));
      // Why, the logic has said.
      if (again) runtime.log.error('stream batch failed', { ...fields, from: again.sequence });
      else runtime.log.info('stream batch done', { ...fields, ms: Math.round(performance.now() - begun) });
      return { batchItemFailures: again ? [{ itemIdentifier: again.sequence }] : [] };
    } catch (error) {
      logFailure(runtime, 'error', 'stream batch failed', fields, error);
      throw error;
    }
  };
