import type { Db } from '#shared/data/table/db.ts';
import { openDb } from '#shared/data/table/db.ts';
import { ENV, LOCAL } from '#shared/env-names.ts';
import { UsageError } from './failures.ts';

/** DynamoDB Local requires a signature but does not check it. */
export const LOCAL_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;

/** The options before any command that say where the data is. */
export interface ConnectionOptions {
  readonly local?: boolean;
  readonly table?: string;
  readonly region?: string;
  /** The master secret, for what is about keys. */
  readonly secret?: string;
}

const openLocal = (options: ConnectionOptions, env: NodeJS.ProcessEnv): Db =>
  openDb(options.table ?? LOCAL.tableName, {
    endpoint: `http://127.0.0.1:${env['DYNAMODB_PORT'] || LOCAL.dynamodbPort}`,
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
    maxAttempts: 1,
  });

/** Region and credentials come from where every AWS tool looks for them, unless `--region` is given. */
const openAws = (options: ConnectionOptions, env: NodeJS.ProcessEnv): Db => {
  const table = options.table ?? env[ENV.tableName];
  if (!table)
    throw new UsageError(
      `No table is named. Pass --table NAME or set ${ENV.tableName}, or pass --local for the stack on this machine.`,
    );
  return openDb(table, { ...(options.region && { region: options.region }) });
};

export const connect = (options: ConnectionOptions, env: NodeJS.ProcessEnv): Db =>
  (options.local ? openLocal : openAws)(options, env);
