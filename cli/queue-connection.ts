import { SQSClient } from '@aws-sdk/client-sqs';
import { LOCAL } from '#shared/env-names.ts';
import { type ConnectionOptions, LOCAL_CREDENTIALS } from './connection.ts';
import { CommandFailed, UsageError } from './failures.ts';
import { localEngine } from './local-engines.ts';

export interface QueuePlace {
  readonly sqs: SQSClient;
  /** What the names of the deployment's queues start with. */
  readonly prefix: string;
}

/** The queues of a stage, or of the stack on this machine. @param stage as in `cdk deploy -c stage=…` */
export const connectQueues = async (
  options: ConnectionOptions,
  env: NodeJS.ProcessEnv,
  stage: string | undefined,
): Promise<QueuePlace> => {
  if (options.local) {
    const endpoint = await localEngine(env, 'queues');
    const config = { endpoint, region: LOCAL.region, credentials: LOCAL_CREDENTIALS, maxAttempts: 1 };
    return { sqs: new SQSClient(config), prefix: '' };
  }
  if (!stage)
    throw new UsageError('No stage is named. Pass --stage NAME, or --local for the stack on this machine.');
  const { region } = options;
  return { sqs: new SQSClient({ ...(region && { region }) }), prefix: `loyalty-${stage}-` };
};

/** Errors of SQS that would otherwise be reported as the table's, by name or code. */
const FAILURES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  AccessDenied: 'these AWS credentials may not use them',
  AccessDeniedException: 'these AWS credentials may not use them',
  QueueDoesNotExist: 'one has gone meanwhile',
  InternalError: 'SQS failed; try again',
  InternalFailure: 'SQS failed; try again',
  ServiceUnavailable: 'SQS is too busy; try again',
};

/** @throws CommandFailed for an error of the queues that has a row */
export const overQueues = async <T>(call: () => Promise<T>): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    const { code, name } = (error ?? {}) as { code?: string; name?: string };
    const failure = FAILURES[code ?? ''] ?? FAILURES[name ?? ''];
    throw failure === undefined
      ? error
      : new CommandFailed(`The queues cannot be used: ${failure}.`, { cause: error });
  }
};
