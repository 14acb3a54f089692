import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { insert, runStatements, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { type Item, readItem, readItems } from '../table/read.ts';
import { JOB_TTL_SECONDS, ttlFrom } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { isConditionFailure } from '../table/store-errors.ts';
import { type ChunkRef, chunkKey, ledgerKey } from './bulk-keys.ts';

/**
 * How long a chunk belongs to one delivery. Longer than its worker may run: who finds a lease that is over knows that
 * the worker is dead. It is never renewed.
 */
export const CHUNK_LEASE_SECONDS = 120;

/** A chunk that is this delivery's alone. */
export interface ChunkLease {
  readonly token: string;
  /** ISO 8601; from then on nothing may be written any more. */
  readonly until: string;
  /** Nobody has had the chunk before, so nothing can have been done of it. */
  readonly first: boolean;
  /** Its ledger says that work has begun. */
  readonly begun: boolean;
  /** Earlier deliveries that failed or whose worker died; those that only had to wait do not count. */
  readonly failures: number;
}

const itemKey = ({ ledger, request, chunk }: ChunkRef) => chunkKey(ledger, request, chunk);

const triesOf = (item: Item | undefined): ReadonlySet<string> =>
  item?.['tries'] instanceof Set ? item['tries'] : new Set();

/** The first stage ended a chunk in its own item; now its ledger knows. */
const hasEndedIn = ({ chunk }: ChunkRef, items: readonly Item[]): boolean =>
  items.some(({ ended, ended_at }) => ended_at !== undefined || (ended instanceof Set && ended.has(chunk)));

/** Whether the chunk has ended, strongly consistent. */
export const chunkHasEnded = async (db: Db, ref: ChunkRef): Promise<boolean> => {
  const ledger = await readItem(db, ledgerKey(ref));
  return ledger !== undefined && hasEndedIn(ref, [ledger]);
};

const newLease = (token: string, now: Date) => ({
  lease: token,
  leased_at: now.toISOString(),
  leased_until: new Date(now.getTime() + CHUNK_LEASE_SECONDS * 1000).toISOString(),
  kind: 'bulk-chunk',
  v: 2,
  ttl: ttlFrom(now.toISOString(), JOB_TTL_SECONDS),
});

type NewLease = ReturnType<typeof newLease>;

/**
 * Takes a chunk that nobody has had, and in the same call notes in its ledger that work has begun.
 * @returns whether each was done
 */
const acquireFirst = async (db: Db, ref: ChunkRef, lease: NewLease, begins: boolean) => {
  const item = { ...itemKey(ref), ...lease, tries: new Set([lease.lease]) };
  const start = update(db, { ...ledgerKey(ref) }, { started_at: lease.leased_at }, {});
  const [taken, begun] = await runStatements(db, [insert(db, item), ...(begins ? [start] : [])]);
  return { taken: taken === 'done', begun: begun === 'done' };
};

const CLAUSES = {
  /** The first stage has not ended it. */
  open: 'attribute_not_exists(ended_at)',
  /** Nobody is at it, or who was is dead, or this very update was made and its answer lost. */
  free: '(attribute_not_exists(lease) OR leased_until < :now OR lease = :lease)',
} as const;

/** @returns the item as it was before */
const reacquire = async (
  db: Db,
  ref: ChunkRef,
  lease: NewLease,
  now: Date,
  condition: string,
): Promise<Item | undefined> => {
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
  return Attributes;
};

/**
 * Makes a chunk one delivery's alone: one conditional write, done first by every delivery; where others have had it, a
 * second one, which sees what became of them.
 * @param begins also notes that work on the request has begun; best effort, `startWork` does it surely
 * @returns `held` while another delivery has it; `ended` when there is nothing left to do
 */
export const acquireChunk = async (
  db: Db,
  ref: ChunkRef,
  now: Date,
  begins = false,
): Promise<ChunkLease | 'held' | 'ended'> => {
  const lease = newLease(db.uuid(), now);
  const { lease: token, leased_until: until } = lease;
  const first = await acquireFirst(db, ref, lease, begins);
  if (first.taken) return { token, until, begun: first.begun, first: true, failures: 0 };
  try {
    const before = await reacquire(db, ref, lease, now, `${CLAUSES.open} AND ${CLAUSES.free}`);
    const others = [...triesOf(before)].filter((one) => one !== token);
    return { token, until, begun: first.begun, first: false, failures: others.length };
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return hasEndedIn(ref, await readItems(db, [itemKey(ref), ledgerKey(ref)])) ? 'ended' : 'held';
  }
};

/**
 * Makes a chunk somebody's who will end it, whoever has it: from then on no delivery takes it for untouched.
 * @returns a name for who does so; nothing when the first stage has ended it
 */
export const takeOverChunk = async (db: Db, ref: ChunkRef, now: Date): Promise<string | undefined> => {
  const token = db.uuid();
  try {
    await reacquire(db, ref, newLease(token, now), now, CLAUSES.open);
    return token;
  } catch (error) {
    if (!isConditionFailure(error)) throw error;
    return undefined;
  }
};

/** Gives a chunk back before its lease is over, so that the next delivery need not wait. @param counts as a failure */
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
