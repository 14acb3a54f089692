import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { smsStatusWorker } from '../../shared/contracts/log-workers.ts';
import {
  QUEUE_NAMES,
  QUEUES,
  type QueueName,
  STREAM_WORKERS,
  WORKERS,
  type WorkerContract,
} from '../../shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '../../shared/contracts/scheduled-workers.ts';
import { LoyaltyFunction, type Target, type Targets } from '../constructs/function.ts';
import { type LogGroups, LogWorker } from '../constructs/log-worker.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { queueWorker } from '../constructs/queue-worker.ts';
import { ReportTopic } from '../constructs/report-topic.ts';
import { ScheduledWorker } from '../constructs/scheduled-worker.ts';
import { StreamFeed } from '../constructs/stream-feed.ts';
import type { Deployment } from '../deployment.ts';
import { queueTargets, tableTargets } from '../targets.ts';

export interface WorkersStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly table: Target;
  readonly streamArn: string;
  readonly secret: Target;
  /** Whether SNS logs what becomes of SMS, and whether the account has the log groups for it. */
  readonly smsStatus: LogGroups | undefined;
}

/** A worker that writes links must know the API's address, and the API knows the queues: it comes after both. */
export const knowsTheApi = ({ grants }: WorkerContract): boolean => grants.includes('links');

export type Queues = Readonly<Record<QueueName, QueueWithDeadLetters>>;

/** The queues and the functions that they, the table's stream and the clock feed. */
export class WorkersStack extends Stack {
  readonly queues: Queues;
  readonly reports: Topic;

  constructor(scope: Construct, id: string, props: WorkersStackProps) {
    super(scope, id, props);
    const { deployment, table, secret, streamArn, smsStatus } = props;
    this.queues = Object.fromEntries(
      QUEUE_NAMES.map((name) => {
        const workers = WORKERS.filter(({ queue }) => queue === name);
        return [name, new QueueWithDeadLetters(this, QUEUES[name], workers)];
      }),
    ) as unknown as Queues;

    this.reports = new ReportTopic(this, 'Reports', this.queues.reports.queue).topic;
    new CfnOutput(this, 'ReportsTopicArn', { value: this.reports.topicArn });

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
    if (smsStatus === undefined) return;
    const log = new LogWorker(this, { contract: smsStatusWorker, deployment, targets, groups: smsStatus });
    new CfnOutput(this, 'SmsStatusRoleArn', { value: log.writer.roleArn });
  }
}
