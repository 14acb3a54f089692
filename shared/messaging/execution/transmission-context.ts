import type { Club } from '#shared/domain/clubs/club.ts';
import type { TransmissionCursor } from '#shared/domain/messaging/cursors.ts';
import type { RecipientPayload } from '#shared/domain/messaging/recipient-rules.ts';
import type { Texts } from '#shared/domain/messaging/wrapping.ts';
import type { Runtime } from '#shared/runtime.ts';
import type { ExecutionContext } from './new-dispatch.ts';

/** What all batches of a partition share. */
export interface TransmissionContext {
  readonly runtime: Runtime;
  readonly club: Club;
  readonly execution: ExecutionContext;
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

/** Dispatches that one step claims, in the order of the partition. */
export interface Batch<T> {
  readonly items: readonly T[];
  /** Whether it is the last batch of the pass. */
  readonly isLast: boolean;
}
