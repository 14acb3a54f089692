import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { deadlineOf } from '#shared/domain/bulk/import-bulk.ts';
import type { Db } from '../table/db.ts';
import { readDue } from '../table/due-items.ts';
import type { Key } from '../table/keys.ts';
import { CHUNK_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import type { TransactWrite } from '../table/transact.ts';
import { DEADLINE_SHARD, deadlineKey, type LedgerRef, ledgerKey } from './bulk-keys.ts';
import { type BulkRequest, chunkOwner } from './bulk-request-item.ts';
import { REQUEST_LEDGER } from './ledger-items.ts';

/** What an accepted request owes: so many ended chunks by its deadline. It outlives the request's own record. */
export interface BulkDeadline {
  readonly ledger: LedgerRef;
  /** Names the chunks. */
  readonly request: string;
  readonly chunks: number;
  /** When it passes, ISO 8601. */
  readonly due_at: string;
}

/** Stored items call the source of a ledger its `face`, as those of the first release do. */
const storedLedger = ({ source: face, ...ref }: LedgerRef) => ({ ...ref, face });

const ledgerFrom = ({ face: source, ...ref }: ReturnType<typeof storedLedger>): LedgerRef =>
  ({ ...ref, source }) as LedgerRef;

const DEADLINE = itemType('bulk-deadline', (ledger: LedgerRef, request: BulkRequest) => ({
  ...deadlineKey(ledger, chunkOwner(request)),
  due_shard: DEADLINE_SHARD,
  due_at: deadlineOf(request.acceptedAt),
  ledger: storedLedger(ledger),
  request: chunkOwner(request),
  chunks: request.chunks,
  ttl: ttlFrom(request.acceptedAt, CHUNK_TTL_SECONDS),
}));

/** Sets the deadline of a request, in the transaction that accepts it; the index `due` finds it when it has passed. */
export const deadlineWrite = (db: Db, ledger: LedgerRef, request: BulkRequest): TransactWrite => ({
  write: { Put: { TableName: db.table, Item: DEADLINE.item(ledger, request) } },
});

/** Later than every ISO 8601 time of four digits. */
const END_OF_TIME = '9999';

const fromItem = ({ ledger, request, chunks, due_at }: Stored<typeof DEADLINE>): BulkDeadline => ({
  ledger: ledgerFrom(ledger),
  request,
  chunks,
  due_at,
});

/** Keys of the deadlines that have passed, the oldest first. */
export const readPassedDeadlines = (db: Db, now: string): AsyncGenerator<Key> =>
  readDue(db, DEADLINE_SHARD, now);

/** Every request of the last day, of all clubs, the newest first; the reaper deletes deadlines only when they have passed. */
export const readDeadlines = async (db: Db): Promise<readonly BulkDeadline[]> => {
  const keys: Key[] = [];
  for await (const key of readDue(db, DEADLINE_SHARD, END_OF_TIME)) keys.push(key);
  const deadlines = (await DEADLINE.findAll(db, keys)).map(fromItem);
  return deadlines.sort((one, other) => other.due_at.localeCompare(one.due_at));
};

/** @returns nothing when it has been met meanwhile */
export const findDeadline = async (db: Db, key: Key): Promise<BulkDeadline | undefined> => {
  const item = await DEADLINE.find(db, key);
  return item && fromItem(item);
};

/** Numbers of the request's chunks that have not ended by its ledger. */
export const findOpenChunks = async (
  db: Db,
  { ledger, request, chunks }: BulkDeadline,
): Promise<readonly number[]> => {
  const found = await REQUEST_LEDGER.find(db, ledgerKey({ ledger, request }));
  return Array.from({ length: chunks }, (_, chunk) => chunk).filter((chunk) => !found?.ended?.has(chunk));
};

/** Every chunk has ended: the reaper need not check again. */
export const removeDeadline = async (db: Db, { ledger, request }: BulkDeadline): Promise<void> => {
  const key: Key = deadlineKey(ledger, request);
  await send(db, new DeleteCommand({ TableName: db.table, Key: key }));
};
