import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import { SealBroken } from '../crypto/sealer.ts';
import { chunkIsDone, failChunk, finishChunk } from '../data/bulk-ledger.ts';
import { PERSONAL_DATA_TTL_SECONDS } from '../data/retention.ts';
import { countOutcomes, rowErrors } from '../domain/bulk-job.ts';
import { nameOfRow } from '../domain/bulk-request.ts';
import { rulesOf } from '../domain/member-draft.ts';
import { RetryLater } from '../errors.ts';
import { database } from '../ports/database.ts';
import { tellFailure } from '../ports/failures.ts';
import { passwords, sealer } from '../ports/secrets.ts';
import type { Runtime } from '../runtime.ts';
import { tellOfFailure, tellOfRetry } from './attempts.ts';
import { type ChunkContent, chunkContext, chunkOf, placeInLog } from './chunk-content.ts';
import { tellOfEnd } from './give-up-chunk.ts';
import { memory } from './memory.ts';
import { processRows } from './rows/process-rows.ts';
import { ChunkEnded, type Row, type RowContext, wantedFor } from './rows/row.ts';
import { tellOfWork } from './tell-of-work.ts';

/** A function stops early enough to finish what it began. */
export const STOP_BEFORE_MILLISECONDS = 10_000;

export interface Delivery {
  /** The message was delivered before, so its rows may have been worked on. */
  readonly redelivered: boolean;
  /** How often it was delivered, this time included. */
  readonly deliveries: number;
  remainingMilliseconds(): number;
}

const isTooOld = (message: BulkChunkMessage, now: Date): boolean =>
  now.getTime() - Date.parse(message.accepted_at) > PERSONAL_DATA_TTL_SECONDS * 1000;

const open = async (runtime: Runtime, message: BulkChunkMessage): Promise<ChunkContent | undefined> => {
  try {
    return (await runtime.use(sealer).unseal(message.sealed, chunkContext(chunkOf(message)))) as ChunkContent;
  } catch (error) {
    if (error instanceof SealBroken) return undefined;
    throw error;
  }
};

const contextOf = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  { options }: ChunkContent,
  delivery: Delivery,
): Promise<RowContext> => {
  const schema = await runtime.use(memory).schema(message.club, message.schema_version);
  return {
    db: runtime.use(database),
    club: message.club,
    rules: rulesOf(message.club, message.schema_version, schema, options.password_min_length),
    options,
    now: () => runtime.now().toISOString(),
    passwords: runtime.use(passwords),
    checkTime: () => {
      if (delivery.remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) throw new RetryLater('Time is up');
    },
    checkOpen: async () => {
      if (await chunkIsDone(runtime.use(database), chunkOf(message))) throw new ChunkEnded();
    },
  };
};

const rowsOf = (message: BulkChunkMessage, content: ChunkContent, context: RowContext): Row[] =>
  content.members.map((payload, index) => ({
    position: message.start + index,
    id: message.first_id + index,
    name: `row/${message.first_id + index}`,
    payload,
    wanted: wantedFor(payload, context),
  }));

/** What names the members in the errors, where the face tells errors by name. */
const namesOf = (message: BulkChunkMessage, rows: readonly Row[], { rules }: RowContext) =>
  message.face === 'import'
    ? (position: number) => {
        const row = rows[position - message.start];
        return row ? nameOfRow(row.payload, rules.schema.identifiers, position) : `members[${position}]`;
      }
    : undefined;

/** The chunk's rows, or why it can only fail: nobody may read it any more, or nobody can. */
const contentOrEnd = async (
  runtime: Runtime,
  message: BulkChunkMessage,
): Promise<ChunkContent | 'expired' | 'unreadable'> =>
  isTooOld(message, runtime.now()) ? 'expired' : ((await open(runtime, message)) ?? 'unreadable');

const workRows = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  content: ChunkContent,
  delivery: Delivery,
): Promise<void> => {
  const begun = runtime.now();
  const context = await contextOf(runtime, message, content, delivery);
  const rows = rowsOf(message, content, context);
  const outcomes = await processRows(context, rows, delivery.redelivered);
  const result = {
    requestNumber: message.request_number,
    acceptedAt: message.accepted_at,
    counts: countOutcomes(outcomes),
    errors: rowErrors(outcomes, namesOf(message, rows, context)),
  };
  await finishChunk(context.db, chunkOf(message), result, context.now());
  tellOfWork(runtime, message, delivery.deliveries, result, begun);
};

const work = async (runtime: Runtime, message: BulkChunkMessage, delivery: Delivery): Promise<void> => {
  const db = runtime.use(database);
  const ref = chunkOf(message);
  if (delivery.redelivered && (await chunkIsDone(db, ref))) return;
  await runtime.use(memory).started(ref.ledger);
  await tellOfRetry(runtime, message, delivery.deliveries);
  const content = await contentOrEnd(runtime, message);
  if (typeof content === 'string') {
    const ended = await failChunk(db, ref, content, runtime.now().toISOString());
    if (ended) tellOfEnd(runtime, message, content);
    return;
  }
  await workRows(runtime, message, content, delivery);
};

/**
 * Works one chunk to its end and counts it, exactly once however often it is delivered (design §5).
 * @throws RetryLater to have it delivered again
 */
export const workChunk = async (
  runtime: Runtime,
  message: BulkChunkMessage,
  delivery: Delivery,
): Promise<void> => {
  try {
    await work(runtime, message, delivery);
  } catch (error) {
    if (error instanceof ChunkEnded) return;
    // What made the chunk fail may also keep us from saying so; the next delivery says it then.
    await tellOfFailure(runtime, message, delivery.deliveries).catch((silenced: unknown) =>
      tellFailure(runtime, 'warn', 'failed delivery not noted', placeInLog(message), silenced),
    );
    throw error;
  }
};
