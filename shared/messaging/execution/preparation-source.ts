import type { PreparationPosition } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';

/** A dispatch that is to be: its id comes when it is stored. */
export type DraftDispatch = Omit<Dispatch, 'id'>;

/** Dispatches that belong together: of one member, or to one stranger. All of them are stored, or none. */
export interface RecipientDispatches {
  readonly dispatches: readonly DraftDispatch[];
  readonly isMember: boolean;
  /** Where its slice stands once it is stored. */
  readonly position: PreparationPosition;
}

/** The next part of a slice. */
export interface DraftBatch {
  readonly groups: readonly RecipientDispatches[];
  /** Where the slice stands once all of them are stored; nothing when that is its end. */
  readonly position: PreparationPosition | undefined;
}

/** Most dispatches of a step: a transaction has 100 items, and the cursor is one of them. */
export const BATCH_DISPATCHES = 96;

/** @param wanted dispatches; a few more may come */
export type PreparationSource = (position: PreparationPosition, wanted: number) => Promise<DraftBatch>;
