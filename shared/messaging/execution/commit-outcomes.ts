import type { Db } from '#shared/data/table/db.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';

/** What is to be written about one dispatch; its first step may be refused under the recipient's name. */
export interface RecordedOutcome {
  readonly recipient: string;
  readonly steps: readonly TransactWrite[];
}

/**
 * Clears what a cursor has in flight and records the outcomes, all or nothing. What a report has written
 * meanwhile stays as it is.
 * @returns false when the cursor does not hold that attempt any more, or is closed
 */
export const commitOutcomes = async (
  db: Db,
  cursorWrite: TransactWrite,
  outcomes: readonly RecordedOutcome[],
): Promise<boolean> => {
  let left = outcomes;
  for (;;) {
    const refusals = await transact(db, [cursorWrite, ...left.flatMap(({ steps }) => steps)]);
    if (refusals.length === 0) return true;
    if (refusals.includes('stale')) return false;
    left = left.filter(({ recipient }) => !refusals.includes(recipient));
  }
};
