import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { CreateQueueCommand, GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBRecord, DynamoDBStreamEvent, SQSEvent } from 'aws-lambda';
import {
  QUEUE_NAMES,
  QUEUES,
  type QueueContract,
  type QueueName,
  STREAM_WORKERS,
  WORKERS,
  type WorkerContract,
} from '#shared/contracts/queues.ts';
import type { LambdaHandler } from './engines/lambda-context.ts';
import { type QueuePoller, startQueuePoller } from './engines/poller.ts';
import { type StreamPoller, startStreamPoller, streamArnOf } from './engines/streams.ts';
import type { LoadFunction } from './functions.ts';

interface LocalQueue {
  readonly url: string;
  readonly arn: string;
}

interface QueuePair {
  readonly queue: LocalQueue;
  readonly deadLetters: LocalQueue;
}

const make = async (
  sqs: SQSClient,
  name: string,
  attributes: Record<string, string>,
): Promise<LocalQueue> => {
  const { QueueUrl: url = '' } = await sqs.send(
    new CreateQueueCommand({ QueueName: name, Attributes: attributes }),
  );
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  return { url, arn: Attributes?.['QueueArn'] ?? '' };
};

const makePair = async (sqs: SQSClient, contract: QueueContract): Promise<QueuePair> => {
  const deadLetters = await make(sqs, `${contract.id}-dead-letters`, { VisibilityTimeout: '30' });
  const queue = await make(sqs, contract.id, {
    VisibilityTimeout: String(contract.visibilityTimeout),
    RedrivePolicy: JSON.stringify({
      deadLetterTargetArn: deadLetters.arn,
      maxReceiveCount: contract.maxReceiveCount,
    }),
  });
  return { queue, deadLetters };
};

export type QueuePairs = Readonly<Record<QueueName, QueuePair>>;

/** Every queue of the contracts, each with its dead-letter queue. */
export const createQueues = async (sqs: SQSClient): Promise<QueuePairs> => {
  const pairs = QUEUE_NAMES.map(async (name) => [name, await makePair(sqs, QUEUES[name])]);
  return Object.fromEntries(await Promise.all(pairs));
};

/** How to load the code of workers, and where to report their failures. */
export interface Workplace {
  readonly load: LoadFunction;
  readonly onError: (error: unknown) => void;
}

/** A failed message comes back after this time, not after minutes as in AWS. */
const RETRY_SECONDS = 2;

/**
 * Handlers of a worker at once: one computes while another one waits for DynamoDB Local, which works on one call at a
 * time. The calls of more handlers only wait there, and fail after ten seconds (its own limit).
 */
const MOST_HANDLERS = 2;

/** The event source mapping of one worker. */
export const startWorker = async (
  sqs: SQSClient,
  contract: WorkerContract,
  source: LocalQueue,
  { load, onError }: Workplace,
): Promise<QueuePoller> =>
  startQueuePoller({
    sqs,
    queueUrl: source.url,
    queueArn: source.arn,
    batchSize: contract.batchSize,
    concurrency: Math.min(contract.maxConcurrency, MOST_HANDLERS),
    functionName: contract.id,
    timeoutMs: contract.timeout * 1000,
    retryVisibilitySeconds: RETRY_SECONDS,
    handler: await load<LambdaHandler<SQSEvent>>(contract.id),
    onError,
  });

/** Starts the event source mapping of every worker. @param apart ids of workers that run elsewhere */
export const startWorkers = (
  sqs: SQSClient,
  pairs: QueuePairs,
  apart: readonly string[],
  workplace: Workplace,
): Promise<QueuePoller[]> => {
  const here = WORKERS.filter(({ id }) => !apart.includes(id));
  return Promise.all(
    here.map((contract) => {
      const { queue, deadLetters } = pairs[contract.queue];
      return startWorker(sqs, contract, contract.deadLetters ? deadLetters : queue, workplace);
    }),
  );
};

/**
 * Starts the workers of the table's stream. The filters of the contracts are not applied here: a worker ignores
 * records that are not for it.
 * @param onRecord called once with each record
 */
export const startStreamWorkers = async (
  dynamo: DynamoDBClient,
  table: string,
  { load, onError }: Workplace,
  onRecord: (record: DynamoDBRecord) => void,
): Promise<StreamPoller> =>
  startStreamPoller({
    streams: new DynamoDBStreamsClient({}),
    streamArn: await streamArnOf(dynamo, table),
    consumers: await Promise.all(
      STREAM_WORKERS.map(async (contract) => ({
        batchSize: contract.batchSize,
        functionName: contract.id,
        timeoutMs: contract.timeout * 1000,
        maxAttempts: contract.retryAttempts,
        handler: await load<LambdaHandler<DynamoDBStreamEvent>>(contract.id),
        onError,
      })),
    ),
    onRecord,
    onError,
  });
