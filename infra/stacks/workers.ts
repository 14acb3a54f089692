import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { QUEUES, STREAM_WORKERS, WORKERS, type WorkerContract } from '../../shared/contracts/queues.ts';
import { LoyaltyFunction, type Target, type Targets } from '../constructs/function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { StreamFeed } from '../constructs/stream-feed.ts';

export interface WorkersStackProps extends StackProps {
  readonly codeDirectory: string;
  readonly table: Target;
  readonly streamArn: string;
  readonly secret: Target;
}

/** A worker that writes links must know the API's address, and the API knows the queues: it comes after both. */
export const knowsTheApi = ({ grants }: WorkerContract): boolean => grants.includes('links');

/** How functions know a queue. */
export const targetOf = ({ queue }: QueueWithDeadLetters): Target => ({
  arns: [queue.queueArn],
  value: queue.queueUrl,
});

/** The queues and the functions that they and the table's stream feed. */
export class WorkersStack extends Stack {
  readonly queues: Readonly<Record<keyof typeof QUEUES, QueueWithDeadLetters>>;
  readonly bulkQueue: Target;
  readonly deliveryQueue: Target;

  constructor(scope: Construct, id: string, props: WorkersStackProps) {
    super(scope, id, props);
    const { codeDirectory, table, secret, streamArn } = props;
    const workersOf = (queue: string) => WORKERS.filter((worker) => worker.queue === queue);
    this.queues = {
      bulk: new QueueWithDeadLetters(this, QUEUES.bulk, workersOf('bulk')),
      delivery: new QueueWithDeadLetters(this, QUEUES.delivery, workersOf('delivery')),
    };
    this.bulkQueue = targetOf(this.queues.bulk);
    this.deliveryQueue = targetOf(this.queues.delivery);

    const { bulkQueue, deliveryQueue } = this;
    const targets: Targets = { table, secret, bulkQueue, deliveryQueue };
    for (const contract of WORKERS.filter((worker) => !knowsTheApi(worker))) {
      const queue = this.queues[contract.queue];
      const statements = [queue.consumeStatement(contract)];
      const { memory } = contract;
      const worker = new LoyaltyFunction(this, { contract, memory, codeDirectory, targets, statements });
      queue.feed(this, contract, worker.function);
    }
    for (const contract of STREAM_WORKERS) {
      const source = new StreamFeed(this, contract, streamArn);
      const statements = source.statements();
      const { memory } = contract;
      const worker = new LoyaltyFunction(this, { contract, memory, codeDirectory, targets, statements });
      source.feed(worker.function);
    }
  }
}
