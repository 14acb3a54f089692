import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import { createTable } from '#shared/data/table/create-table.ts';
import { type Db, openDb } from '#shared/data/table/db.ts';
import { LOCAL } from '#shared/env-names.ts';
import { LOCAL_CREDENTIALS } from '../../cli/connection.ts';

const ENTRY = fileURLToPath(new URL('../../cli/loyalty.ts', import.meta.url));
export const INFINITY_MALL = fileURLToPath(new URL('../../local/demo/infinity-mall.json', import.meta.url));
export const OTHER_MALL = fileURLToPath(new URL('../../local/demo/other-mall.json', import.meta.url));

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Running {
  readonly env?: Readonly<Record<string, string>>;
  /** What the command reads from standard input. */
  readonly input?: string;
}

/** Runs the real command as a child process, without the AWS settings of this machine. */
export const runLoyalty = (args: readonly string[], { env = {}, input = '' }: Running = {}): Promise<Ended> =>
  new Promise((resolve) => {
    const { PATH = '' } = process.env;
    const child = execFile(
      process.execPath,
      [ENTRY, ...args],
      { env: { PATH, AWS_EC2_METADATA_DISABLED: 'true', HOME: '/nonexistent', ...env } },
      (_error, stdout, stderr) => resolve({ code: child.exitCode ?? -1, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

/** An empty table of its own on the DynamoDB of the test run. */
export const newTable = async (): Promise<Db> => {
  const db = openDb(`cli-${randomUUID()}`, {
    endpoint: inject('dynamoUrl'),
    region: LOCAL.region,
    credentials: LOCAL_CREDENTIALS,
  });
  // No worker reads its stream, and writes would be slower for each record in the streams of earlier tables.
  await createTable(db.doc, db.table, { stream: false });
  return db;
};

/** The command as an operator uses it on a table of the local stack. */
export const loyaltyOn = (db: Db) => {
  const env = { DYNAMODB_PORT: new URL(inject('dynamoUrl')).port };
  const run = (args: readonly string[], input?: string): Promise<Ended> =>
    runLoyalty(['--local', '--table', db.table, ...args], { env, ...(input !== undefined && { input }) });
  return {
    run,
    /** Runs with `--json`, insists on success and silence on standard error. */
    async json(args: readonly string[], input?: string): Promise<any> {
      const { code, stdout, stderr } = await run(['--json', ...args], input);
      if (code !== 0 || stderr !== '') throw new Error(`exit code ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
  };
};
