import {
  type BulkDeadline,
  findDeadline,
  findOpenChunks,
  readPassedDeadlines,
  removeDeadline,
} from '#shared/data/bulk/bulk-deadlines.ts';
import { failChunk } from '#shared/data/bulk/bulk-ledger.ts';
import type { Key } from '#shared/data/table/keys.ts';
import { database } from '#shared/ports/database.ts';
import { logFailure } from '#shared/ports/failures.ts';
import { metrics } from '#shared/ports/metrics.ts';
import type { Runtime } from '#shared/runtime.ts';

/** A run stops early enough to finish the request that it is at. */
const STOP_BEFORE_MILLISECONDS = 10_000;

const logReaped = (runtime: Runtime, { ledger }: BulkDeadline, chunks: number): void => {
  runtime.use(metrics).count('BulksReaped');
  runtime.log.error('bulk was not finished within a day', {
    face: ledger.source,
    club: ledger.club,
    job: ledger.source === 'bulk' ? ledger.job : ledger.import,
    chunks,
  });
};

/** Ends the chunks that have not ended, each as if its last delivery had failed; one that ends meanwhile stays. */
const endRequest = async (runtime: Runtime, key: Key): Promise<void> => {
  const db = runtime.use(database);
  const deadline = await findDeadline(db, key);
  if (!deadline) return;
  const { ledger, request } = deadline;
  let lost = 0;
  try {
    for (const chunk of await findOpenChunks(db, deadline)) {
      const ended = await failChunk(db, { ledger, request, chunk }, runtime.now());
      lost += ended ? 1 : 0;
    }
  } finally {
    // Those that have ended are not found again, whatever becomes of the others.
    if (lost > 0) logReaped(runtime, deadline, lost);
  }
  await removeDeadline(db, deadline);
};

/**
 * Ends what was accepted a day ago and never finished: its chunks were lost or never sent, and no worker takes any
 * that old (contract §4.5, faults F12 and F13). One request that fails must not keep those behind it waiting.
 * @throws the last failure, when all other requests are done; those before it are reported
 */
export const reapBulks = async (
  runtime: Runtime,
  { remainingMilliseconds }: { remainingMilliseconds(): number },
): Promise<void> => {
  const now = runtime.now().toISOString();
  const failures: { readonly key: Key; readonly error: unknown }[] = [];
  for await (const key of readPassedDeadlines(runtime.use(database), now)) {
    if (remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
    await endRequest(runtime, key).catch((error: unknown) => failures.push({ key, error }));
  }
  const last = failures.pop();
  for (const { key, error } of failures) logFailure(runtime, 'error', 'bulk not reaped', { ...key }, error);
  if (last) throw last.error;
};
