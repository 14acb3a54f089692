import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  QUEUE_NAMES,
  QUEUES,
  type QueueName,
  SCHEDULED_WORKERS,
  STREAM_WORKERS,
  WORKERS,
  type WorkerContract,
} from '../../shared/contracts/queues.ts';
import { LoyaltyFunction, type Target, type Targets } from '../constructs/function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { queueWorker } from '../constructs/queue-worker.ts';
import { ScheduledWorker } from '../constructs/scheduled-worker.ts';
import { StreamFeed } from '../constructs/stream-feed.ts';
import type { Deployment } from '../deployment.ts';
import { queueTargets, tableTargets } from '../targets.ts';

export interface WorkersStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly table: Target;
  readonly streamArn: string;
  readonly secret: Target;
}

/** A worker that writes links must know the API's address, and the API knows the queues: it comes after both. */
export const knowsTheApi = ({ grants }: WorkerContract): boolean => grants.includes('links');

export type Queues = Readonly<Record<QueueName, QueueWithDeadLetters>>;

/** The queues and the functions that they, the table's stream and the clock feed. */
export class WorkersStack extends Stack {
  readonly queues: Queues;

  constructor(scope: Construct, id: string, props: WorkersStackProps) {
    super(scope, id, props);
    const { deployment, table, secret, streamArn } = props;
    this.queues = Object.fromEntries(
      QUEUE_NAMES.map((name) => {
        const workers = WORKERS.filter(({ queue }) => queue === name);
        return [name, new QueueWithDeadLetters(this, QUEUES[name], workers)];
      }),
    ) as unknown as Queues;

    const targets: Targets = { ...tableTargets(table), ...queueTargets(this.queues), secret };
    for (const contract of WORKERS.filter((worker) => !knowsTheApi(worker))) {
      queueWorker(this, { contract, deployment, targets, queue: this.queues[contract.queue] });
    }
    for (const contract of STREAM_WORKERS) {
      const source = new StreamFeed(this, contract, streamArn);
      const statements = source.statements();
      const { memory } = contract;
      const worker = new LoyaltyFunction(this, { contract, memory, deployment, targets, statements });
      source.feed(worker.function);
    }
    for (const contract of SCHEDULED_WORKERS) new ScheduledWorker(this, { contract, deployment, targets });
  }
}
