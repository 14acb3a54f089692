import type { Batch } from './batches.ts';
import type { ImportPlan } from './plan.ts';
import type { Progress } from './progress.ts';

interface Remaining {
  readonly plan: Pick<ImportPlan, 'batches' | 'length'>;
  /** The number of the last batch that has ended; 0 = none. */
  readonly done: number;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  /** Called with every batch, also with those that have ended. */
  readonly onBatch?: (batch: Batch) => void;
  /** Called with the number of the last batch. */
  readonly onEnd?: (last: number) => void;
}

/** The batches of a file that have not ended in an earlier run. @throws AbortError */
export async function* remainingBatches({
  plan,
  done,
  progress,
  signal,
  onBatch,
  onEnd,
}: Remaining): AsyncGenerator<Batch> {
  let started = false;
  let skipped = 0;
  let last = 0;
  for await (const batch of plan.batches()) {
    signal.throwIfAborted();
    onBatch?.(batch);
    last = batch.number;
    if (batch.number > done) {
      if (!started) progress.start(plan.length, skipped);
      started = true;
      yield batch;
    } else skipped = batch.end;
  }
  onEnd?.(last);
}
