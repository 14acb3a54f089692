import type { ImportBulk } from '#shared/domain/bulk/import-bulk.ts';
import { PERSONAL_DATA_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import { type GroupRef, requestKey } from './bulk-keys.ts';

/** One accepted request of a job or an import: enough to make the very same chunks again. */
export interface BulkRequest {
  /** Number and body hash; two requests of one name are the same request. */
  readonly name: string;
  /** Counts re-uses of the name by requests without a number of their own. */
  readonly attempt: number;
  /** The caller's label; a job numbers what has none, an import does not. */
  readonly number: number | null;
  /** The import's bulk that this request is. */
  readonly bulk?: number;
  /** What an import's bulk was asked to do. */
  readonly operation?: ImportBulk['operation'];
  readonly members: number;
  readonly chunks: number;
  /** Member id of row 0, so that row i always gets the same id. */
  readonly firstId: number;
  readonly schemaVersion: number;
  readonly acceptedAt: string;
  /** Names the HTTP request that was recorded in the logs. */
  readonly requestId?: string;
  readonly dryRun?: true;
  readonly state: 'sending' | 'sent';
  /** Chunks known not to have been sent; absent while `sending` = any may be missing. */
  readonly unsent?: readonly number[];
}

/**
 * Names a request's chunks. Its block of ids is its own, also when the same request is taken again days later; so is
 * the id of an import's bulk.
 */
export const chunkOwner = ({ name, firstId, bulk }: BulkRequest): string =>
  bulk === undefined ? `${name}-${firstId}` : String(bulk);

export const REQUEST = itemType('bulk-request', (ref: GroupRef, request: BulkRequest) => ({
  ...requestKey(ref, request.name),
  ...request,
  // The body's hash expires with the payload it came from.
  ttl: ttlFrom(request.acceptedAt, PERSONAL_DATA_TTL_SECONDS),
}));

export const requestFromItem = ({ pk, sk, kind, v, ttl, ...request }: Stored<typeof REQUEST>): BulkRequest =>
  request;
