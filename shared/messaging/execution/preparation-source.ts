import type { PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { UndeliverableReason } from '#shared/vocabulary.ts';

/** A dispatch without its id, which it gets when it is stored. */
export type NewDispatch = Omit<Dispatch, 'id'>;

/** The dispatches to one member or non-member. All are stored, or none. */
export interface RecipientDispatches {
  readonly dispatches: readonly NewDispatch[];
  /** Why there are none. */
  readonly exclusion?: UndeliverableReason;
  readonly isMember: boolean;
  /** Position of the cursor once these are stored. */
  readonly position: PreparationPosition;
}

/** The dispatches to a recipient, or the reason for none. */
export type DispatchesOrExclusion = Pick<RecipientDispatches, 'dispatches' | 'exclusion'>;

/** The next dispatches of a partition. */
export interface PreparationBatch {
  readonly groups: readonly RecipientDispatches[];
  /** Position of the cursor once all are stored; nothing at the end of the partition. */
  readonly position: PreparationPosition | undefined;
}

/** Dispatches of a batch: a call reads as many members. */
export const BATCH_DISPATCHES = 100;

/**
 * Reads the next dispatches of a partition: from a shard of the audience, or from the recipients of the sending.
 * @param wanted number of dispatches; the batch may have a few more
 */
export type PreparationSource = (position: PreparationPosition, wanted: number) => Promise<PreparationBatch>;
