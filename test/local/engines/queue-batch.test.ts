import {
  BatchEntryIdsNotDistinct,
  BatchRequestTooLong,
  CreateQueueCommand,
  EmptyBatchRequest,
  InvalidBatchEntryId,
  SendMessageBatchCommand,
  type SendMessageBatchRequestEntry,
  TooManyEntriesInBatchRequest,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AwsError } from '../../../local/engines/aws-json.ts';
import { startTestQueues } from './fixtures.ts';

let local: Awaited<ReturnType<typeof startTestQueues>>;
let QueueUrl: string;

beforeEach(async () => {
  const overloaded = new AwsError({ type: 'InternalError', status: 500 }, 'try again');
  local = await startTestQueues({ refuse: (body) => (body.includes('unlucky') ? overloaded : undefined) });
  QueueUrl = (await local.sqs.send(new CreateQueueCommand({ QueueName: 'chunks' }))).QueueUrl!;
});

afterEach(() => local.stop());

const send = (Entries: SendMessageBatchRequestEntry[]) =>
  local.sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));

const many = (count: number, body = 'x') =>
  Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, MessageBody: body }));

const stored = () => local.server.queue('chunks').peek();

test('ten messages go in one batch, and the SDK accepts their digests', async () => {
  const { Successful, Failed = [] } = await send(many(10, '{"zoë":1}'));
  expect(Failed).toEqual([]);
  expect(Successful?.map((entry) => entry.Id)).toEqual(many(10).map((entry) => entry.Id));
  expect(stored().map((message) => message.id)).toEqual(Successful?.map((entry) => entry.MessageId));
});

test('a batch fails in part: the refused entries are reported and the others are stored', async () => {
  const { Successful, Failed } = await send([
    { Id: 'good', MessageBody: 'x' },
    { Id: 'control', MessageBody: '\u0000' },
    { Id: 'delay', MessageBody: 'x', DelaySeconds: 901 },
    { Id: 'unlucky', MessageBody: 'unlucky' },
  ]);
  expect(Successful?.map((entry) => entry.Id)).toEqual(['good']);
  expect(Failed?.map(({ Id, Code, SenderFault }) => [Id, Code, SenderFault])).toEqual([
    ['control', 'InvalidMessageContents', true],
    ['delay', 'InvalidParameterValue', true],
    ['unlucky', 'InternalError', false],
  ]);
  expect(stored()).toHaveLength(1);
});

test('1 MiB over all entries is taken', async () => {
  await send(many(4, 'x'.repeat(262_144)));
  expect(stored()).toHaveLength(4);
});

test.each([
  ['no entry', [], EmptyBatchRequest],
  ['eleven entries', many(11), TooManyEntriesInBatchRequest],
  ['an id with a space', [{ Id: 'a b', MessageBody: 'x' }], InvalidBatchEntryId],
  ['an id twice', [...many(2), ...many(1)], BatchEntryIdsNotDistinct],
  [
    'one byte over 1 MiB',
    [...many(4, 'x'.repeat(262_144)), { Id: 'z', MessageBody: 'x' }],
    BatchRequestTooLong,
  ],
] as const)('a batch with %s is refused as a whole', async (_, entries, expected) => {
  await expect(send([...entries])).rejects.toBeInstanceOf(expected);
  expect(stored()).toEqual([]);
});
