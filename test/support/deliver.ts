import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { QUEUES } from '#shared/contracts/queues.ts';
import type { OutgoingMessage } from '#shared/ports/message-queue.ts';
import type { QueueHandler } from '#shared/worker/records.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

interface DeliveryOptions {
  readonly worker?: string;
  readonly receiveCount?: number;
  readonly timeoutMs?: number;
}

export const sqsEvent = (messages: readonly OutgoingMessage[], receiveCount: number): SQSEvent => ({
  Records: messages.map((message, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(receiveCount),
      SentTimestamp: '0',
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:bulk',
    awsRegion: 'eu-west-1',
  })),
});

/** Hands messages to a worker, as one batch; @returns the messages that go back to the queue */
export const deliver = async (
  world: World,
  messages: readonly OutgoingMessage[],
  { worker = 'workers.bulk-chunk', receiveCount = 1, timeoutMs = 60_000 }: DeliveryOptions = {},
): Promise<OutgoingMessage[]> => {
  const handler = await loadFunction<QueueHandler>(worker);
  world.enter();
  const response: SQSBatchResponse = await inRole(worker, () =>
    handler(sqsEvent(messages, receiveCount), lambdaContext({ functionName: worker, timeoutMs })),
  );
  return response.batchItemFailures.map(({ itemIdentifier }) => {
    const message = messages[Number(itemIdentifier.replace('message-', ''))];
    if (!message) throw new Error(`Unknown item ${itemIdentifier}`);
    return message;
  });
};

/** Delivers until nothing goes back, as the queue would: when its visibility timeout is over, at most five times each. */
export const drain = async (
  world: World,
  messages: readonly OutgoingMessage[],
  options: DeliveryOptions = {},
): Promise<void> => {
  let left = [...messages];
  for (let receiveCount = 1; left.length > 0; receiveCount += 1) {
    if (receiveCount > 5) throw new Error('Messages are left after five deliveries');
    const again: OutgoingMessage[] = [];
    for (const message of left)
      again.push(...(await deliver(world, [message], { ...options, receiveCount })));
    left = again;
    if (left.length > 0) world.clock.ahead += QUEUES.bulk.visibilityTimeout;
  }
};
