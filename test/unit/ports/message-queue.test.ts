import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { openQueue, type Unsent, unsentError } from '#shared/ports/message-queue.ts';

const sqs = mockClient(SQSClient);
/** Pauses of each send; a send may wait for a second in all. */
const pauses: number[] = [];
const queue = openQueue(new SQSClient({ region: 'eu-west-1' }), 'https://queue.example/bulk', () => {
  pauses.length = 0;
  return {
    baseMs: 100,
    capMs: 5000,
    remaining: () => 1000 - pauses.reduce((sum, pause) => sum + pause, 0),
    sleep: async (pause) => void pauses.push(pause),
    random: () => 1,
  };
});
const failed = (unsent: readonly Unsent[]) => unsent.map(({ id, cause }) => [id, cause.name]);
const failure = (name: string, more: object = {}) => Object.assign(new Error(), { name, ...more });

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

  it('waits longer from try to try, and says what could not be sent in its time', async () => {
    sqs.on(SendMessageBatchCommand).resolves(failing('m2'));
    expect(failed(await queue.send(messages(3)))).toEqual([['m2', 'InternalError']]);
    expect(batches()).toEqual([['m0', 'm1', 'm2'], ['m2'], ['m2'], ['m2']]);
    expect(pauses).toEqual([100, 200, 400]);
  });

  it('takes a batch whose answer is lost as not sent, and no other', async () => {
    sqs
      .on(SendMessageBatchCommand)
      .rejectsOnce(failure('Error', { code: 'ECONNRESET' }))
      .resolves({});
    expect(await queue.send(messages(12))).toEqual([]);
    expect(batches().map((batch) => batch.length)).toEqual([10, 2, 10]);
  });

  it.each(['AccessDenied', 'QueueDoesNotExist', 'KmsAccessDenied', 'InvalidParameterValue'])(
    'does not repeat what no repeat ends, and keeps its name: %s',
    async (name) => {
      sqs.on(SendMessageBatchCommand).rejects(failure(name, { $metadata: { httpStatusCode: 400 } }));
      const unsent = await queue.send(messages(2));
      expect(failed(unsent)).toEqual([
        ['m0', name],
        ['m1', name],
      ]);
      expect([batches().length, pauses]).toEqual([1, []]);
      expect(unsentError(unsent).name).toBe(name);
    },
  );

  it.each(['RequestThrottled', 'KmsThrottled', 'ServiceUnavailable', 'TimeoutError'])(
    'waits for what passes: %s',
    async (name) => {
      sqs.on(SendMessageBatchCommand).rejectsOnce(failure(name)).resolves({});
      expect(await queue.send(messages(2))).toEqual([]);
      expect(pauses).toEqual([100]);
    },
  );

  it('judges every entry of a batch by itself', async () => {
    const entries = [
      { Id: 'm0', Code: 'InvalidMessageContents', SenderFault: true },
      { Id: 'm1', Code: 'RequestThrottled', SenderFault: true },
      { Id: 'm2', Code: 'SomethingNew', SenderFault: false },
    ];
    sqs.on(SendMessageBatchCommand).resolvesOnce({ Successful: [], Failed: entries }).resolves({});
    const unsent = await queue.send(messages(4));
    expect(failed(unsent)).toEqual([['m0', 'InvalidMessageContents']]);
    expect(batches()).toEqual([
      ['m0', 'm1', 'm2', 'm3'],
      ['m1', 'm2'],
    ]);
  });

  it('is busy for a caller only while another time may do', () => {
    const busy = [{ id: 'm0', cause: failure('RequestThrottled') }];
    expect(unsentError(busy)).toMatchObject({ code: 'busy', cause: { name: 'RequestThrottled' } });
    const denied = { id: 'm1', cause: failure('AccessDenied') };
    expect(unsentError([...busy, denied])).toBe(denied.cause);
  });

  it('sends nothing when there is nothing', async () => {
    expect(await queue.send([])).toEqual([]);
    expect(batches()).toEqual([]);
  });
});
