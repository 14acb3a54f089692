import {
  bulkChunkWorker,
  bulkDeadLetterWorker,
  deliveryWorker,
  erasureWorker,
  reportWorker,
  STREAM_WORKERS,
  sendingWorker,
} from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import { CHAINS } from '../limits/bound.ts';
import { latencyOf, queueLatency, type Shape } from '../limits/latencies.ts';
import type { Chance } from '../random.ts';

/** What starts functions of one kind. */
export interface Source {
  readonly id: string;
  /** Runs at once; each has its own turn. */
  readonly atOnce: number;
  /** Milliseconds from the start of a run to the next one of the same turn; without it there is always work. */
  readonly every?: number;
  /** Milliseconds that a run takes. */
  readonly runMs: (chance: Chance) => number;
}

const calls = (chance: Chance, shapes: readonly Shape[]): number =>
  shapes.reduce((sum, shape) => sum + latencyOf(shape, chance), 0);

const times = (count: number, shape: Shape): readonly Shape[] => Array.from({ length: count }, () => shape);

/** A request of SES or SNS: as one of SQS, and no faster than fifty milliseconds. */
const providerMs = (chance: Chance): number => Math.max(50, queueLatency(chance));

/** A table on demand begins with four partitions, and its stream has a shard for each. */
const SHARDS = 4;
/** Members that a worker on chunks makes in a second (docs/operations.md, "Limits and which to raise first"). */
const MADE_A_SECOND = 65;
/** Few are erased meanwhile. */
const ERASED_EVERY = 10_000;
/** Batches of five: two reports of each of the 14 e-mails a second that SES grants first. */
const REPORT_BATCHES_A_SECOND = 6;

/**
 * Everything that takes functions while every queue is full: chunks, sendings and single messages without end, what
 * they put into streams and report queues, the clock, and dead letters now and then.
 * @param concurrency runs at once of each worker that a queue feeds, by its id
 * @param streamWindow seconds that workers on the stream wait at least
 */
export const busySources = (
  concurrency: Readonly<Record<string, number>>,
  streamWindow: number,
): readonly Source[] => {
  const atOnce = (id: string): number => concurrency[id] ?? 1;
  const madeInShard = (MADE_A_SECOND * atOnce(bulkChunkWorker.id)) / SHARDS;
  return [
    {
      id: bulkChunkWorker.id,
      atOnce: atOnce(bulkChunkWorker.id),
      runMs: (chance) =>
        calls(chance, Array.from({ length: bulkChunkWorker.batchSize }, () => CHAINS.created).flat()),
    },
    {
      id: sendingWorker.id,
      atOnce: atOnce(sendingWorker.id),
      runMs: () => (sendingWorker.timeout - 10) * 1000,
    },
    {
      id: deliveryWorker.id,
      atOnce: atOnce(deliveryWorker.id),
      runMs: (chance) => calls(chance, times(4, 'single')) + providerMs(chance),
    },
    {
      id: reportWorker.id,
      atOnce: atOnce(reportWorker.id),
      every: (1000 * atOnce(reportWorker.id)) / REPORT_BATCHES_A_SECOND,
      runMs: (chance) => calls(chance, times(5, 'transaction')),
    },
    {
      id: bulkDeadLetterWorker.id,
      atOnce: atOnce(bulkDeadLetterWorker.id),
      every: 10_000,
      runMs: (chance) => calls(chance, times(10, 'single')),
    },
    ...STREAM_WORKERS.map(({ id, batchSize, batchWindow }) => ({
      id,
      atOnce: SHARDS,
      // A batch goes when its window ends, or when it is full.
      every:
        id === erasureWorker.id
          ? ERASED_EVERY
          : 1000 * Math.min(Math.max(batchWindow, streamWindow), batchSize / madeInShard),
      // Each member of the batch is written to: its messages are queued ten a request, side by side.
      runMs: (chance: Chance) =>
        Math.max(...Array.from({ length: Math.ceil(batchSize / 10) }, () => queueLatency(chance))),
    })),
    ...SCHEDULED_WORKERS.map(({ id, rate }) => ({
      id,
      atOnce: 1,
      every: rate * 60_000,
      runMs: (chance: Chance) => calls(chance, times(40, 'single')),
    })),
  ];
};
