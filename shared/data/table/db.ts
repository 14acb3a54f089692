import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { type Platform, processPlatform } from '#shared/platform.ts';
import { type RetryOptions, within } from '#shared/retry.ts';

/** The table and a client for it; every data function takes it first. */
export interface Db {
  readonly doc: DynamoDBDocumentClient;
  readonly table: string;
  /** How long a call that begins now is repeated while its failures pass. */
  retryOptions(): RetryOptions;
  /** Names one write, so that its repetition is known as such. */
  uuid(): string;
}

/** A caller waits for the answer: a call that fails for this long is a 503. */
const CALLER_RETRY_MS = 2500;
const FIRST_PAUSE_MS = 25;
/** Longer ones leave capacity unused at the end of a job, shorter ones ask in vain (docs/reliability.md, AWS's limits). */
const LONGEST_PAUSE_MS = 500;

/** The table behind any document client. */
export const dbOf = (doc: DynamoDBDocumentClient, table: string, platform: Platform): Db => ({
  doc,
  table,
  retryOptions: () => ({
    remaining: within(CALLER_RETRY_MS, () => platform.now().getTime()),
    baseMs: FIRST_PAUSE_MS,
    capMs: LONGEST_PAUSE_MS,
    sleep: (milliseconds) => platform.sleep(milliseconds),
    random: () => platform.random(),
  }),
  uuid: () => platform.uuid(),
});

/** The client itself repeats nothing: `send` does, with pauses that the caller's time bounds. */
export const openDb = (
  table: string,
  config: DynamoDBClientConfig = {},
  platform: Platform = processPlatform,
): Db => {
  const client = new DynamoDBClient({ maxAttempts: 1, ...config });
  const doc = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  return dbOf(doc, table, platform);
};

/** The same table for a worker, which need not answer soon: it repeats calls as long as its function has time. */
export const withTime = (db: Db, remainingMilliseconds: () => number): Db => ({
  ...db,
  retryOptions: () => ({ ...db.retryOptions(), remaining: remainingMilliseconds }),
});
