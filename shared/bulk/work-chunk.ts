import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import { SealInvalidError } from '#shared/crypto/sealer.ts';
import { acquireChunk, type ChunkLease, chunkHasEnded } from '#shared/data/bulk/bulk-chunks.ts';
import { failChunk, finishChunk, startWork } from '#shared/data/bulk/bulk-ledger.ts';
import { type Db, withTime } from '#shared/data/table/db.ts';
import { PERSONAL_DATA_TTL_SECONDS } from '#shared/data/table/retention.ts';
import { countOutcomes, rowErrors } from '#shared/domain/bulk/bulk-job.ts';
import { rowName } from '#shared/domain/bulk/bulk-request.ts';
import { readRestoredRow } from '#shared/domain/bulk/restored-row.ts';
import { rulesOf } from '#shared/domain/members/member-draft.ts';
import { RetryLater } from '#shared/errors.ts';
import { clubPasswords } from '#shared/members/club-passwords.ts';
import { database } from '#shared/ports/database.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { sealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { handleFailure, recordRetry } from './attempts.ts';
import { type ChunkContent, chunkContext, chunkOf, chunkOrigin, logFieldsOf } from './chunk-content.ts';
import { CHUNK_ATTEMPTS, giveUpChunk, recordFailure } from './give-up-chunk.ts';
import { logChunkDone } from './log-work.ts';
import { noPasswords } from './rows/no-passwords.ts';
import { predictedRows } from './rows/predicted-rows.ts';
import { processRows } from './rows/process-rows.ts';
import { ChunkEnded, identifiersFor, type Row, type RowContext } from './rows/row.ts';
import { storedRows } from './rows/row-table.ts';
import { workerCache } from './worker-cache.ts';

/** A function stops early enough to finish what it began. */
const STOP_BEFORE_MILLISECONDS = 10_000;

interface Delivery {
  /** How often the message was delivered, this time included; only for the log. */
  readonly deliveries: number;
  remainingMilliseconds(): number;
}

/** A delivery at work: the chunk is its own until its lease is over. */
interface Work extends Pick<Delivery, 'deliveries'> {
  readonly db: Db;
  readonly lease: ChunkLease;
  /** Milliseconds until it must stop. */
  readonly remaining: () => number;
}

/** Who was slower than this asks again before it writes whether the chunk has ended meanwhile. */
const RECHECK_MILLISECONDS = 5000;

const isTooOld = (message: BulkChunkMessage, now: Date): boolean =>
  now.getTime() - Date.parse(message.accepted_at) > PERSONAL_DATA_TTL_SECONDS * 1000;

const open = async (runtime: Runtime, message: BulkChunkMessage): Promise<ChunkContent | undefined> => {
  try {
    return (await runtime.use(sealer).unseal(message.sealed, chunkContext(chunkOf(message)))) as ChunkContent;
  } catch (error) {
    if (error instanceof SealInvalidError) return undefined;
    throw error;
  }
};

const contextOf = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  content: ChunkContent,
  { db, lease, remaining }: Work,
): Promise<RowContext> => {
  const { options } = content;
  const schema = await runtime.use(workerCache).schema(message.club, message.schema_version);
  const isDry = options.dry_run === true;
  const table = storedRows(db, message.club);
  let asked = runtime.now().getTime();
  return {
    table: isDry ? predictedRows(table) : table,
    club: message.club,
    rules: rulesOf(message.club, message.schema_version, schema, {
      passwordMinLength: options.password_min_length,
      country: options.country,
      scope: options.scope,
      weakHashes: options.moving_in,
    }),
    options,
    changed: chunkOrigin(message, content),
    now: () => runtime.now().toISOString(),
    passwords: isDry
      ? noPasswords(clubPasswords(runtime, message.club))
      : clubPasswords(runtime, message.club),
    resubscribes: message.face !== 'import',
    checkTime: () => {
      if (remaining() < 0) throw new RetryLater('Time is up');
    },
    checkOpen: async () => {
      const now = runtime.now();
      if (now.toISOString() >= lease.until) throw new RetryLater('The lease is over');
      if (now.getTime() - asked < RECHECK_MILLISECONDS) return;
      if (await chunkHasEnded(db, chunkOf(message))) throw new ChunkEnded();
      asked = now.getTime();
    },
  };
};

const rowsOf = (message: BulkChunkMessage, content: ChunkContent, context: RowContext): Row[] =>
  content.members.map((payload, index) => {
    const restored = content.options.restore && readRestoredRow(payload, new Date(message.accepted_at));
    return {
      position: message.start + index,
      id: restored?.state.id ?? message.first_id + index,
      name: `row/${message.first_id + index}`,
      payload,
      ...(restored && { restored }),
      ...identifiersFor(payload, context),
    };
  });

/** The names of the members in the errors, for the face that reports errors by name. */
const namesOf = (message: BulkChunkMessage, rows: readonly Row[], { rules }: RowContext) =>
  message.face === 'import'
    ? (position: number) => {
        const row = rows[position - message.start];
        return row ? rowName(row.payload, rules.schema.identifiers, position) : `members[${position}]`;
      }
    : undefined;

/** The chunk's rows, or why it can only fail: it is too old to be read, or cannot be decrypted. */
const contentOrEnd = async (
  runtime: Runtime,
  message: BulkChunkMessage,
): Promise<ChunkContent | 'expired' | 'unreadable'> =>
  isTooOld(message, runtime.now()) ? 'expired' : ((await open(runtime, message)) ?? 'unreadable');

const workRows = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  content: ChunkContent,
  delivery: Work,
): Promise<void> => {
  const begun = runtime.now();
  const context = await contextOf(runtime, message, content, delivery);
  const rows = rowsOf(message, content, context);
  const outcomes = await processRows(context, rows, delivery.lease.first);
  await context.checkOpen();
  const result = {
    requestNumber: message.request_number,
    acceptedAt: message.accepted_at,
    counts: countOutcomes(outcomes),
    errors: rowErrors(outcomes, namesOf(message, rows, context)),
  };
  await finishChunk(delivery.db, chunkOf(message), result, context.now());
  logChunkDone(runtime, message, delivery.deliveries, result, begun);
};

const work = async (runtime: Runtime, message: BulkChunkMessage, delivery: Work): Promise<void> => {
  const { db, lease } = delivery;
  const ref = chunkOf(message);
  const known = runtime.use(workerCache);
  // Only a chunk without an earlier lease cannot have ended; the queue's count of deliveries does not prove that.
  if (!lease.first && (await chunkHasEnded(db, ref))) return;
  if (lease.failures >= CHUNK_ATTEMPTS) return giveUpChunk(runtime, message, lease.failures);
  if (!known.hasBegun(ref)) {
    // A request of the first release may have no ledger yet.
    if (message.v === 1) await startWork(db, ref, runtime.now().toISOString());
    known.noteBegun(ref);
  }
  await recordRetry(runtime, message, lease);
  const content = await contentOrEnd(runtime, message);
  if (content !== 'expired' && content !== 'unreadable') return workRows(runtime, message, content, delivery);
  if (await failChunk(db, ref, runtime.now())) recordFailure(runtime, message, content);
};

/**
 * Works one chunk to its end and counts it, exactly once however often it is delivered (architecture §5). Of several
 * deliveries one has it at a time; each asks whether it has ended.
 * @throws RetryLater to have it delivered again
 */
export const workChunk = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  { deliveries, remainingMilliseconds }: Delivery,
): Promise<void> => {
  const remaining = () => remainingMilliseconds() - STOP_BEFORE_MILLISECONDS;
  if (remaining() < 0) throw new RetryLater('Time is up');
  const db = withTime(runtime.use(database), remaining);
  const ref = chunkOf(message);
  const lease = await acquireChunk(db, ref, runtime.now(), !runtime.use(workerCache).hasBegun(ref));
  if (lease === 'ended') return;
  if (lease === 'held') throw new RetryLater('Another delivery is at it');
  try {
    await work(runtime, message, { db, lease, deliveries, remaining });
  } catch (error) {
    if (error instanceof ChunkEnded) return;
    // What made the chunk fail may also keep us from saying so: its lease then ends by itself, and counts as a failure.
    await handleFailure(runtime, message, lease, error).catch((silenced: unknown) =>
      logFailure(runtime, 'warn', 'chunk not handed back', logFieldsOf(message), silenced),
    );
    throw error;
  }
};
