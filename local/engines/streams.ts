/**
 * The event source mappings between a DynamoDB stream and handlers: in order per shard, from TRIM_HORIZON. Unlike in
 * AWS they share one reader, because DynamoDB Local spends more on a read of its stream than on the writes in it.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  type DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { type DeliveryOptions, deliver } from './stream-delivery.ts';
import { toStreamRecord } from './stream-records.ts';

export interface StreamConsumer extends DeliveryOptions {
  /** 1 to 1000. @default 100 */
  batchSize?: number;
}

export interface StreamPollerOptions {
  streams: DynamoDBStreamsClient;
  streamArn: string;
  /** The next records are read when all have done with these. */
  consumers: readonly StreamConsumer[];
  /** The pause after a shard had nothing new. @default 100 */
  pollMs?: number;
  /** The pause between two looks for new shards. @default 1000 */
  refreshMs?: number;
  /** Called with each record before it is delivered (not in AWS). */
  onRecord?: (record: DynamoDBRecord) => void;
  /** The stream itself in trouble. */
  onError?: (error: unknown) => void;
}

export interface StreamPoller {
  /** Stops reading and waits for the handler that runs. */
  stop(): Promise<void>;
}

/** The ARN of a table's present stream. */
export async function streamArnOf(dynamo: DynamoDBClient, tableName: string): Promise<string> {
  const { Table } = await dynamo.send(new DescribeTableCommand({ TableName: tableName }));
  if (!Table?.LatestStreamArn) throw new Error(`Table ${tableName} has no stream.`);
  return Table.LatestStreamArn;
}

async function allShards(streams: DynamoDBStreamsClient, StreamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let ExclusiveStartShardId: string | undefined;
  do {
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn, ...(ExclusiveStartShardId && { ExclusiveStartShardId }) }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    ExclusiveStartShardId = StreamDescription?.LastEvaluatedShardId;
  } while (ExclusiveStartShardId);
  return shards;
}

/** What a call returns at most. */
const MAX_RECORDS = 1000;

async function deliverInBatches(
  records: readonly DynamoDBRecord[],
  consumer: StreamConsumer,
  signal: AbortSignal,
): Promise<void> {
  const { batchSize = 100 } = consumer;
  for (let from = 0; from < records.length; from += batchSize)
    await deliver(records.slice(from, from + batchSize), consumer, signal);
}

export function startStreamPoller(options: StreamPollerOptions): StreamPoller {
  const { streams, streamArn, consumers, pollMs = 100, refreshMs = 1_000 } = options;
  const { onError = () => undefined, onRecord = () => undefined } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const pause = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);

  const reading = new Map<string, Promise<void>>();
  const finished = new Set<string>();

  async function openShard(shardId: string, after: string | undefined): Promise<string | undefined> {
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ...(after
          ? { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: after }
          : { ShardIteratorType: 'TRIM_HORIZON' }),
      }),
      { abortSignal: signal },
    );
    return ShardIterator;
  }

  async function readShard(shardId: string): Promise<void> {
    let after: string | undefined;
    let iterator: string | undefined;
    while (!signal.aborted) {
      try {
        iterator ??= await openShard(shardId, after);
        const { Records = [], NextShardIterator } = await streams.send(
          new GetRecordsCommand({ ShardIterator: iterator, Limit: MAX_RECORDS }),
          { abortSignal: signal },
        );
        const records = Records.map((record) => toStreamRecord(record, streamArn));
        records.forEach(onRecord);
        await Promise.all(consumers.map((consumer) => deliverInBatches(records, consumer, signal)));
        after = Records.at(-1)?.dynamodb?.SequenceNumber ?? after;
        iterator = NextShardIterator;
        if (!iterator) {
          finished.add(shardId);
          return;
        }
        if (Records.length === 0) await pause(pollMs);
      } catch (error) {
        if (signal.aborted) return;
        // An iterator expires after 15 minutes and records after 24 hours; both happen to a laptop that slept.
        if (error instanceof TrimmedDataAccessException) after = undefined;
        if (!(error instanceof ExpiredIteratorException)) onError(error);
        iterator = undefined;
        await pause(refreshMs);
      }
    }
  }

  /** A shard may be read once its parent is read to the end, or is gone from the stream. */
  function startReadableShards(shards: readonly Shard[]): void {
    const listed = new Set(shards.map((shard) => shard.ShardId));
    for (const { ShardId, ParentShardId } of shards) {
      if (!ShardId || reading.has(ShardId)) continue;
      const waits = ParentShardId && listed.has(ParentShardId) && !finished.has(ParentShardId);
      if (!waits) reading.set(ShardId, readShard(ShardId));
    }
  }

  async function followShards(): Promise<void> {
    while (!signal.aborted) {
      try {
        startReadableShards(await allShards(streams, streamArn));
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
      await pause(refreshMs);
    }
  }

  const following = followShards();
  return {
    stop: async () => {
      stopping.abort();
      await following;
      await Promise.all(reading.values());
    },
  };
}
