import type { IamGrant } from './endpoint.ts';

/** A function fed by subscribed logs of other services; its handler is in `functions/workers/<name>.ts`. */
export interface LogWorkerContract {
  readonly id: `workers.${string}`;
  readonly summary: string;
  /** Names of the log groups, with the function's own `{region}` and `{account}`. */
  readonly groups: readonly string[];
  readonly timeout: number;
  readonly memory: number;
  readonly grants: readonly IamGrant[];
}

/** @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html */
const DIRECT_PUBLISH = 'sns/{region}/{account}/DirectPublishToPhoneNumber';

export const smsStatusWorker = {
  id: 'workers.sms-status',
  summary: 'Forwards what SNS logs about SMS to the other reports',
  groups: [DIRECT_PUBLISH, `${DIRECT_PUBLISH}/Failure`],
  timeout: 30,
  memory: 256,
  grants: ['queue:reports'],
} as const satisfies LogWorkerContract;

/** Every worker on logs, once. */
export const LOG_WORKERS: readonly LogWorkerContract[] = [smsStatusWorker];
