import { DeleteMessageCommand, InvalidMessageContents, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTestQueue } from './fixtures.ts';

let local: Awaited<ReturnType<typeof startTestQueue>>;

beforeEach(async () => {
  local = await startTestQueue();
});

afterEach(() => local.stop());

test('a sent message is received once, with the digests the SDK checks, and is gone when deleted', async () => {
  const sent = await local.send('{"name":"Zoë 🎉"}');
  const [message, ...others] = await local.receive();

  expect(others).toEqual([]);
  expect(message?.MessageId).toBe(sent.MessageId);
  expect(message?.Body).toBe('{"name":"Zoë 🎉"}');
  expect(message?.MD5OfBody).toBe(sent.MD5OfMessageBody);
  await local.sqs.send(
    new DeleteMessageCommand({ QueueUrl: local.queueUrl, ReceiptHandle: message?.ReceiptHandle }),
  );
  expect(local.server.queue('chunks').peek()).toEqual([]);
});

test('message attributes come back as sent, chosen by name, with the digest of the documented algorithm', async () => {
  const attributes = {
    trace: { DataType: 'String', StringValue: 'abc' },
    size: { DataType: 'Number', StringValue: '12' },
    raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
  };
  const sent = await local.send('x', { MessageAttributes: attributes });
  const [message] = await local.receive({ MessageAttributeNames: ['All'] });

  // Computed independently after "Calculating the MD5 message digest for message attributes".
  expect(sent.MD5OfMessageAttributes).toBe('b0581788b7a9cec36fee599418cdc919');
  expect(message?.MD5OfMessageAttributes).toBe(sent.MD5OfMessageAttributes);
  expect(message?.MessageAttributes).toMatchObject({
    trace: { DataType: 'String', StringValue: 'abc' },
    size: { DataType: 'Number', StringValue: '12' },
  });
  expect([...message!.MessageAttributes!['raw']!.BinaryValue!]).toEqual([0, 255]);

  local.advance(60);
  const [chosen] = await local.receive({ MessageAttributeNames: ['tr.*'] });
  expect(Object.keys(chosen!.MessageAttributes!)).toEqual(['trace']);
});

test('system attributes tell the send time, the first receive and how often it was received', async () => {
  await local.send('x');
  local.advance(5);
  const [first] = await local.receive({ MessageSystemAttributeNames: ['All'] });
  local.advance(60);
  const [second] = await local.receive({ MessageSystemAttributeNames: ['All'] });

  const sentAt = Date.UTC(2026, 0, 1);
  expect(first?.Attributes).toMatchObject({
    SentTimestamp: String(sentAt),
    ApproximateFirstReceiveTimestamp: String(sentAt + 5_000),
    ApproximateReceiveCount: '1',
  });
  expect(second?.Attributes).toMatchObject({
    ApproximateFirstReceiveTimestamp: String(sentAt + 5_000),
    ApproximateReceiveCount: '2',
  });
});

test('a character outside XML 1.0 is refused as in AWS', async () => {
  await expect(local.send('a\u0001b')).rejects.toBeInstanceOf(InvalidMessageContents);
  await expect(local.send('tab\tand line\r\n')).resolves.toBeDefined();
});

test('a message of 1 MiB is taken and one byte more is refused', async () => {
  await expect(local.send('x'.repeat(1_048_576))).resolves.toBeDefined();
  await expect(local.send('x'.repeat(1_048_577))).rejects.toMatchObject({ Code: 'InvalidParameterValue' });
});

test('a long poll answers as soon as a message arrives', async () => {
  const waiting = local.receive({ WaitTimeSeconds: 20 });
  await local.send('late');
  expect((await waiting).map((message) => message.Body)).toEqual(['late']);
});

test('a caller that left during a long poll takes no message with it', async () => {
  const gone = new AbortController();
  const waiting = local.sqs.send(
    new ReceiveMessageCommand({ QueueUrl: local.queueUrl, WaitTimeSeconds: 20 }),
    {
      abortSignal: gone.signal,
    },
  );
  // Let the request reach the endpoint, so that it is the long poll that is left.
  await new Promise((resolve) => setTimeout(resolve, 100));
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await local.send('kept');
  expect((await local.receive({ WaitTimeSeconds: 1 })).map((message) => message.Body)).toEqual(['kept']);
});
