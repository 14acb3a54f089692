import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  type Function as LambdaFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StreamWorkerContract } from '#shared/contracts/queues.ts';
import type { Deployment } from '../deployment.ts';
import { failureQueue } from './failure-queue.ts';
import { LoyaltyFunction, type Targets } from './function.ts';

interface StreamFeedProps {
  readonly contract: StreamWorkerContract;
  readonly deployment: Deployment;
  readonly targets: Targets;
  readonly streamArn: string;
}

/**
 * A worker, its event source mapping on the table's stream, and the queue that names the records it could not
 * process: a stream keeps records for a day, and one bad record must not block those behind it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html
 */
export class StreamFeed extends Construct {
  readonly contract: StreamWorkerContract;
  readonly worker: LoyaltyFunction;
  readonly function: LambdaFunction;
  readonly failures: Queue;

  constructor(scope: Construct, { contract, deployment, targets, streamArn }: StreamFeedProps) {
    super(scope, `${contract.id}.source`);
    this.contract = contract;
    this.failures = failureQueue(this);
    const { memory } = contract;
    const statements = this.statements(streamArn);
    this.worker = new LoyaltyFunction(scope, { contract, memory, deployment, targets, statements });
    this.function = this.worker.function;
    this.feed(streamArn, deployment.streamWindow);
  }

  /** What the role of the worker must allow; for the function's inline policy. */
  private statements(streamArn: string): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [streamArn],
      }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
    ];
  }

  private feed(streamArn: string, leastWindow: number): void {
    const { batchSize, batchWindow, retryAttempts, filters } = this.contract;
    new EventSourceMapping(this, 'Mapping', {
      target: this.worker.target,
      eventSourceArn: streamArn,
      // What was committed while no mapping was there is sent, too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: Duration.seconds(Math.max(batchWindow, leastWindow)),
      bisectBatchOnError: true,
      retryAttempts,
      reportBatchItemFailures: true,
      filters: filters.map((filter) => FilterCriteria.filter(filter as Record<string, unknown>)),
      // Bare: the ready-made one would add a policy beside the role's own.
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    });
  }
}
