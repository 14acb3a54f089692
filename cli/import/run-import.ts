import { pMapIterable } from 'p-map';
import type { BulkState, ImportApi } from './api.ts';
import { askUntil } from './ask-until.ts';
import type { Batch, SentRow } from './batches.ts';
import type { ErrorsFile } from './errors-file.ts';
import { type Done, type Journal, refuseChanged, refuseShortened, rowsHash, type Totals } from './journal.ts';
import { joinedOutcome, type Outcome, outcomeOf, sumOf, unsentOutcome } from './outcome.ts';
import type { ImportParams, ImportPlan } from './plan.ts';
import type { Progress } from './progress.ts';
import { type Part, sendParts } from './send-parts.ts';

interface ImportRun {
  readonly params: ImportParams;
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

const rowsIn = ({ created, updated, refused, unmapped, lost }: Totals): number =>
  created + updated + refused + unmapped + lost;

const hasEnded = ({ status }: BulkState): boolean => status === 'finished' || status === 'failed';

/**
 * Sends what was not acknowledged yet, several batches at a time, and collects the outcomes that the journal lacks, in
 * order. After a failure it sends nothing more, collects what comes before, and throws the failure.
 * @returns the totals of all runs
 */
export const runImport = async (run: ImportRun): Promise<Totals> => {
  const { params, plan, api, journal, errors, progress } = run;
  const { import_id } = journal.head;
  const sentParts = new Map<number, readonly Part[]>();
  let done: Done = journal.done;
  const before = rowsIn(journal.done);

  const deliver = async (number: number, rows: readonly SentRow[]): Promise<void> => {
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
    const { number, rows } = batch;
    if (rows.length === 0 || journal.sent.has(number)) return;
    const parts = await sendParts(batch, deliver);
    sentParts.set(number, parts);
    progress.sent(rows.length);
    // A batch in parts is sent again after an interruption: the API deduplicates its requests, and only its replies
    // name them.
    if (parts.length === 1 && parts[0]?.refusal === undefined)
      await journal.noteSent(number, rowsHash(batch));
  };

  const ask = async (number: number): Promise<BulkState | undefined> => {
    const state = await api.bulk(import_id, number);
    return state && hasEnded(state) ? state : undefined;
  };

  const outcomeOfPart = async ({ number, rows, refusal }: Part): Promise<Outcome> => {
    const part = { rows, bad: [] };
    if (refusal !== undefined) return unsentOutcome(part, refusal);
    return outcomeOf(part, await askUntil(() => ask(number), run.pollSeconds, run.signal));
  };

  const outcomeFor = async ({ number, rows, bad }: Batch): Promise<Outcome> => {
    const outcomes = [unsentOutcome({ rows: [], bad }, '')];
    const whole = rows.length === 0 ? [] : [{ number, rows }];
    for (const part of sentParts.get(number) ?? whole) outcomes.push(await outcomeOfPart(part));
    sentParts.delete(number);
    return joinedOutcome(outcomes);
  };

  const collect = async (batch: Batch): Promise<void> => {
    const { totals, errors: rows } = await outcomeFor(batch);
    const errors_bytes = await errors.write(rows);
    done = { ...sumOf(done, totals), done: batch.number, errors_bytes };
    await journal.noteDone(done);
    progress.update(batch.end, rowsIn(done) - before);
  };

  async function* remaining(): AsyncGenerator<Batch> {
    let started = false;
    let skipped = 0;
    let last = 0;
    for await (const batch of plan.batches()) {
      run.signal.throwIfAborted();
      refuseChanged(batch, journal);
      last = batch.number;
      if (batch.number > journal.done.done) {
        if (!started) progress.start(plan.length, skipped);
        started = true;
        yield batch;
      } else skipped = batch.end;
    }
    refuseShortened(last, journal);
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
