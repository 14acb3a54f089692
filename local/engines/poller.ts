/** The event source mapping between a queue and a handler. */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSMessageAttributes, SQSRecord } from 'aws-lambda';
import { failedItems } from './batch-response.ts';
import { type LambdaHandler, type LambdaOptions, lambdaContext } from './lambda-context.ts';

export interface QueuePollerOptions extends LambdaOptions {
  sqs: SQSClient;
  queueUrl: string;
  queueArn: string;
  handler: LambdaHandler<SQSEvent>;
  /** 1 to 10. @default 10 */
  batchSize?: number;
  /** At most so many handlers at once: `maximumConcurrency`. @default 2 */
  concurrency?: number;
  /** Long poll. @default 1 */
  waitTimeSeconds?: number;
  /** Let failed messages reappear sooner than the queue's visibility timeout (not in AWS). */
  retryVisibilitySeconds?: number;
  /** A thrown handler (with its records), or SQS itself in trouble (without). */
  onError?: (error: unknown, records: SQSRecord[]) => void;
}

export interface QueuePoller {
  /** Stops receiving and waits for the handlers that run. */
  stop(): Promise<void>;
}

const ERROR_PAUSE_MS = 250;
const MAX_BATCH = 10;

function toMessageAttributes(given: Message['MessageAttributes'] = {}): SQSMessageAttributes {
  const entries = Object.entries(given).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    {
      ...(StringValue !== undefined && { stringValue: StringValue }),
      ...(BinaryValue !== undefined && { binaryValue: Buffer.from(BinaryValue).toString('base64') }),
      stringListValues: [],
      binaryListValues: [],
      dataType: DataType ?? 'String',
    },
  ]);
  return Object.fromEntries(entries);
}

function toSqsRecord(message: Message, queueArn: string): SQSRecord {
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: message.Attributes as unknown as SQSRecord['attributes'],
    messageAttributes: toMessageAttributes(message.MessageAttributes),
    md5OfBody: message.MD5OfBody ?? '',
    ...(message.MD5OfMessageAttributes && { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: queueArn.split(':')[3] ?? '',
  };
}

export function startQueuePoller(options: QueuePollerOptions): QueuePoller {
  const { sqs, queueUrl, queueArn, handler, retryVisibilitySeconds, onError = () => undefined } = options;
  const { batchSize = MAX_BATCH, concurrency = 2, waitTimeSeconds = 1 } = options;
  if (batchSize < 1 || batchSize > MAX_BATCH) throw new RangeError(`batchSize must be 1 to ${MAX_BATCH}`);
  const stopping = new AbortController();

  async function receive(): Promise<SQSRecord[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: waitTimeSeconds,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await sqs.send(command, { abortSignal: stopping.signal });
    return Messages.map((message) => toSqsRecord(message, queueArn));
  }

  /** The records to give back to the queue. */
  async function invoke(records: SQSRecord[]): Promise<SQSRecord[]> {
    try {
      const response = await handler({ Records: records }, lambdaContext(options));
      const failed = failedItems(response, new Set(records.map((record) => record.messageId)));
      return failed === 'all' ? records : records.filter((record) => failed.has(record.messageId));
    } catch (error) {
      onError(error, records);
      return records;
    }
  }

  async function settle(records: SQSRecord[], failed: SQSRecord[]): Promise<void> {
    const done = records.filter((record) => !failed.includes(record));
    const entries = (some: SQSRecord[]) =>
      some.map((record, index) => ({ Id: String(index), ReceiptHandle: record.receiptHandle }));
    if (done.length > 0) {
      const command = new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries: entries(done) });
      const { Failed = [] } = await sqs.send(command);
      if (Failed.length > 0) onError(new Error(`${Failed.length} messages were not deleted`), []);
    }
    if (failed.length > 0 && retryVisibilitySeconds !== undefined) {
      const Entries = entries(failed).map((entry) => ({
        ...entry,
        VisibilityTimeout: retryVisibilitySeconds,
      }));
      await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
    }
  }

  async function worker(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        const records = await receive();
        if (records.length > 0) await settle(records, await invoke(records));
      } catch (error) {
        if (stopping.signal.aborted) break;
        onError(error, []);
        await sleep(ERROR_PAUSE_MS);
      }
    }
  }

  const workers = Array.from({ length: concurrency }, worker);
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(workers);
    },
  };
}
