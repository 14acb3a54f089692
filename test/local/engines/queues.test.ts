import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  QueueDoesNotExist,
  QueueNameExists,
  ReceiptHandleIsInvalid,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestQueue } from './fixtures.ts';

let local: Awaited<ReturnType<typeof startTestQueue>>;

beforeEach(async () => {
  local = await startTestQueue();
});

afterEach(() => local.stop());

test('a message goes to the dead-letter queue when it was received maxReceiveCount times', async () => {
  await local.sqs.send(new CreateQueueCommand({ QueueName: 'dead' }));
  const deadLetterTargetArn = 'arn:aws:sqs:eu-west-1:000000000000:dead';
  const created = await local.sqs.send(
    new CreateQueueCommand({
      QueueName: 'work',
      Attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 2 }) },
    }),
  );
  const work = { QueueUrl: created.QueueUrl };
  const sent = await local.send('poison', work);
  for (const expected of [1, 1, 0]) {
    expect(await local.receive(work)).toHaveLength(expected);
    local.advance(30);
  }
  const [dead] = await local.receive({
    QueueUrl: local.server.queueUrl('dead'),
    MessageSystemAttributeNames: ['All'],
  });
  expect(dead).toMatchObject({ MessageId: sent.MessageId, Body: 'poison' });
  expect(dead?.Attributes?.['DeadLetterQueueSourceArn']).toBe('arn:aws:sqs:eu-west-1:000000000000:work');
  expect(local.server.queue('work').peek()).toEqual([]);
});

test('attributes show the settings and the three counts', async () => {
  await local.send('a');
  await local.send('b');
  await local.send('c', { DelaySeconds: 1 });
  await local.receive({ MaxNumberOfMessages: 1 });
  const { Attributes } = await local.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: local.queueUrl, AttributeNames: ['All'] }),
  );
  expect(Attributes).toEqual({
    QueueArn: 'arn:aws:sqs:eu-west-1:000000000000:chunks',
    VisibilityTimeout: '60',
    DelaySeconds: '0',
    ReceiveMessageWaitTimeSeconds: '0',
    ApproximateNumberOfMessages: '1',
    ApproximateNumberOfMessagesNotVisible: '1',
    ApproximateNumberOfMessagesDelayed: '1',
  });
});

test('a queue is found by its name, made again without harm, and refused with other settings', async () => {
  const again = (VisibilityTimeout: string) =>
    local.sqs.send(new CreateQueueCommand({ QueueName: 'chunks', Attributes: { VisibilityTimeout } }));
  const found = await local.sqs.send(new GetQueueUrlCommand({ QueueName: 'chunks' }));
  expect(found.QueueUrl).toBe(`${local.server.url}/000000000000/chunks`);
  expect((await again('60')).QueueUrl).toBe(local.queueUrl);
  await expect(again('61')).rejects.toBeInstanceOf(QueueNameExists);
});

test('a queue that does not exist and a foreign receipt have the errors of SQS', async () => {
  await expect(local.sqs.send(new GetQueueUrlCommand({ QueueName: 'none' }))).rejects.toSatisfy(
    (error) => error instanceof QueueDoesNotExist && error.$metadata.httpStatusCode === 400,
  );
  await expect(
    local.sqs.send(new DeleteMessageCommand({ QueueUrl: local.queueUrl, ReceiptHandle: 'junk' })),
  ).rejects.toBeInstanceOf(ReceiptHandleIsInvalid);
});

test('a batch delete reports the bad receipt beside the good one', async () => {
  await local.send('x');
  const [message] = await local.receive();
  const result = await local.sqs.send(
    new DeleteMessageBatchCommand({
      QueueUrl: local.queueUrl,
      Entries: [
        { Id: 'good', ReceiptHandle: message?.ReceiptHandle },
        { Id: 'bad', ReceiptHandle: 'junk' },
      ],
    }),
  );
  expect(result.Successful).toEqual([{ Id: 'good' }]);
  expect(result.Failed).toMatchObject([{ Id: 'bad', Code: 'ReceiptHandleIsInvalid', SenderFault: true }]);
});

test('a purge leaves nothing', async () => {
  await local.send('x');
  await local.sqs.send(new PurgeQueueCommand({ QueueUrl: local.queueUrl }));
  expect(local.server.queue('chunks').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
});

test('an unknown operation is answered as such', async () => {
  const response = await fetch(local.server.url, {
    method: 'POST',
    headers: { 'x-amz-target': 'AmazonSQS.constructor' },
    body: '{}',
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ __type: 'UnknownOperationException' });
});
