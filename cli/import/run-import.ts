import { pMapIterable } from 'p-map';
import type { BulkState, ImportApi } from './api.ts';
import { askUntil } from './ask-until.ts';
import type { Batch, SentRow } from './batches.ts';
import type { ErrorsFile } from './errors-file.ts';
import { type Done, type Journal, refuseChanged, refuseShortened, rowsHash, type Totals } from './journal.ts';
import { joinedOutcome, type Outcome, outcomeOf, sumOf, unsentOutcome } from './outcome.ts';
import type { ImportParams, ImportPlan } from './plan.ts';
import type { Progress } from './progress.ts';
import { remainingBatches } from './remaining-batches.ts';
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
  /** The API says what it would do. */
  readonly isDry: boolean;
}

/** Batches whose outcome is not known yet: enough to keep workers busy between two questions. */
const WINDOW = 32;

const rowsIn = ({ created, updated, refused, unmapped, lost, earlier }: Totals): number =>
  created + updated + refused + unmapped + lost + earlier;

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
  const importOf = new Map<number, string>();
  let done: Done = journal.done;
  const before = rowsIn(journal.done);

  const deliver = async (number: number, rows: readonly SentRow[]): Promise<void> => {
    if (run.isLate && (await api.bulk(import_id, number))) return;
    const sentTo = await api.send({
      import_id,
      request_number: number,
      operation: params.operation,
      ...(params.operation === 'update' && { member_identifier_type: params.by ?? 'id' }),
      ...(run.isDry && { dry_run: true }),
      ...(params.multiValues && { multi_values_update_mode: params.multiValues }),
      members: rows.map(({ member }) => member),
    });
    // A dry run has an import of its own, and no number (contract §4.1).
    if (run.isDry) importOf.set(number, sentTo);
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
    const own = importOf.get(number);
    const state = await (own === undefined ? api.bulk(import_id, number) : api.onlyBulk(own));
    return state && hasEnded(state) ? state : undefined;
  };

  const outcomeOfPart = async ({ number, rows, refusal }: Part): Promise<Outcome> => {
    const part = { rows, bad: [], earlier: 0 };
    if (refusal !== undefined) return unsentOutcome(part, refusal);
    return outcomeOf(part, await askUntil(() => ask(number), run.pollSeconds, run.signal));
  };

  const outcomeFor = async ({ number, rows, bad, earlier }: Batch): Promise<Outcome> => {
    const outcomes = [unsentOutcome({ rows: [], bad, earlier }, '')];
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

  const remaining = remainingBatches({
    plan,
    done: journal.done.done,
    progress,
    signal: run.signal,
    onBatch: (batch) => refuseChanged(batch, journal),
    onEnd: (last) => refuseShortened(last, journal),
  });

  const sentBatches = pMapIterable(
    remaining,
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
  const { done: _last, errors_bytes: _size, ...totals } = done;
  return totals;
};
