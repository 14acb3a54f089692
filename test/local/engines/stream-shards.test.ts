/** Shards that split, expire and come in pages do not happen on demand: here the answers are given by hand. */
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, test } from 'vitest';
import { startStreamPoller } from '../../../local/engines/streams.ts';
import { eventually } from './fixtures.ts';

const streams = mockClient(DynamoDBStreamsClient);
let poller: ReturnType<typeof startStreamPoller>;
const seen: string[] = [];

afterEach(async () => {
  await poller.stop();
  streams.reset();
  seen.length = 0;
});

const start = () => {
  poller = startStreamPoller({
    streams: streams as unknown as DynamoDBStreamsClient,
    streamArn: 'arn:aws:dynamodb:eu-west-1:000000000000:table/t/stream/1',
    pollMs: 1,
    refreshMs: 5,
    consumers: [
      {
        handler: async (event) => {
          seen.push(...event.Records.map((record) => record.dynamodb?.SequenceNumber ?? ''));
        },
      },
    ],
  });
};

const records = (...numbers: string[]) => numbers.map((SequenceNumber) => ({ dynamodb: { SequenceNumber } }));

test('children on a later page are read after their parent is read to its end', async () => {
  streams
    .on(DescribeStreamCommand)
    .resolves({
      StreamDescription: {
        Shards: [{ ShardId: 'child', ParentShardId: 'parent' }],
        LastEvaluatedShardId: 'child',
      },
    })
    .on(DescribeStreamCommand, { ExclusiveStartShardId: 'child' })
    .resolves({ StreamDescription: { Shards: [{ ShardId: 'parent', ParentShardId: 'trimmed' }] } });
  for (const shard of ['parent', 'child']) {
    streams.on(GetShardIteratorCommand, { ShardId: shard }).resolves({ ShardIterator: `${shard}-1` });
  }
  streams
    .on(GetRecordsCommand, { ShardIterator: 'parent-1' })
    .resolves({ Records: records('1', '2'), NextShardIterator: 'parent-2' })
    .on(GetRecordsCommand, { ShardIterator: 'parent-2' })
    .resolves({ Records: records('3') })
    .on(GetRecordsCommand, { ShardIterator: 'child-1' })
    .resolves({ Records: records('4') });
  start();
  await eventually(() => seen.length === 4, 'all records arrive');
  expect(seen).toEqual(['1', '2', '3', '4']);
});

test('an expired iterator is replaced by one after the last record', async () => {
  const expired = new ExpiredIteratorException({ message: 'too old', $metadata: {} });
  streams
    .on(DescribeStreamCommand)
    .resolves({ StreamDescription: { Shards: [{ ShardId: 'only' }] } })
    .on(GetShardIteratorCommand, { ShardIteratorType: 'TRIM_HORIZON' })
    .resolves({ ShardIterator: 'first' })
    .on(GetShardIteratorCommand, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '1' })
    .resolves({ ShardIterator: 'fresh' })
    .on(GetRecordsCommand, { ShardIterator: 'first' })
    .resolves({ Records: records('1'), NextShardIterator: 'stale' })
    .on(GetRecordsCommand, { ShardIterator: 'stale' })
    .rejects(expired)
    .on(GetRecordsCommand, { ShardIterator: 'fresh' })
    .resolves({ Records: records('2') });
  start();
  await eventually(() => seen.length === 2, 'both records arrive');
  expect(seen).toEqual(['1', '2']);
});
