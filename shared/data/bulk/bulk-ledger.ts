import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { LedgerCounts, OutcomeCounts } from '#shared/domain/bulk/bulk-job.ts';
import type { RequestProgress } from '#shared/domain/bulk/progress.ts';
import type { Db } from '../table/db.ts';
import type { Item } from '../table/read.ts';
import { send, writeConditionally } from '../table/send.ts';
import { takeOverChunk } from './bulk-chunks.ts';
import { type FoundErrors, storeErrors } from './bulk-errors.ts';
import { type ChunkRef, ledgerKey, type RequestRef } from './bulk-keys.ts';
import { BULK_LEDGER, type Ledger } from './ledger-items.ts';

export const countsOf = (ledger: Ledger): LedgerCounts => ({
  chunks: ledger.chunks ?? 0,
  done: (ledger.done ?? 0) + (ledger.ended?.size ?? 0),
  failed: (ledger.failed ?? 0) + (ledger.given_up?.size ?? 0),
  started: ledger.started_at !== undefined,
  created: ledger.created ?? 0,
  updated: ledger.updated ?? 0,
  skipped: ledger.skipped ?? 0,
  invalid: ledger.invalid ?? 0,
});

export const progressOf = (ledger: Ledger): RequestProgress => ({
  ...countsOf(ledger),
  created_at: ledger.created_at ?? null,
  started_at: ledger.started_at ?? null,
  last_ended_at: ledger.last_ended_at ?? null,
  rows: ledger.members ?? null,
  request_id: ledger.request_id ?? null,
  dry_run: ledger.dry_run === true,
});

/** Attributes and their values, by the clause of the update. */
interface LedgerChange {
  /** Set whatever is there. */
  readonly latest?: Item;
  /** Set where nothing is there. */
  readonly set?: Item;
  /** Numbers to add up, and members of sets. */
  readonly add?: Item;
  /** Members to take out of sets. */
  readonly drop?: Item;
}

const names = (part: Item): string[] => Object.keys(part);

/** A job's ledger may be of a request that the first stage accepted, which had none: it begins with its first end. */
const beginning = ({ ledger, request }: RequestRef, now: string): Item =>
  ledger.source === 'bulk' ? BULK_LEDGER.item(request, now) : {};

const changeOf = (
  db: Db,
  ref: RequestRef,
  now: string,
  { latest = {}, set = {}, add = {}, drop = {} }: LedgerChange,
) => {
  const once = { ...beginning(ref, now), ...set };
  const settings = [
    ...names(latest).map((name) => `#${name} = :${name}`),
    ...names(once).map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
  ];
  const clauses = [
    settings.length > 0 && `SET ${settings}`,
    names(add).length > 0 && `ADD ${names(add).map((name) => `#${name} :${name}`)}`,
    names(drop).length > 0 && `DELETE ${names(drop).map((name) => `#${name} :${name}`)}`,
  ];
  const all = { ...latest, ...once, ...add, ...drop };
  return {
    TableName: db.table,
    Key: ledgerKey(ref),
    UpdateExpression: clauses.filter(Boolean).join(' '),
    ExpressionAttributeNames: Object.fromEntries(names(all).map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(all).map(([name, value]) => [`:${name}`, value]),
    ),
  };
};

/** Notes that work has begun; later calls change nothing. */
export const startWork = async (db: Db, ref: RequestRef, now: string): Promise<void> => {
  await send(db, new UpdateCommand(changeOf(db, ref, now, { set: { started_at: now } })));
};

/**
 * Changes a ledger while the chunk has not ended. Plain updates of one item wait for each other at its leader;
 * transactions would fail each other. The repeat of one whose answer was lost is refused, unless it has a name.
 * @param ending names the call that ends the chunk: its repeat succeeds
 * @returns false when the chunk has ended before
 */
const whileOpen = async (
  db: Db,
  ref: ChunkRef,
  now: string,
  change: LedgerChange,
  ending?: string,
): Promise<boolean> => {
  const update = changeOf(db, ref, now, change);
  const open = 'NOT contains(ended, :chunk)';
  return writeConditionally(
    db,
    new UpdateCommand({
      ...update,
      ConditionExpression: ending === undefined ? open : `${open} OR contains(given_up_by, :ending)`,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':chunk': ref.chunk,
        ...(ending !== undefined && { ':ending': ending }),
      },
    }),
  );
};

/** What only bulks of imports report (contract §4.4): failed deliveries of a chunk, and whether it waits for another. */
const failureChange = ({ ledger, chunk }: ChunkRef, failures: number, waits: boolean): LedgerChange => {
  if (ledger.source !== 'import') return {};
  const waiting = { retrying: new Set([String(chunk)]) };
  return {
    add: {
      // A mark that is there already changes nothing.
      ...(failures > 0 && { failures: new Set([`${chunk}:${failures}`]) }),
      ...(waits && waiting),
    },
    drop: waits ? {} : waiting,
  };
};

const counted = (counts: Readonly<Record<string, number>>): Item =>
  Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));

export interface ChunkResult extends FoundErrors {
  readonly counts: OutcomeCounts;
}

/**
 * Ends a chunk with its outcomes and counts them: by one condition a chunk counts once, however often it is
 * delivered. Its errors are stored before, and are read only of chunks that have ended so.
 * @returns false when it had ended before
 */
export const finishChunk = async (
  db: Db,
  ref: ChunkRef,
  result: ChunkResult,
  now: string,
): Promise<boolean> => {
  const hasErrors = result.errors.length > 0;
  if (hasErrors) await storeErrors(db, ref, result);
  const { add, drop = {} } = failureChange(ref, 0, false);
  const ended = new Set([ref.chunk]);
  const ends = { ended, ...(hasErrors && { with_errors: ended }), ...counted(result.counts) };
  const set = hasErrors ? { request_number: result.requestNumber } : {};
  return whileOpen(db, ref, now, { latest: { last_ended_at: now }, set, add: { ...add, ...ends }, drop });
};

/**
 * Ends a chunk that failed for good, even while a delivery works on it. @param failures deliveries that failed
 * @returns false when it had ended before: of all callers one gets true, also when its first answer was lost
 */
export const failChunk = async (db: Db, ref: ChunkRef, now: Date, failures = 0): Promise<boolean> => {
  const ending = await takeOverChunk(db, ref, now);
  if (ending === undefined) return false;
  const { add, drop = {} } = failureChange(ref, failures, false);
  const ended = new Set([ref.chunk]);
  const ends = { ended, given_up: ended, given_up_by: new Set([ending]) };
  const latest = { last_ended_at: now.toISOString() };
  return whileOpen(db, ref, now.toISOString(), { latest, add: { ...add, ...ends }, drop }, ending);
};

/** Notes that so many deliveries of an import's chunk have failed; nothing once the chunk has ended. */
export const recordFailures = async (
  db: Db,
  ref: ChunkRef,
  failures: number,
  waits: boolean,
  now: string,
): Promise<void> => {
  if (ref.ledger.source === 'import') await whileOpen(db, ref, now, failureChange(ref, failures, waits));
};
