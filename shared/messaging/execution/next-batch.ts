import { readWaiting } from '#shared/data/messaging/partition-dispatches.ts';
import type { Outgoing } from '#shared/delivery/send-outcome.ts';
import type { Club } from '#shared/domain/clubs/club.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { checkEligibility, type Eligibility } from './check-eligibility.ts';
import type { Execution } from './draft-dispatch.ts';
import { type RenderedDispatch, type RenderTarget, renderDispatch } from './render-dispatch.ts';

/** Dispatches of a batch: each takes up to four items of a transaction, which has at most 100. */
const BATCH_SIZE = 24;

/** Dispatches that a later pass reads at once, most of which do not wait any more. */
const READ_LIMIT = 200;

/** Texts of a claim in bytes of JSON, which is more than they take compressed: a transaction has at most 4 MB. */
const MAX_BYTES = 3_000_000;

/** What all batches of a partition share. */
export interface TransmissionContext {
  readonly runtime: Runtime;
  readonly club: Club;
  readonly execution: Execution;
  readonly partition: number;
  readonly texts: Texts;
  readonly recipients: readonly RecipientPayload[];
}

/** The cursor after a batch, and why the next batch has to wait. */
export interface TransmissionProgress {
  readonly cursor: TransmissionCursor;
  readonly pause?: 'rate' | 'provider';
}

export const partitionRefOf = ({ club, execution, partition }: TransmissionContext) => ({
  club: club.slug,
  sending: execution.sending.id,
  partition,
});

export type PreparedDispatch = Pick<Eligibility, 'dispatch' | 'owner'> &
  (
    | { readonly to: RenderTarget; readonly content: Texts; readonly message: Outgoing }
    | { readonly reason: string }
  );

export interface Batch<T> {
  readonly items: readonly T[];
  /** Whether it is the last batch of the pass. */
  readonly ends: boolean;
}

/** The next waiting dispatches; none only at the end of the partition. */
export const nextBatch = async (
  context: TransmissionContext,
  { after, pass }: TransmissionCursor,
): Promise<Batch<Dispatch>> => {
  const db = context.runtime.use(database);
  const limit = pass === 1 ? BATCH_SIZE : READ_LIMIT;
  let from: string | undefined = after;
  while (from !== undefined) {
    const { dispatches, upTo }: Awaited<ReturnType<typeof readWaiting>> = await readWaiting(
      db,
      partitionRefOf(context),
      from,
      limit,
    );
    const items = dispatches.slice(0, BATCH_SIZE);
    if (items.length > 0) return { items, ends: upTo === undefined && items.length === dispatches.length };
    from = upTo;
  }
  return { items: [], ends: true };
};

const firstOf = <T>({ items, ends }: Batch<T>, count: number): Batch<T> =>
  count >= items.length ? { items, ends } : { items: items.slice(0, count), ends: false };

export const withEligibility = async (
  context: TransmissionContext,
  { items, ends }: Batch<Dispatch>,
): Promise<Batch<Eligibility>> => ({
  items: await checkEligibility(context.runtime.use(database), context.execution, items, context.recipients),
  ends,
});

export const countEligible = ({ items }: Batch<Eligibility>): number =>
  items.filter((one) => 'to' in one).length;

/** The batch up to so many eligible dispatches; those that are not eligible cost no quota. */
export const limitTo = (batch: Batch<Eligibility>, count: number): Batch<Eligibility> => {
  let remaining = count;
  const excess = batch.items.findIndex((one) => {
    remaining -= 'to' in one ? 1 : 0;
    return remaining < 0;
  });
  return excess === -1 ? batch : firstOf(batch, excess);
};

/**
 * Renders dispatches. The limit of a rendering is a time, which a pause of the machine can use up: the first failure
 * is rendered again, and only the first, because broken texts fail every time.
 */
const createRenderer = ({ runtime, club, execution, texts }: TransmissionContext) => {
  const snapshot = { channel: execution.snapshot.channel, texts };
  let mayRetry = true;
  return async (to: RenderTarget): Promise<RenderedDispatch> => {
    const made = await renderDispatch(runtime, club, snapshot, to);
    if (!('reason' in made) || !mayRetry) return made;
    mayRetry = false;
    return renderDispatch(runtime, club, snapshot, to);
  };
};

/** Renders as much of the batch as fits into one transaction. */
export const render = async (
  context: TransmissionContext,
  batch: Batch<Eligibility>,
): Promise<Batch<PreparedDispatch>> => {
  const renderOne = createRenderer(context);
  const items: PreparedDispatch[] = [];
  let bytes = 0;
  for (const one of batch.items) {
    const made = 'to' in one ? await renderOne(one.to) : undefined;
    if (made && 'content' in made) bytes += Buffer.byteLength(JSON.stringify(made.content));
    if (bytes > MAX_BYTES && items.length > 0) break;
    const { dispatch, owner } = one;
    if ('reason' in one) items.push({ dispatch, owner, reason: one.reason });
    else if (made) items.push({ dispatch, owner, to: one.to, ...made });
  }
  return { items, ends: batch.ends && items.length === batch.items.length };
};
