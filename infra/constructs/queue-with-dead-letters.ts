import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { QueueContract, WorkerContract } from '#shared/contracts/queues.ts';

/** AWS: "at least six times the timeout of the function", so that retries of the poller fit in. */
const VISIBILITY_FACTOR = 6;

/** The longest that SQS keeps a message; its age counts from the first queue. */
const DEAD_LETTER_RETENTION = Duration.days(14);

/**
 * A queue, the dead-letter queue for messages that its workers cannot process, and the event source mappings of
 * both. One construct has all of it, because redelivery is safe only when its settings fit together.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export class QueueWithDeadLetters extends Construct {
  readonly contract: QueueContract;
  readonly queue: Queue;
  readonly deadLetters: Queue;

  /** @throws Error when the visibility timeout is too short for one of the workers */
  constructor(scope: Construct, contract: QueueContract, workers: readonly WorkerContract[]) {
    super(scope, contract.id);
    this.contract = contract;
    for (const { id, timeout } of workers.filter((worker) => !worker.deadLetters)) {
      const least = VISIBILITY_FACTOR * timeout;
      if (contract.visibilityTimeout >= least) continue;
      throw new Error(
        `Queue ${contract.id}: visibility ${contract.visibilityTimeout} s < ${least} s for ${id}`,
      );
    }
    // Keys of SQS itself: the messages are sealed already, and no role needs a grant on a key.
    const common = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true } as const;
    const deadLetterTimeouts = workers.filter((worker) => worker.deadLetters).map(({ timeout }) => timeout);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...common,
      retentionPeriod: DEAD_LETTER_RETENTION,
      visibilityTimeout: Duration.seconds(VISIBILITY_FACTOR * Math.max(5, ...deadLetterTimeouts)),
    });
    this.queue = new Queue(this, 'Queue', {
      ...common,
      retentionPeriod: Duration.seconds(contract.retention),
      visibilityTimeout: Duration.seconds(contract.visibilityTimeout),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: contract.maxReceiveCount },
    });
  }

  /** The queue that feeds this worker. */
  sourceOf(worker: WorkerContract): Queue {
    return worker.deadLetters ? this.deadLetters : this.queue;
  }

  /** What the role of the worker must allow; for the function's inline policy. */
  consumeStatement(worker: WorkerContract): PolicyStatement {
    return new PolicyStatement({
      actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
      resources: [this.sourceOf(worker).queueArn],
    });
  }

  /**
   * Feeds the worker. Without item failures one bad message would bring back its whole batch.
   * @param scope the stack of the function, which may be another than the queue's
   * @param concurrency runs of the worker at once
   */
  feed(
    scope: Construct,
    worker: WorkerContract,
    target: IFunction,
    concurrency: number | undefined,
  ): EventSourceMapping {
    return new EventSourceMapping(scope, `${worker.id}.source`, {
      target,
      eventSourceArn: this.sourceOf(worker).queueArn,
      batchSize: worker.batchSize,
      maxConcurrency: concurrency ?? worker.maxConcurrency,
      reportBatchItemFailures: true,
    });
  }
}
