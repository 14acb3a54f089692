import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import { SealBroken } from '../crypto/sealer.ts';
import {
  type ChunkRef,
  chunkIsDone,
  failChunk,
  finishChunk,
  PERSONAL_DATA_TTL_SECONDS,
} from '../data/bulk-jobs.ts';
import { countOutcomes, rowErrors } from '../domain/bulk-job.ts';
import { rulesOf } from '../domain/member-draft.ts';
import { RetryLater } from '../errors.ts';
import { database } from '../ports/database.ts';
import { passwords, sealer } from '../ports/secrets.ts';
import type { Runtime } from '../runtime.ts';
import { type ChunkContent, chunkContext } from './chunk-content.ts';
import { memory } from './memory.ts';
import { processRows } from './rows/process-rows.ts';
import { ChunkEnded, type Row, type RowContext, wantedInOrder } from './rows/row.ts';

/** A function stops early enough to finish what it began. */
export const STOP_BEFORE_MILLISECONDS = 10_000;

export interface Delivery {
  /** The message was delivered before, so its rows may have been worked on. */
  readonly redelivered: boolean;
  remainingMilliseconds(): number;
}

const refOf = (message: BulkChunkMessage): ChunkRef => ({
  club: message.club,
  client: message.client,
  job: message.job,
  request: message.request,
  chunk: message.chunk,
});

const isTooOld = (message: BulkChunkMessage, now: Date): boolean =>
  now.getTime() - Date.parse(message.accepted_at) > PERSONAL_DATA_TTL_SECONDS * 1000;

const open = async (runtime: Runtime, message: BulkChunkMessage): Promise<ChunkContent | undefined> => {
  try {
    return (await runtime.use(sealer).unseal(message.sealed, chunkContext(message))) as ChunkContent;
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
      if (await chunkIsDone(runtime.use(database), refOf(message))) throw new ChunkEnded();
    },
  };
};

const rowsOf = (message: BulkChunkMessage, content: ChunkContent, context: RowContext): Row[] =>
  content.members.map((payload, index) => ({
    position: message.start + index,
    id: message.first_id + index,
    name: `${message.request}/${message.start + index}`,
    payload,
    wanted: wantedInOrder(payload, context.rules.schema.identifiers),
  }));

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
  const context = await contextOf(runtime, message, content, delivery);
  const outcomes = await processRows(context, rowsOf(message, content, context), delivery.redelivered);
  const result = {
    requestNumber: message.request_number,
    counts: countOutcomes(outcomes),
    errors: rowErrors(outcomes),
  };
  await finishChunk(context.db, refOf(message), result, context.now());
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
  const db = runtime.use(database);
  const ref = refOf(message);
  if (delivery.redelivered && (await chunkIsDone(db, ref))) return;
  await runtime.use(memory).started(ref);
  const content = await contentOrEnd(runtime, message);
  if (typeof content === 'string') {
    await failChunk(db, ref, content, runtime.now().toISOString());
    return;
  }
  try {
    await workRows(runtime, message, content, delivery);
  } catch (error) {
    if (!(error instanceof ChunkEnded)) throw error;
  }
};
