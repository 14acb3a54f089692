import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { QUEUES, WORKERS } from '../../shared/contracts/queues.ts';
import { LoyaltyFunction, type Target, type Targets } from '../constructs/function.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';

export interface WorkersStackProps extends StackProps {
  readonly codeDirectory: string;
  readonly table: Target;
  readonly secret: Target;
}

/** The queues and the functions that they feed. */
export class WorkersStack extends Stack {
  readonly bulkQueue: Target;

  constructor(scope: Construct, id: string, props: WorkersStackProps) {
    super(scope, id, props);
    const workersOf = (queue: string) => WORKERS.filter((worker) => worker.queue === queue);
    const queues = {
      bulk: new QueueWithDeadLetters(this, QUEUES.bulk, workersOf('bulk')),
    } satisfies Record<keyof typeof QUEUES, QueueWithDeadLetters>;
    const { queueArn, queueUrl } = queues.bulk.queue;
    this.bulkQueue = { arn: queueArn, value: queueUrl };

    const targets: Targets = { table: props.table, secret: props.secret, bulkQueue: this.bulkQueue };
    for (const contract of WORKERS) {
      const queue = queues[contract.queue];
      const worker = new LoyaltyFunction(this, {
        contract,
        memory: contract.memory,
        codeDirectory: props.codeDirectory,
        targets,
        statements: [queue.consumeStatement(contract)],
      });
      queue.feed(contract, worker.function);
    }
  }
}
