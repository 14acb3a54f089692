import type { PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { UndeliverableReason } from '#shared/vocabulary.ts';

/** A dispatch that is to be: its id comes when it is stored. */
export type DraftDispatch = Omit<Dispatch, 'id'>;

/** Dispatches that belong together: of one member, or to one non-member. All are stored, or none. */
export interface RecipientDispatches {
  readonly dispatches: readonly DraftDispatch[];
  /** Why there are none. */
  readonly exclusion?: UndeliverableReason;
  readonly isMember: boolean;
  /** Position of the cursor once these are stored. */
  readonly position: PreparationPosition;
}

/** One who is written to by the dispatches, or is not, for a reason. */
export type DraftRecipient = Pick<RecipientDispatches, 'dispatches' | 'exclusion'>;

/** The next dispatches of a partition. */
export interface DraftBatch {
  readonly groups: readonly RecipientDispatches[];
  /** Position of the cursor once all are stored; nothing at the end of the source. */
  readonly position: PreparationPosition | undefined;
}

/** Most dispatches of a transaction: it has 100 items, one of which is the cursor. */
export const BATCH_DISPATCHES = 96;

/** @param wanted dispatches; a few more may come */
export type PreparationSource = (position: PreparationPosition, wanted: number) => Promise<DraftBatch>;
