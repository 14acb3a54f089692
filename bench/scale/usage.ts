import { BULK_MAX_MEMBERS } from '#shared/contracts/member-bulks.ts';
import { bulkChunkWorker, deliveryWorker, outboxWorker, sendingWorker } from '#shared/contracts/queues.ts';
import { CHUNK_MAX_ROWS } from '#shared/domain/bulk/bulk-request.ts';
import { BYTES, COUNTS, type Count } from './counts.ts';
import { added, times, type Usage } from './prices.ts';

/** What operations use of the services that bill: from the asserted counts, and from the few figures here. */

/** Milliseconds of a call and of a function's own work: docs/reliability.md (AWS's limits) and docs/benchmarks.md. */
const CALL_MS = 10;
const OWN_MS = 5;
/** A password hash (docs/benchmarks.md). */
const HASH_MS = 32;
const API_MEMORY = 512;
const GIGABYTE = 1024 ** 3;
/** Bytes that DynamoDB adds to each item and each entry of an index when it bills storage. */
const OVERHEAD = 100;
/** The line of a request in the log of the function and in that of the gateway. */
const LOG_BYTES = 1200;

export type Operation = keyof typeof COUNTS;

const ofTable = ({ writeUnits, readUnits }: Count): Usage => ({ writeUnits, readUnits });

const gigabyteSeconds = (milliseconds: number, memory: number): number =>
  (milliseconds / 1000) * (memory / 1024);

/** A request of the API. @param hashes passwords that it hashes or compares */
export const request = (operation: Operation, hashes = 0): Usage => ({
  ...ofTable(COUNTS[operation]),
  requests: 1,
  invocations: 1,
  gigabyteSeconds: gigabyteSeconds(COUNTS[operation].calls * CALL_MS + OWN_MS + hashes * HASH_MS, API_MEMORY),
  logs: LOG_BYTES / GIGABYTE,
});

const listedAlone = (): Usage => ofTable(COUNTS['list a member that comes alone']);

/** Blocks of ids that a full batch of the stream touches while a bulk is worked: its chunks take ids side by side. */
const BLOCKS_OF_BATCH = 2;

const listedInBatch = (): Usage => times(listedAlone(), BLOCKS_OF_BATCH / outboxWorker.batchSize);

const recordedChange = (): Usage => ofTable(COUNTS['record a change of a member']);

/** A member that the API creates: its entry in the list and its first change. The stream's worker runs for its messages anyway. */
export const createdMember = (): Usage => added(request('create a member'), listedAlone(), recordedChange());

export const updatedMember = (): Usage => added(request('update a member'), recordedChange());

/** A member that a bulk creates, in a club that records no changes. */
export const createdUnrecorded = (): Usage => added(bulkRow('new row of a bulk'), listedInBatch());

export const createdInBulk = (): Usage => added(createdUnrecorded(), recordedChange());

/** A row of a bulk: its share of request, chunk, delivery and function. */
export const bulkRow = (operation: 'new row of a bulk' | 'unchanged row of a bulk'): Usage => {
  const { batchSize, memory } = bulkChunkWorker;
  const deliveries = 1 / (CHUNK_MAX_ROWS * batchSize);
  return {
    ...ofTable(COUNTS[operation]),
    requests: 1 / BULK_MAX_MEMBERS,
    invocations: deliveries,
    gigabyteSeconds: gigabyteSeconds(chunkMilliseconds(operation) / CHUNK_MAX_ROWS, memory),
    // A send, a receive and a delete take ten, five and five chunks.
    queueCalls: 1 / (CHUNK_MAX_ROWS * 10) + 2 * deliveries,
    logs: (LOG_BYTES * deliveries) / GIGABYTE,
  };
};

/** Calls of a chunk that wait for each other (docs/reliability.md, AWS's limits), and the work of a row. */
const WAITS = { 'new row of a bulk': 5, 'unchanged row of a bulk': 4 } as const;
const ROW_MS = 0.4;

export const chunkMilliseconds = (operation: keyof typeof WAITS): number =>
  WAITS[operation] * CALL_MS + CHUNK_MAX_ROWS * ROW_MS;

/** Dispatches of a step, which share its calls. */
const STEP = 24;

const message = (channel: 'mail' | 'SMS'): Usage => {
  const count = COUNTS[`${channel} of a sending`];
  return {
    ...ofTable(count),
    invocations: 1 / STEP,
    gigabyteSeconds: gigabyteSeconds(count.calls * CALL_MS + ROW_MS, sendingWorker.memory),
    queueCalls: 3 / STEP,
    logs: LOG_BYTES / STEP / GIGABYTE,
  };
};

/** A recipient of a sending; what the carrier of an SMS takes is not in it. */
export const recipient = (channel: 'mail' | 'SMS'): Usage => ({
  ...message(channel),
  ...(channel === 'mail' && { mails: 1 }),
});

/** An automatic message, such as a welcome. */
export const automaticMail = (): Usage => ({
  ...ofTable(COUNTS['automatic mail']),
  invocations: 2,
  gigabyteSeconds: gigabyteSeconds(COUNTS['automatic mail'].calls * CALL_MS + OWN_MS, deliveryWorker.memory),
  queueCalls: 3,
  mails: 1,
  logs: LOG_BYTES / GIGABYTE,
});

const stored = (bytes: number, items: number): Usage => {
  const gigabytes = (bytes + items * OVERHEAD) / GIGABYTE;
  return { storage: gigabytes, backup: gigabytes };
};

/** A month of a member's items: the member, two claims, two entries of indexes. */
export const storedMember = (): Usage => stored(BYTES.member + BYTES.claims + BYTES.entries, 5);

/** A month of what is kept of one message to a member. */
export const storedMessage = (): Usage => stored(BYTES.message, BYTES.messageItems);
