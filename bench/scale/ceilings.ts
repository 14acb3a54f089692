import { bulkChunkWorker, sendingWorker } from '#shared/contracts/queues.ts';
import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import { COUNTS } from './counts.ts';
import { chunkMilliseconds } from './usage.ts';

/** How much of something goes through a second before a limit refuses more. */

interface Ceiling {
  readonly of: string;
  readonly limit: string;
  readonly perSecond: number;
  readonly next: string;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
const FRESH_WRITES = 4000;
/** Of a partition, and so of one key. */
const PARTITION_WRITES = 1000;
/** Partitions of the identifier indexes of a club. */
const SHARDS = 16;
/** Of the HTTP API, a setting of the stack. */
const REQUESTS = 2000;
/** Of an account that AWS has raised once; a new one may have 10. */
const ACCOUNT_CONCURRENCY = 1000;
const REQUEST_MS = 45;
const INDEXES = 2;

/** Write units on the table itself: an entry of each index is one unit there. */
const newRowUnits = COUNTS['new row of a bulk'].writeUnits - INDEXES;

export const newMembersPerSecond = FRESH_WRITES / newRowUnits;
const chunkedPerSecond = (operation: 'new row of a bulk' | 'unchanged row of a bulk'): number =>
  (bulkChunkWorker.maxConcurrency * CHUNK_MAX_ROWS * 1000) / chunkMilliseconds(operation);

export const mailsPerSecond = FRESH_WRITES / COUNTS['mail of a sending'].writeUnits;
const textsPerSecond = FRESH_WRITES / COUNTS['SMS of a sending'].writeUnits;

/** Seconds that a transmission may take before it fails. */
export const TRANSMISSION_SECONDS = 20 * 60;

const warm = 'a warm table (`WarmThroughput`), or a table that has seen the load before';

export const CEILINGS: readonly Ceiling[] = [
  {
    of: 'new members of bulks',
    limit: `${FRESH_WRITES} write units a second of a new table`,
    perSecond: newMembersPerSecond,
    next: warm,
  },
  {
    of: 'new members of bulks, warm table',
    limit: `${bulkChunkWorker.maxConcurrency} functions at a time`,
    perSecond: chunkedPerSecond('new row of a bulk'),
    next: '`maxConcurrency` of the worker of chunks',
  },
  {
    of: 'new members of one club',
    limit: `${SHARDS} partitions of an index with ${PARTITION_WRITES} write units each`,
    perSecond: SHARDS * PARTITION_WRITES,
    next: 'more shards, which needs the index written anew',
  },
  {
    of: 'members of a full import, unchanged',
    limit: `${bulkChunkWorker.maxConcurrency} functions at a time`,
    perSecond: chunkedPerSecond('unchanged row of a bulk'),
    next: '`maxConcurrency`; then reads of a new table (12,000 units a second)',
  },
  {
    of: 'members created one by one in a club',
    limit: 'the one item that counts ids of the club',
    perSecond: PARTITION_WRITES,
    next: 'bulks, which take a block of ids a request',
  },
  {
    of: 'log-ins',
    limit: `${FRESH_WRITES} write units a second of a new table`,
    perSecond: FRESH_WRITES / COUNTS['log in'].writeUnits,
    next: warm,
  },
  {
    of: 'requests',
    limit: 'throttle of the HTTP API',
    perSecond: REQUESTS,
    next: 'the setting; 10,000 in an account at first',
  },
  {
    of: 'requests of 45 ms',
    limit: `${ACCOUNT_CONCURRENCY} functions at a time in an account`,
    perSecond: (ACCOUNT_CONCURRENCY * 1000) / REQUEST_MS,
    next: 'a quota that AWS raises',
  },
  {
    of: 'mails of sendings',
    limit: `${FRESH_WRITES} write units a second of a new table`,
    perSecond: mailsPerSecond,
    next: `${warm}; then ${sendingWorker.maxConcurrency} functions at a time; SES gives each account a rate of its own`,
  },
  {
    of: 'SMS of sendings',
    limit: `${FRESH_WRITES} write units a second of a new table`,
    perSecond: textsPerSecond,
    next: 'as mails; SNS gives each account a rate of its own',
  },
];
