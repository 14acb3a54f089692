import { setTimeout as sleep } from 'node:timers/promises';
import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type QueuePoller,
  type QueuePollerOptions,
  startQueuePoller,
} from '../../../local/engines/poller.ts';
import { eventually, startTestQueues } from './fixtures.ts';

let local: Awaited<ReturnType<typeof startTestQueues>>;
let poller: QueuePoller | undefined;

beforeEach(async () => {
  local = await startTestQueues();
  await local.sqs.send(new CreateQueueCommand({ QueueName: 'work' }));
});

afterEach(async () => {
  await poller?.stop();
  poller = undefined;
  await local.stop();
});

const queue = () => local.server.queue('work');
const isEmpty = () => queue().peek().length === 0;
const start = (options: Pick<QueuePollerOptions, 'handler'> & Partial<QueuePollerOptions>) => {
  poller = startQueuePoller({
    sqs: local.sqs,
    queueUrl: local.server.queueUrl('work'),
    queueArn: 'arn:aws:sqs:eu-west-1:000000000000:work',
    ...options,
  });
};
const bodies = (event: SQSEvent) => event.Records.map((record) => record.body);

test('a handler gets the event and the context that Lambda would give it', async () => {
  const records: SQSRecord[] = [];
  const contexts: { name: string; id: string; remaining: number }[] = [];
  await local.sqs.send(
    new SendMessageCommand({
      QueueUrl: local.server.queueUrl('work'),
      MessageBody: '{"a":1}',
      MessageAttributes: { raw: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } },
    }),
  );
  start({
    functionName: 'workers-bulk',
    timeoutMs: 900_000,
    handler: async (event, context) => {
      records.push(...event.Records);
      contexts.push({
        name: context.functionName,
        id: context.awsRequestId,
        remaining: context.getRemainingTimeInMillis(),
      });
    },
  });
  await eventually(isEmpty, 'the message is deleted');

  expect(records).toEqual([
    {
      messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      receiptHandle: expect.any(String),
      body: '{"a":1}',
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: expect.stringMatching(/^\d{13}$/),
        SenderId: expect.any(String),
        ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
      },
      messageAttributes: {
        raw: { binaryValue: 'AQI=', dataType: 'Binary', stringListValues: [], binaryListValues: [] },
      },
      md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
      md5OfMessageAttributes: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-west-1:000000000000:work',
      awsRegion: 'eu-west-1',
    },
  ]);
  expect(contexts).toMatchObject([{ name: 'workers-bulk', id: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  expect(contexts[0]!.remaining).toBeLessThanOrEqual(900_000);
});

test('only the messages that are not reported as failed are deleted, and the failed one comes again', async () => {
  for (const body of ['a', 'b', 'c']) queue().send(body);
  const calls: string[][] = [];
  start({
    handler: async (event) => {
      calls.push(bodies(event));
      const failed = calls.length === 1 ? event.Records.filter((record) => record.body === 'b') : [];
      return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
    },
  });
  await eventually(() => queue().peek().length === 1, 'a and c are deleted');
  expect(queue().counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  local.advance(30);
  await eventually(isEmpty, 'b is deleted');
  expect(calls).toEqual([['a', 'b', 'c'], ['b']]);
});

test.each([
  ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }],
  ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }],
  ['a misnamed identifier', { batchItemFailures: [{ id: 'x' }] }],
  ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'x' }] }],
  ['something that is no list', { batchItemFailures: 'x' }],
])('a batch response with %s fails the whole batch', async (_, response) => {
  for (const body of ['a', 'b']) queue().send(body);
  const calls: string[][] = [];
  start({
    handler: async (event) => {
      calls.push(bodies(event));
      return calls.length === 1 ? response : { batchItemFailures: [] };
    },
  });
  await eventually(() => calls.length === 1, 'the handler is called');
  local.advance(30);
  await eventually(isEmpty, 'the second attempt deletes both');
  expect(calls).toEqual([
    ['a', 'b'],
    ['a', 'b'],
  ]);
});

test('a handler that throws loses nothing, and the error is told with its records', async () => {
  queue().send('a');
  const errors: [string, string[]][] = [];
  let calls = 0;
  start({
    handler: async () => {
      calls += 1;
      if (calls === 1) throw new Error('boom');
    },
    onError: (error, records) => errors.push([String(error), records.map((record) => record.body)]),
  });
  await eventually(() => errors.length === 1, 'the error is told');
  expect(queue().counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
  local.advance(30);
  await eventually(isEmpty, 'the second attempt deletes it');
  expect(errors).toEqual([['Error: boom', ['a']]]);
});

test('with a retry visibility a failed message comes again without waiting for the timeout of its queue', async () => {
  queue().send('a');
  const counts: string[] = [];
  start({
    retryVisibilitySeconds: 0,
    handler: async (event) => {
      counts.push(event.Records[0]!.attributes.ApproximateReceiveCount);
      if (counts.length < 3) throw new Error('boom');
    },
  });
  await eventually(isEmpty, 'the third attempt deletes it');
  expect(counts).toEqual(['1', '2', '3']);
});

test('never more handlers run at once than the concurrency allows, and it is reached', async () => {
  for (let index = 0; index < 12; index += 1) queue().send(String(index));
  let running = 0;
  let most = 0;
  start({
    batchSize: 1,
    concurrency: 3,
    handler: async () => {
      running += 1;
      most = Math.max(most, running);
      // The first ones wait for each other, however slowly they start.
      while (most < 3) await sleep(5);
      await sleep(20);
      running -= 1;
    },
  });
  await eventually(isEmpty, 'all are handled');
  expect(most).toBe(3);
});

test('stopping waits for the handler that runs, and its messages are deleted', async () => {
  queue().send('a');
  let release = () => {};
  let started = false;
  start({
    handler: async () => {
      started = true;
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    },
  });
  await eventually(() => started, 'the handler starts');
  const stopped = poller!.stop();
  expect(isEmpty()).toBe(false);
  release();
  await stopped;
  expect(isEmpty()).toBe(true);
});
