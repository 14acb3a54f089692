import { Duration } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, FilterCriteria, type IFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { StreamWorkerContract } from '../../shared/contracts/queues.ts';
import { depthAlarm } from './depth-alarm.ts';

/** The longest that SQS keeps a message. */
const RETENTION = Duration.days(14);

/**
 * The way a worker is fed from the table's stream, and the queue that names the records it could not do: a
 * stream waits for nobody longer than a day, and one bad record must not hold up those behind it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html
 */
export class StreamFeed extends Construct {
  readonly failures: Queue;
  private readonly contract: StreamWorkerContract;
  private readonly streamArn: string;

  constructor(scope: Construct, contract: StreamWorkerContract, streamArn: string) {
    super(scope, `${contract.id}.source`);
    this.contract = contract;
    this.streamArn = streamArn;
    this.failures = new Queue(this, 'Failures', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: RETENTION,
    });
    depthAlarm(this, this.failures, `${contract.id} could not do records of the table's stream`);
  }

  /** What the role of the worker must allow; for the function's inline policy. */
  statements(): PolicyStatement[] {
    return [
      new PolicyStatement({
        actions: [
          'dynamodb:DescribeStream',
          'dynamodb:GetRecords',
          'dynamodb:GetShardIterator',
          'dynamodb:ListStreams',
        ],
        resources: [this.streamArn],
      }),
      new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
    ];
  }

  feed(target: IFunction): EventSourceMapping {
    const { batchSize, batchWindow, retryAttempts, filters } = this.contract;
    return new EventSourceMapping(this, 'Mapping', {
      target,
      eventSourceArn: this.streamArn,
      // What was committed while no mapping was there is sent, too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize,
      maxBatchingWindow: Duration.seconds(batchWindow),
      bisectBatchOnError: true,
      retryAttempts,
      reportBatchItemFailures: true,
      filters: filters.map((filter) => FilterCriteria.filter(filter as Record<string, unknown>)),
      // Bare: the ready-made one would add a policy beside the role's own.
      onFailure: { bind: () => ({ destination: this.failures.queueArn }) },
    });
  }
}
