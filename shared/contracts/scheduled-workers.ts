import type { IamGrant } from './endpoint.ts';

/** A function that a schedule starts; its handler is in `functions/workers/<name>.ts`. */
export interface ScheduledWorkerContract {
  readonly id: `workers.${string}`;
  readonly summary: string;
  /** Minutes between two runs; a run that fails is repaired by the next. */
  readonly rate: number;
  readonly timeout: number;
  readonly memory: number;
  readonly grants: readonly IamGrant[];
}

export const bulkReaper = {
  id: 'workers.reap-bulks',
  summary: 'Ends bulks that did not finish within a day',
  rate: 5,
  timeout: 60,
  memory: 256,
  grants: ['table:read', 'table:write', 'index:due'],
} as const satisfies ScheduledWorkerContract;

export const sendingSweeper = {
  id: 'workers.sweep-sendings',
  summary: 'Queues the next step of sendings that are due',
  rate: 1,
  timeout: 50,
  memory: 256,
  grants: ['index:due', 'queue:sending'],
} as const satisfies ScheduledWorkerContract;

export const webhookSweeper = {
  id: 'workers.sweep-webhooks',
  summary: 'Queues the deliveries of webhooks that are due',
  rate: 1,
  timeout: 50,
  memory: 256,
  grants: ['index:due', 'table:update', 'queue:webhook'],
} as const satisfies ScheduledWorkerContract;

export const claimChecker = {
  id: 'workers.check-claims',
  summary:
    'Checks a part of the table for claims without members and the reverse, and for clubs left moving in',
  rate: 60,
  timeout: 60,
  memory: 512,
  grants: ['table:read', 'table:scan', 'index:email', 'index:msisdn'],
} as const satisfies ScheduledWorkerContract;

/** Every worker that the clock starts, once. */
export const SCHEDULED_WORKERS: readonly ScheduledWorkerContract[] = [
  bulkReaper,
  sendingSweeper,
  webhookSweeper,
  claimChecker,
];
