import type { FillPosition } from '#shared/domain/messaging/cursors.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';

/** A dispatch that is to be: its id comes when it is stored. */
export type DraftDispatch = Omit<Dispatch, 'id'>;

/** Dispatches that belong together: of one member, or to one stranger. All of them are stored, or none. */
export interface Group {
  readonly dispatches: readonly DraftDispatch[];
  readonly isMember: boolean;
  /** Where its slice stands once it is stored. */
  readonly position: FillPosition;
}

/** The next part of a slice. */
export interface Taken {
  readonly groups: readonly Group[];
  /** Where the slice stands once all of them are stored; nothing when that is its end. */
  readonly position: FillPosition | undefined;
}

/** Most dispatches of a step: a transaction has 100 items, and the cursor is one of them. */
export const STEP_DISPATCHES = 96;

/** @param wanted dispatches; a few more may come */
export type FillSource = (position: FillPosition, wanted: number) => Promise<Taken>;
