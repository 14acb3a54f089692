import { createHash } from 'node:crypto';
import type { BulkChunkMessage } from '../contracts/queue-messages.ts';
import {
  type BulkRequest,
  findRequest,
  nextRequestNumber,
  noteSent,
  recordRequest,
} from '../data/bulk-requests.ts';
import { takeIds } from '../data/counters.ts';
import type { JobRef } from '../data/keys.ts';
import { type BulkMember, type Chunk, cutChunks } from '../domain/bulk-request.ts';
import { busy } from '../errors.ts';
import { bulkQueue } from '../ports/bulk-queue.ts';
import { database } from '../ports/database.ts';
import { sealer } from '../ports/secrets.ts';
import type { Runtime } from '../runtime.ts';
import { type BulkOptions, chunkContext } from './chunk-content.ts';

export interface BulkToAccept {
  readonly club: string;
  readonly client: number;
  /** The caller's job id; absent = a new job. */
  readonly job: string | undefined;
  readonly requestNumber: number | undefined;
  readonly schemaVersion: number;
  readonly options: BulkOptions;
  readonly members: readonly BulkMember[];
}

const hashOf = (bulk: BulkToAccept): string =>
  createHash('sha256')
    .update(JSON.stringify([bulk.options, bulk.members]))
    .digest('hex')
    .slice(0, 32);

/** A numbered request is itself for as long as it is known; an unnumbered one only until it was sent. */
const nameOf = (bulk: BulkToAccept): string => `${bulk.requestNumber ?? 'auto'}-${hashOf(bulk)}`;

/** Names a request's chunks. Its block of ids is its own, also when the same request is taken again days later. */
const chunkOwner = (request: BulkRequest): string => `${request.name}-${request.firstId}`;

const message = async (
  runtime: Runtime,
  ref: JobRef,
  request: BulkRequest,
  options: BulkOptions,
  { chunk, start, rows }: Chunk<BulkMember>,
): Promise<BulkChunkMessage> => {
  const place = { ...ref, request: chunkOwner(request), chunk };
  return {
    v: 1,
    type: 'bulk.chunk',
    ...place,
    request_number: request.number,
    start,
    first_id: request.firstId + start,
    schema_version: request.schemaVersion,
    accepted_at: request.acceptedAt,
    sealed: await runtime.use(sealer).seal({ options, members: rows }, chunkContext(place)),
  };
};

/** Sends the chunks that are missing; what cannot be sent is noted, and the same request sends it later. */
const send = async (
  runtime: Runtime,
  ref: JobRef,
  request: BulkRequest,
  options: BulkOptions,
  chunks: readonly Chunk<BulkMember>[],
): Promise<void> => {
  const missing = request.unsent ? chunks.filter(({ chunk }) => request.unsent?.includes(chunk)) : chunks;
  const messages = await Promise.all(missing.map((chunk) => message(runtime, ref, request, options, chunk)));
  const unsent = await runtime
    .use(bulkQueue)
    .send(messages.map((body) => ({ id: String(body.chunk), body: JSON.stringify(body) })));
  await noteSent(runtime.use(database), ref, request, unsent.map(Number));
  if (unsent.length > 0) throw busy(new Error(`${unsent.length} chunks could not be sent`));
};

const record = async (
  runtime: Runtime,
  ref: JobRef,
  bulk: BulkToAccept,
  chunks: number,
  seen: BulkRequest | undefined,
): Promise<BulkRequest> => {
  const db = runtime.use(database);
  const now = runtime.now().toISOString();
  const automatic = bulk.requestNumber === undefined && bulk.job !== undefined;
  const request: BulkRequest = {
    name: nameOf(bulk),
    attempt: (seen?.attempt ?? 0) + 1,
    number: automatic ? await nextRequestNumber(db, ref, now) : (bulk.requestNumber ?? 1),
    members: bulk.members.length,
    chunks,
    firstId: await takeIds(db, bulk.club, 'members', bulk.members.length),
    schemaVersion: bulk.schemaVersion,
    acceptedAt: now,
    state: 'sending',
  };
  if (await recordRequest(db, ref, request, { seen, arrivals: automatic ? 0 : 1 })) return request;
  const same = await findRequest(db, ref, request.name, now);
  if (!same) throw busy(new Error('The request was recorded and is gone'));
  return same;
};

/**
 * Accepts a checked bulk: records it, seals its chunks and sends them. The same request again (same job,
 * number and body) schedules nothing twice and sends only what is missing (contract §3.1.1).
 * @returns the job id
 * @throws LoyaltyError busy when not every chunk could be sent; member_too_large
 */
export const acceptBulk = async (runtime: Runtime, bulk: BulkToAccept): Promise<string> => {
  const ref: JobRef = { club: bulk.club, client: bulk.client, job: bulk.job ?? runtime.uuid() };
  const chunks = cutChunks(bulk.members);
  const known =
    bulk.job === undefined
      ? undefined
      : await findRequest(runtime.use(database), ref, nameOf(bulk), runtime.now().toISOString());
  if (known?.state === 'sent' && bulk.requestNumber !== undefined) return ref.job;
  const request = known?.state === 'sending' ? known : await record(runtime, ref, bulk, chunks.length, known);
  if (request.state === 'sending') await send(runtime, ref, request, bulk.options, chunks);
  return ref.job;
};
