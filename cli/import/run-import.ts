import { pMapIterable } from 'p-map';
import { type BulkState, type ImportApi, RequestRefused } from './api.ts';
import { askUntil } from './ask-until.ts';
import type { Batch } from './batches.ts';
import type { ErrorsFile } from './errors-file.ts';
import type { Done, Journal, Totals } from './journal.ts';
import { type Outcome, outcomeOf, unsentOutcome } from './outcome.ts';
import type { ImportParams, ImportPlan } from './plan.ts';
import type { Progress } from './progress.ts';

interface ImportRun {
  readonly wish: ImportParams;
  readonly plan: ImportPlan;
  readonly api: ImportApi;
  readonly journal: Journal;
  readonly errors: ErrorsFile;
  readonly progress: Progress;
  readonly signal: AbortSignal;
  readonly concurrency: number;
  /** Seconds between two questions about one bulk; the API asks for 5 or more (contract §4.4). */
  readonly pollSeconds: number;
  /** The import is older than the API's memory of requests: what was accepted must be asked for, not sent again. */
  readonly isLate: boolean;
}

/** Batches whose outcome is not known yet: enough to keep workers busy between two questions. */
const WINDOW = 32;

const plus = (a: Totals, b: Totals): Totals => ({
  created: a.created + b.created,
  updated: a.updated + b.updated,
  refused: a.refused + b.refused,
  unmapped: a.unmapped + b.unmapped,
  lost: a.lost + b.lost,
});

const rowsIn = ({ created, updated, refused, unmapped, lost }: Totals): number =>
  created + updated + refused + unmapped + lost;

const hasEnded = ({ status }: BulkState): boolean => status === 'finished' || status === 'failed';

/**
 * Sends what was not acknowledged yet, several batches at a time, and collects the outcomes that the journal lacks, in
 * order. After a failure it sends nothing more, collects what comes before, and throws the failure.
 * @returns the totals of all runs
 */
export const runImport = async (run: ImportRun): Promise<Totals> => {
  const { wish: params, plan, api, journal, errors, progress } = run;
  const { import_id } = journal.head;
  const refusals = new Map<number, string>();
  let done: Done = journal.done;
  const before = rowsIn(journal.done);

  const deliver = async ({ number, rows }: Batch): Promise<void> => {
    if (run.isLate && (await api.bulk(import_id, number))) return;
    await api.send({
      import_id,
      request_number: number,
      operation: params.operation,
      ...(params.operation === 'update' && { member_identifier_type: params.by ?? 'id' }),
      ...(params.multiValues && { multi_values_update_mode: params.multiValues }),
      members: rows.map(({ member }) => member),
    });
  };

  const send = async (batch: Batch): Promise<void> => {
    if (batch.rows.length === 0 || journal.sent.has(batch.number)) return;
    try {
      await deliver(batch);
      await journal.noteSent(batch.number);
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      refusals.set(batch.number, error.message);
    }
  };

  const ask = async (number: number): Promise<BulkState | undefined> => {
    const state = await api.bulk(import_id, number);
    return state && hasEnded(state) ? state : undefined;
  };

  const outcomeFor = async (batch: Batch): Promise<Outcome> => {
    const refusal = refusals.get(batch.number);
    refusals.delete(batch.number);
    if (refusal !== undefined || batch.rows.length === 0) return unsentOutcome(batch, refusal ?? '');
    return outcomeOf(batch, await askUntil(() => ask(batch.number), run.pollSeconds, run.signal));
  };

  const collect = async (batch: Batch): Promise<void> => {
    const { totals, errors: rows } = await outcomeFor(batch);
    const errors_bytes = await errors.write(rows);
    done = { ...plus(done, totals), done: batch.number, errors_bytes };
    await journal.noteDone(done);
    progress.update(batch.end, rowsIn(done) - before);
  };

  async function* remaining(): AsyncGenerator<Batch> {
    let started = false;
    let skipped = 0;
    for await (const batch of plan.batches()) {
      run.signal.throwIfAborted();
      if (batch.number > journal.done.done) {
        if (!started) progress.start(plan.file.bytes, skipped);
        started = true;
        yield batch;
      } else skipped = batch.end;
    }
  }

  const sentBatches = pMapIterable(
    remaining(),
    async (batch) => {
      await send(batch);
      return batch;
    },
    { concurrency: run.concurrency, backpressure: WINDOW },
  );
  try {
    for await (const batch of sentBatches) await collect(batch);
  } finally {
    progress.stop();
  }
  const { created, updated, refused, unmapped, lost } = done;
  return { created, updated, refused, unmapped, lost };
};
