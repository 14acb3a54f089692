import type { Db } from '#shared/data/table/db.ts';
import { type TransactWrite, transact } from '#shared/data/table/transact.ts';

/** The writes of one dispatch; the first has a check with the name of the recipient. */
export interface OutcomeWrites {
  readonly recipient: string;
  readonly writes: readonly TransactWrite[];
}

/**
 * Records the outcomes and that the cursor has nothing in flight, in one transaction. A dispatch that a report has
 * changed meanwhile stays as it is.
 * @returns false when the cursor no longer has that attempt in flight, or is closed
 */
export const commitOutcomes = async (
  db: Db,
  cursorWrite: TransactWrite,
  outcomes: readonly OutcomeWrites[],
): Promise<boolean> => {
  let remaining = outcomes;
  for (;;) {
    const failedChecks = await transact(db, [cursorWrite, ...remaining.flatMap(({ writes }) => writes)]);
    if (failedChecks.length === 0) return true;
    if (failedChecks.includes('stale')) return false;
    remaining = remaining.filter(({ recipient }) => !failedChecks.includes(recipient));
  }
};
