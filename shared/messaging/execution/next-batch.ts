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

/** Dispatches of a step: each takes up to four items of its transactions, which have a hundred. */
const BATCH = 24;

/** Waiting or not, dispatches that a later pass looks at in one read. */
const READ_LIMIT = 200;

/** Texts of a claim in bytes as JSON, which is more than they take gzipped: a transaction has 4 MB. */
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

/** What came of a step: the cursor after it, and why the next should not follow at once. */
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
  work: TransmissionContext,
  { after, pass }: TransmissionCursor,
): Promise<Batch<Dispatch>> => {
  const db = work.runtime.use(database);
  const limit = pass === 1 ? BATCH : READ_LIMIT;
  let from: string | undefined = after;
  while (from !== undefined) {
    const { dispatches, upTo }: Awaited<ReturnType<typeof readWaiting>> = await readWaiting(
      db,
      partitionRefOf(work),
      from,
      limit,
    );
    const items = dispatches.slice(0, BATCH);
    if (items.length > 0) return { items, ends: upTo === undefined && items.length === dispatches.length };
    from = upTo;
  }
  return { items: [], ends: true };
};

const firstOf = <T>({ items, ends }: Batch<T>, count: number): Batch<T> =>
  count >= items.length ? { items, ends } : { items: items.slice(0, count), ends: false };

export const withEligibility = async (
  work: TransmissionContext,
  { items, ends }: Batch<Dispatch>,
): Promise<Batch<Eligibility>> => ({
  items: await checkEligibility(work.runtime.use(database), work.execution, items, work.recipients),
  ends,
});

export const countEligible = ({ items }: Batch<Eligibility>): number =>
  items.filter((one) => 'to' in one).length;

/** As much of the batch as may be sent; who is not to be written to costs nothing. */
export const limitTo = (batch: Batch<Eligibility>, count: number): Batch<Eligibility> => {
  let left = count;
  const beyond = batch.items.findIndex((one) => {
    left -= 'to' in one ? 1 : 0;
    return left < 0;
  });
  return beyond === -1 ? batch : firstOf(batch, beyond);
};

/**
 * Composes dispatches. Texts may take so long by the clock, and a machine may pause for a moment: the first of
 * them that breaks is tried again, and only that one, for broken texts break every time.
 */
const createRenderer = ({ runtime, club, execution, texts }: TransmissionContext) => {
  const snapshot = { channel: execution.snapshot.channel, texts };
  let mayRepeat = true;
  return async (to: RenderTarget): Promise<RenderedDispatch> => {
    const made = await renderDispatch(runtime, club, snapshot, to);
    if (!('reason' in made) || !mayRepeat) return made;
    mayRepeat = false;
    return renderDispatch(runtime, club, snapshot, to);
  };
};

/** Renders the batch, as much of it as a transaction takes. */
export const render = async (
  work: TransmissionContext,
  batch: Batch<Eligibility>,
): Promise<Batch<PreparedDispatch>> => {
  const renderOne = createRenderer(work);
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
