import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  MessageNotInflight,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { postponeOn } from '#shared/ports/message-queue.ts';
import { startTestQueue } from './fixtures.ts';

let local: Awaited<ReturnType<typeof startTestQueue>>;

beforeEach(async () => {
  local = await startTestQueue();
});

afterEach(() => local.stop());

test('a received message stays hidden for the visibility timeout and then reappears', async () => {
  await local.send('x');
  expect(await local.receive()).toHaveLength(1);
  local.advance(59);
  expect(await local.receive()).toHaveLength(0);
  local.advance(1);
  expect(await local.receive()).toHaveLength(1);
});

test('a changed visibility timeout counts from the change', async () => {
  await local.send('x');
  const [message] = await local.receive();
  const change = { QueueUrl: local.queueUrl, ReceiptHandle: message?.ReceiptHandle };
  await local.sqs.send(new ChangeMessageVisibilityCommand({ ...change, VisibilityTimeout: 0 }));
  expect(await local.receive({ VisibilityTimeout: 10 })).toHaveLength(1);
  local.advance(10);
  expect(await local.receive()).toHaveLength(1);
});

test('the visibility of a message that is not in flight cannot be changed', async () => {
  await local.send('x');
  const [message] = await local.receive();
  local.advance(60);
  await expect(
    local.sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: local.queueUrl,
        ReceiptHandle: message?.ReceiptHandle,
        VisibilityTimeout: 5,
      }),
    ),
  ).rejects.toBeInstanceOf(MessageNotInflight);
});

test('the receipt of an earlier receive deletes nothing', async () => {
  await local.send('x');
  const [first] = await local.receive();
  local.advance(60);
  await local.receive();
  await local.sqs.send(
    new DeleteMessageCommand({ QueueUrl: local.queueUrl, ReceiptHandle: first?.ReceiptHandle }),
  );
  expect(local.server.queue('chunks').counts()).toEqual({ visible: 0, inFlight: 1, delayed: 0 });
});

test('a delayed message appears when its delay is over', async () => {
  await local.send('x', { DelaySeconds: 30 });
  expect(await local.receive()).toHaveLength(0);
  expect(local.server.queue('chunks').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 1 });
  local.advance(30);
  expect(await local.receive()).toHaveLength(1);
});

test('to postpone a message that another delivery may have by now is no failure, and changes nothing', async () => {
  await local.send('x');
  const [message] = await local.receive();
  const postpone = postponeOn(local.sqs, local.queueUrl);
  local.advance(60);
  await postpone(message?.ReceiptHandle ?? '', 600);
  expect(await local.receive()).toHaveLength(1);
  await expect(postponeOn(local.sqs, `${local.queueUrl}-none`)('receipt', 5)).rejects.toThrow();
});
