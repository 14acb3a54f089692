import { type Db, openDb } from '#shared/data/table/db.ts';
import { ENV } from '#shared/env-names.ts';
import type { Runtime } from '#shared/runtime.ts';

/**
 * A call to DynamoDB waits for five seconds and is then sent again. DynamoDB Local works on one call at a time, on a
 * machine that may be busy, and finishes calls that were given up: repeats would only make its queue longer.
 */
const LONGEST_CALL_MILLISECONDS = 60_000;

/** The table of the local stack. */
export const engineTable = (runtime: Runtime): Db =>
  openDb(
    runtime.env(ENV.tableName),
    { requestHandler: { requestTimeout: LONGEST_CALL_MILLISECONDS, throwOnRequestTimeout: true } },
    runtime,
  );
