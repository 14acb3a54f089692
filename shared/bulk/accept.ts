import { createHash } from 'node:crypto';
import type { BulkChunkMessage } from '#shared/contracts/queue-messages.ts';
import type { GroupRef } from '#shared/data/bulk/bulk-keys.ts';
import { type BulkRequest, chunkOwner } from '#shared/data/bulk/bulk-request-item.ts';
import {
  findRequest,
  nextRequestNumber,
  recordRequest,
  recordSendResult,
} from '#shared/data/bulk/bulk-requests.ts';
import { ledgerOf } from '#shared/data/bulk/initial-ledger.ts';
import { allocateIds, raiseMemberIds } from '#shared/data/table/counters.ts';
import { type BulkMember, type Chunk, splitIntoChunks } from '#shared/domain/bulk/bulk-request.ts';
import type { ImportBulk } from '#shared/domain/bulk/import-bulk.ts';
import type { ChangeOrigin } from '#shared/domain/members/change-origin.ts';
import { serviceUnavailable } from '#shared/errors.ts';
import { bulkQueue } from '#shared/ports/bulk-queue.ts';
import { database } from '#shared/ports/database.ts';
import { unsentError } from '#shared/ports/message-queue.ts';
import { sealer } from '#shared/ports/secrets.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type BulkOptions, chunkContext, messageFieldsOf } from './chunk-content.ts';

interface BulkToAccept {
  /** The job or the import that the request belongs to. */
  readonly group: GroupRef;
  /** The group was named just now, so that nothing can be known of it. */
  readonly isNew: boolean;
  readonly requestNumber: number | undefined;
  /** The same for every request with the caller's `Idempotency-Key`; without one absent. */
  readonly idempotencyUuid: string | undefined;
  readonly schemaVersion: number;
  /** The operation of an import's bulk. */
  readonly operation?: ImportBulk['operation'];
  /** The highest id that its rows restore; new members get ids above it. */
  readonly highestId?: number | undefined;
  readonly options: BulkOptions;
  /** No part of what names the request: each time it is sent it has an id of its own. */
  readonly origin: ChangeOrigin;
  readonly members: readonly BulkMember[];
}

const hashOf = (bulk: BulkToAccept): string =>
  createHash('sha256')
    .update(JSON.stringify([bulk.options, bulk.members]))
    .digest('hex')
    .slice(0, 32);

/** A request with a number or a key is itself for as long as it is known; another one only until it was sent. */
const nameOf = (bulk: BulkToAccept): string =>
  `${bulk.requestNumber ?? bulk.idempotencyUuid ?? 'auto'}-${hashOf(bulk)}`;

/** Readers of earlier releases leave what they would carry out otherwise to later ones. */
const versionOf = ({ dry_run, restore }: BulkOptions): BulkChunkMessage['v'] => {
  if (restore) return 4;
  return dry_run ? 3 : 2;
};

const message = async (
  runtime: Runtime,
  bulk: BulkToAccept,
  request: BulkRequest,
  { chunk, start, rows }: Chunk<BulkMember>,
): Promise<BulkChunkMessage> => {
  const place = { ledger: ledgerOf(bulk.group, request), request: chunkOwner(request), chunk };
  const source = bulk.options.restore ? 'restore' : bulk.group.source;
  const content = { options: bulk.options, changed: { ...bulk.origin, source }, members: rows };
  return {
    v: versionOf(bulk.options),
    type: 'bulk.chunk',
    ...messageFieldsOf(place.ledger),
    request: place.request,
    chunk,
    request_number: request.number,
    start,
    first_id: request.firstId + start,
    schema_version: request.schemaVersion,
    accepted_at: request.acceptedAt,
    sealed: await runtime.use(sealer).seal(content, chunkContext(place)),
  };
};

/** Sends the chunks that are missing; what cannot be sent is noted, and the same request sends it later. */
const send = async (
  runtime: Runtime,
  bulk: BulkToAccept,
  request: BulkRequest,
  chunks: readonly Chunk<BulkMember>[],
): Promise<void> => {
  const { unsent: known } = request;
  const missing = known ? chunks.filter(({ chunk }) => known.includes(chunk)) : chunks;
  const messages = await Promise.all(missing.map((chunk) => message(runtime, bulk, request, chunk)));
  const unsent = await runtime
    .use(bulkQueue)
    .send(messages.map((body) => ({ id: String(body.chunk), body: JSON.stringify(body) })));
  const left = unsent.map(({ id }) => Number(id));
  await recordSendResult(runtime.use(database), bulk.group, request, left);
  if (unsent.length > 0) throw unsentError(unsent);
};

/** A request of a known job that has no number of its own gets the job's next one. Imports number nothing. */
const isNumberedHere = ({ isNew, requestNumber }: BulkToAccept): boolean =>
  !isNew && requestNumber === undefined;

/** What the two faces add to a request: a job numbers it, an import gives it an id. */
const identity = async (runtime: Runtime, bulk: BulkToAccept, now: string) => {
  const db = runtime.use(database);
  const { group, requestNumber, operation } = bulk;
  if (group.source === 'bulk')
    return { number: isNumberedHere(bulk) ? await nextRequestNumber(db, group, now) : (requestNumber ?? 1) };
  const id = await allocateIds(db, group.club, 'bulks', 1);
  return { number: requestNumber ?? null, bulk: id, ...(operation !== undefined && { operation }) };
};

const record = async (
  runtime: Runtime,
  bulk: BulkToAccept,
  chunks: number,
  seen: BulkRequest | undefined,
): Promise<BulkRequest> => {
  const db = runtime.use(database);
  const { group, members } = bulk;
  const now = runtime.now().toISOString();
  const automatic = isNumberedHere(bulk);
  // Before any row is written, so that no other member is given an id that a row restores later.
  if (bulk.highestId !== undefined) await raiseMemberIds(db, group.club, bulk.highestId);
  const request: BulkRequest = {
    name: nameOf(bulk),
    attempt: (seen?.attempt ?? 0) + 1,
    ...(await identity(runtime, bulk, now)),
    members: members.length,
    chunks,
    firstId: await allocateIds(db, group.club, 'members', members.length),
    schemaVersion: bulk.schemaVersion,
    acceptedAt: now,
    ...(bulk.origin.request_id !== null && { requestId: bulk.origin.request_id }),
    ...(bulk.options.dry_run && { dryRun: true }),
    state: 'sending',
  };
  if (await recordRequest(db, group, request, { seen, arrivals: automatic ? 0 : 1 })) return request;
  const same = await findRequest(db, group, request.name, now);
  if (!same) throw serviceUnavailable(new Error('The request was recorded and is gone'));
  return same;
};

/**
 * Accepts a checked bulk: records it, seals its chunks and sends them. The same request again (same job or
 * import, number and body) schedules nothing twice and sends only what is missing (contract §3.1.1).
 * @throws LoyaltyError busy when not every chunk could be sent now; member_too_large
 * @throws Error of SQS when one cannot be sent until an operator has mended something
 */
export const acceptBulk = async (runtime: Runtime, bulk: BulkToAccept): Promise<void> => {
  const chunks = splitIntoChunks(bulk.members);
  const known = bulk.isNew
    ? undefined
    : await findRequest(runtime.use(database), bulk.group, nameOf(bulk), runtime.now().toISOString());
  const isNamed = bulk.requestNumber !== undefined || bulk.idempotencyUuid !== undefined;
  if (known?.state === 'sent' && isNamed) return;
  const request = known?.state === 'sending' ? known : await record(runtime, bulk, chunks.length, known);
  if (request.state === 'sending') await send(runtime, bulk, request, chunks);
};
