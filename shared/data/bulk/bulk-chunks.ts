import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { insert, runStatements, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { CHUNK_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { anyOf, itemType, type Stored } from '../table/stored-items.ts';
import { type ChunkRef, chunkKey, ledgerKey } from './bulk-keys.ts';
import { BULK_LEDGER, IMPORT_BULK, REQUEST_LEDGER } from './ledger-items.ts';

/**
 * How long a chunk belongs to one delivery. Longer than its worker may run: the worker of an expired lease is dead. It
 * is never renewed.
 */
export const CHUNK_LEASE_SECONDS = 120;

/** A chunk that is this delivery's alone. */
export interface ChunkLease {
  readonly token: string;
  /** ISO 8601; from then on this delivery must write nothing. */
  readonly until: string;
  /** No delivery has had the chunk before, so nothing of it can be done. */
  readonly first: boolean;
  /** Earlier deliveries that failed or whose worker died; those that only had to wait do not count. */
  readonly failures: number;
}

const itemKey = ({ ledger, request, chunk }: ChunkRef) => chunkKey(ledger, request, chunk);

interface Lease {
  readonly lease: string;
  readonly leased_at: string;
  readonly leased_until: string;
  readonly ttl: number;
}

/** `ended_at`: the first stage ended a chunk in its own item; now its ledger does. */
const CHUNK = itemType(
  'bulk-chunk',
  (
    token: string,
    now: Date,
  ): Lease & { readonly tries?: ReadonlySet<string>; readonly ended_at?: string } => ({
    lease: token,
    leased_at: now.toISOString(),
    leased_until: new Date(now.getTime() + CHUNK_LEASE_SECONDS * 1000).toISOString(),
    ttl: ttlFrom(now.toISOString(), CHUNK_TTL_SECONDS),
  }),
);

const CHUNK_AND_LEDGER = anyOf(CHUNK, BULK_LEDGER, IMPORT_BULK);

const hasEndedIn = ({ chunk }: ChunkRef, items: readonly Stored<typeof CHUNK_AND_LEDGER>[]): boolean =>
  items.some((item) => (item.kind === 'bulk-chunk' ? item.ended_at !== undefined : item.ended?.has(chunk)));

/** Whether the chunk has ended, strongly consistent. */
export const chunkHasEnded = async (db: Db, ref: ChunkRef): Promise<boolean> => {
  const ledger = await REQUEST_LEDGER.find(db, ledgerKey(ref));
  return ledger !== undefined && hasEndedIn(ref, [ledger]);
};

/**
 * Takes a chunk that no delivery has had, and in the same call notes in its ledger, if there is one, when work began.
 * @returns whether the chunk was taken
 */
const acquireFirst = async (db: Db, ref: ChunkRef, lease: Lease, begins: boolean): Promise<boolean> => {
  const item = { ...itemKey(ref), ...lease, tries: new Set([lease.lease]) };
  const start = update(db, { ...ledgerKey(ref) }, { started_at: lease.leased_at }, { started_at: undefined });
  const [taken] = await runStatements(db, [insert(db, item), ...(begins ? [start] : [])]);
  return taken === 'done';
};

const CLAUSES = {
  /** The first stage has not ended it. */
  open: 'attribute_not_exists(ended_at)',
  /** No delivery has it, or its worker is dead, or this very update was made and its answer lost. */
  free: '(attribute_not_exists(lease) OR leased_until < :now OR lease = :lease)',
} as const;

/** @returns the item as it was before */
const reacquire = async (
  db: Db,
  ref: ChunkRef,
  lease: Lease,
  now: Date,
  condition: string,
): Promise<Stored<typeof CHUNK> | undefined> => {
  const names = Object.keys(lease);
  const { Attributes } = await send(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: itemKey(ref),
      UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`)} ADD tries :tries`,
      ConditionExpression: condition,
      ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: {
        ...Object.fromEntries(Object.entries(lease).map(([name, value]) => [`:${name}`, value])),
        ...(condition.includes(':now') && { ':now': now.toISOString() }),
        ':tries': new Set([lease.lease]),
      },
      ReturnValues: 'ALL_OLD',
    }),
  );
  return CHUNK.match(Attributes);
};

/**
 * Makes a chunk one delivery's alone: one conditional write, which every delivery does first; where others have had it,
 * a second one, which returns their tries.
 * @param begins also notes when work on the request began, in a ledger that exists and has no such time yet
 * @returns `held` while another delivery has it; `ended` when there is nothing left to do
 */
export const acquireChunk = async (
  db: Db,
  ref: ChunkRef,
  now: Date,
  begins = false,
): Promise<ChunkLease | 'held' | 'ended'> => {
  const lease = CHUNK.item(db.uuid(), now);
  const { lease: token, leased_until: until } = lease;
  const first = await acquireFirst(db, ref, lease, begins);
  if (first) return { token, until, first, failures: 0 };
  try {
    const before = await reacquire(db, ref, lease, now, `${CLAUSES.open} AND ${CLAUSES.free}`);
    const others = [...(before?.tries ?? [])].filter((one) => one !== token);
    return { token, until, first, failures: others.length };
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return hasEndedIn(ref, await CHUNK_AND_LEDGER.findAll(db, [itemKey(ref), ledgerKey(ref)]))
      ? 'ended'
      : 'held';
  }
};

/**
 * Takes a chunk in order to end it, even from a delivery: from then on no delivery takes it for untouched.
 * @returns a name for this ending; nothing when the first stage has ended it
 */
export const takeOverChunk = async (db: Db, ref: ChunkRef, now: Date): Promise<string | undefined> => {
  const token = db.uuid();
  try {
    await reacquire(db, ref, CHUNK.item(token, now), now, CLAUSES.open);
    return token;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return undefined;
  }
};

/** Releases a chunk before its lease expires, so that the next delivery need not wait. @param counts as a failure */
export const releaseChunk = async (
  db: Db,
  ref: ChunkRef,
  { token }: ChunkLease,
  counts: boolean,
): Promise<void> => {
  try {
    await send(
      db,
      new UpdateCommand({
        TableName: db.table,
        Key: itemKey(ref),
        UpdateExpression: `REMOVE lease, leased_until${counts ? '' : ' DELETE tries :tries'}`,
        ConditionExpression: 'lease = :token',
        ExpressionAttributeValues: {
          ':token': token,
          ...(!counts && { ':tries': new Set([token]) }),
        },
      }),
    );
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
  }
};
