import { bulkChunkWorker } from '#shared/contracts/queues.ts';
import { PASSWORD_MS, type Shape, slowOf } from './latencies.ts';

/** Calls of a chunk that wait for each other; those side by side count as one, at the pace of a slow one. */
export const CHAINS = {
  /** Take it, look its identifiers up, claim them, make the members, end it. */
  created: ['batch', 'batch', 'batch', 'batch', 'single'],
  /** Take it, look its identifiers up, read the members, end it. */
  unchanged: ['batch', 'batch', 'batch', 'single'],
} as const satisfies Record<string, readonly Shape[]>;

interface Job {
  readonly chunks: number;
  readonly chain: readonly Shape[];
  /** What the busiest partition of the table or of an index needs for the units that it served. */
  readonly capacityMs: number;
  /** From the record of the first request until its last message was sent. */
  readonly filledMs: number;
  /** Passwords to hash in each chunk. */
  readonly passwords?: number;
}

/**
 * The least that a job takes, in milliseconds: the longest of what its units need, what its chunks need where ten
 * functions work all the time, and what the last message needs after it was sent.
 */
export const boundOf = ({ chunks, chain, capacityMs, filledMs, passwords = 0 }: Job): number => {
  const { batchSize, maxConcurrency } = bulkChunkWorker;
  const chunkMs = chain.reduce((sum, shape) => sum + slowOf(shape), passwords * PASSWORD_MS);
  const atOnce = Math.ceil(chunks / maxConcurrency);
  return Math.max(capacityMs, atOnce * chunkMs, filledMs + Math.min(batchSize, atOnce) * chunkMs);
};
