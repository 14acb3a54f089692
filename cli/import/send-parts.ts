import { RequestRefused } from './api.ts';
import type { Batch, SentRow } from './batches.ts';

/** Rows of a batch that became a request of their own, or that the API refused. */
export interface Part {
  readonly number: number;
  readonly rows: readonly SentRow[];
  readonly refusal?: string;
}

/**
 * Number of the request with a part of a batch: the batch itself is 1 of a binary tree, the halves of n are 2n and 2n + 1.
 * No file has 2^32 batches.
 */
const requestNumber = (batch: number, node: number): number => (node === 1 ? batch : batch + node * 2 ** 32);

/**
 * Sends a batch; one that the API refuses for a row is halved until that row is alone, so that it costs the others
 * nothing. The same batch always makes the same requests.
 */
export const sendParts = async (
  { number: batch, rows: all }: Batch,
  send: (number: number, rows: readonly SentRow[]) => Promise<void>,
): Promise<readonly Part[]> => {
  const attempt = async (rows: readonly SentRow[], node: number): Promise<readonly Part[]> => {
    const number = requestNumber(batch, node);
    try {
      await send(number, rows);
      return [{ number, rows }];
    } catch (error) {
      if (!(error instanceof RequestRefused)) throw error;
      if (!error.byRow || rows.length === 1) return [{ number, rows, refusal: error.message }];
      const middle = Math.ceil(rows.length / 2);
      return [
        ...(await attempt(rows.slice(0, middle), 2 * node)),
        ...(await attempt(rows.slice(middle), 2 * node + 1)),
      ];
    }
  };
  return attempt(all, 1);
};
