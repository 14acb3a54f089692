import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openQueue } from '../../../shared/ports/message-queue.ts';

const sqs = mockClient(SQSClient);
const queue = openQueue(new SQSClient({ region: 'eu-west-1' }), 'https://queue.example/bulk');
beforeEach(() => {
  sqs.reset();
});

const messages = (count: number, bytes = 10) =>
  Array.from({ length: count }, (_, n) => ({ id: `m${n}`, body: 'x'.repeat(bytes) }));

/** Ids of each batch that was sent. */
const batches = (): string[][] =>
  sqs
    .commandCalls(SendMessageBatchCommand)
    .map(({ args }) => (args[0].input.Entries ?? []).map(({ Id }) => Id ?? ''));

const failing = (...ids: string[]) => ({
  Successful: [],
  Failed: ids.map((Id) => ({ Id, Code: 'InternalError', SenderFault: false })),
});

describe('the bulk queue', () => {
  it('sends at most ten messages and one mebibyte a batch, in order', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    expect(await queue.send(messages(25))).toEqual([]);
    expect(batches().map((batch) => batch.length)).toEqual([10, 10, 5]);
    expect(batches().flat()).toEqual(messages(25).map(({ id }) => id));

    sqs.resetHistory();
    await queue.send(messages(7, 300 * 1024));
    expect(batches().map((batch) => batch.length)).toEqual([3, 3, 1]);

    sqs.resetHistory();
    await queue.send(messages(4, 512 * 1024));
    expect(batches().map((batch) => batch.length)).toEqual([2, 2]);
  });

  it('counts bytes, not characters', async () => {
    sqs.on(SendMessageBatchCommand).resolves({});
    await queue.send([1, 2].map((n) => ({ id: String(n), body: 'é'.repeat(300 * 1024) })));
    expect(batches()).toEqual([['1'], ['2']]);
  });

  it('sends again exactly what failed', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .resolvesOnce(failing('m1', 'm4', 'm7'))
      .resolvesOnce(failing('m4'))
      .resolves({});
    expect(await queue.send(messages(10))).toEqual([]);
    expect(batches().slice(1)).toEqual([['m1', 'm4', 'm7'], ['m4']]);
  });

  it('says which messages could not be sent after its tries', async () => {
    sqs.on(SendMessageBatchCommand).resolves(failing('m2'));
    expect(await queue.send(messages(3))).toEqual(['m2']);
    expect(batches()).toEqual([['m0', 'm1', 'm2'], ['m2'], ['m2']]);
  });

  it('takes a batch whose answer is lost as not sent, and no other', async () => {
    sqs.on(SendMessageBatchCommand).rejectsOnce(new Error('socket hang up')).resolves({});
    expect(await queue.send(messages(12))).toEqual([]);
    expect(batches().map((batch) => batch.length)).toEqual([10, 2, 10]);
    sqs.reset();
    sqs.on(SendMessageBatchCommand).rejects(new Error('AccessDenied'));
    expect(await queue.send(messages(2))).toEqual(['m0', 'm1']);
  });

  it('sends nothing when there is nothing', async () => {
    expect(await queue.send([])).toEqual([]);
    expect(batches()).toEqual([]);
  });
});
