import { allocateIds } from '#shared/data/table/counters.ts';
import type { TransactWrite } from '#shared/data/table/transact.ts';
import { unusedPayloadKeys } from '#shared/domain/messaging/payloads.ts';
import { ERROR_CODES } from '#shared/error-codes.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Idempotency } from '#shared/ports/idempotency-keys.ts';
import { requirePermit } from '#shared/require-permit.ts';
import { CONFLICT, recordConflict, retryOnConflict } from '#shared/retry-on-conflict.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueDueSendings } from './enqueue-due-sendings.ts';
import type { Caller, OperationContext, OperationInput } from './operation.ts';
import { OPERATIONS, type OperationName } from './operations.ts';
import { commit, openUnitOfWork, reset } from './unit-of-work.ts';

export interface RequestedOperation extends OperationInput {
  readonly name: OperationName;
}

/** What came of one operation: the body of its reply, or the error that is its reply. */
export type Outcome = { readonly body: Record<string, unknown> } | { readonly error: LoyaltyError };

/** Nothing else of ours is the fault of one operation: a busy table or a bug ends the request. */
const isAnswer = (error: unknown): error is LoyaltyError =>
  error instanceof LoyaltyError && Number(ERROR_CODES[error.code].status) < 500;

const ATTEMPTS = 5;

const perform = async (
  context: OperationContext,
  { name, ...input }: RequestedOperation,
): Promise<Outcome> => {
  try {
    const { permit, run } = OPERATIONS[name];
    requirePermit(context.permits, permit);
    return { body: await run(context, input) };
  } catch (error) {
    if (isAnswer(error)) return { error };
    throw error;
  }
};

export const hasFailed = (outcomes: readonly Outcome[]): boolean =>
  outcomes.some((outcome) => 'error' in outcome);

/** In order, each on what those before it left, until one fails. */
const performAll = async (
  context: OperationContext,
  operations: readonly RequestedOperation[],
): Promise<readonly Outcome[]> => {
  const outcomes: Outcome[] = [];
  for (const operation of operations) {
    outcomes.push(await perform(context, operation));
    if (hasFailed(outcomes)) break;
  }
  return outcomes;
};

/**
 * Rehearses the operations with ids that name no record (-1, -2 …), then, when all succeed and something is
 * created, runs them again with a block of real ids: a bulk that fails leaves no trace, not even in a counter.
 */
const performWithIds = async (
  context: Omit<OperationContext, 'nextId'>,
  operations: readonly RequestedOperation[],
  take: (count: number) => Promise<number>,
): Promise<readonly Outcome[]> => {
  let used = 0;
  const rehearsed = await performAll({ ...context, nextId: () => -++used }, operations);
  if (hasFailed(rehearsed) || used === 0) return rehearsed;
  let next = await take(used);
  reset(context.copy);
  return performAll({ ...context, nextId: () => next++ }, operations);
};

/** Sees the outcomes before anything is written; what it throws ends the request. */
type Review = (outcomes: readonly Outcome[]) => void | Promise<void>;

/** Makes the writes that belong into the transaction of the operations, from their outcomes. */
type ExtraWrites = (outcomes: readonly Outcome[]) => readonly TransactWrite[];

/**
 * Runs operations on one working copy and writes all of their effects at once, or none (architecture §9). When records
 * were changed by others meanwhile, everything starts over, a few times.
 * @returns outcomes up to the first error; nothing is written when there is one
 * @throws LoyaltyError conflict when others were faster every time
 */
export const runOperations = async (
  runtime: Runtime,
  caller: Omit<Caller, 'now'>,
  operations: readonly RequestedOperation[],
  review: Review = () => {},
  extraWrites: ExtraWrites = () => [],
): Promise<readonly Outcome[]> => {
  const db = runtime.use(database);
  const { slug } = caller.club;
  const now = runtime.now();
  const take = (count: number) => allocateIds(db, slug, 'messaging', count);
  const attempt = async (): Promise<readonly Outcome[] | typeof CONFLICT> => {
    const copy = openUnitOfWork(db, slug);
    const outcomes = await performWithIds({ ...caller, now, copy }, operations, take);
    await review(outcomes);
    if (hasFailed(outcomes)) return outcomes;
    if (!(await commit(db, slug, copy, () => extraWrites(outcomes)))) return CONFLICT;
    await enqueueDueSendings(runtime, slug, copy, now);
    return outcomes;
  };
  return retryOnConflict(runtime, attempt, { attempts: ATTEMPTS, exhausted: recordConflict });
};

/** Keys of payloads without an effect (contract §1.5). */
export const unusedInPayloads = (operations: readonly RequestedOperation[]): readonly string[] =>
  operations.flatMap(({ name, payload }) => unusedPayloadKeys(name, payload));

const successOf = ([outcome]: readonly Outcome[]) => {
  if (!outcome || 'error' in outcome) throw outcome?.error ?? new TypeError('The operation has no outcome');
  return { status: 200 as const, body: outcome.body };
};

/** One operation as its own endpoint. @throws LoyaltyError its documented answer */
export const runOperation = async (
  runtime: Runtime,
  { idempotency, ...caller }: Omit<Caller, 'now'> & { readonly idempotency?: Idempotency },
  operation: RequestedOperation,
  review?: Review,
): Promise<{
  readonly status: 200;
  readonly body: Record<string, unknown>;
  readonly ignored: readonly string[];
}> => {
  const replyTo = (outcomes: readonly Outcome[]) => ({
    ...successOf(outcomes),
    ignored: unusedInPayloads([operation]),
  });
  const keep: ExtraWrites = (outcomes) => idempotency?.writes(replyTo(outcomes)) ?? [];
  return replyTo(await runOperations(runtime, caller, [operation], review, keep));
};
