import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { smsStatusWorker } from '#shared/contracts/log-workers.ts';
import {
  QUEUE_NAMES,
  QUEUES,
  type QueueName,
  STREAM_WORKERS,
  WORKERS,
  type WorkerContract,
} from '#shared/contracts/queues.ts';
import { SCHEDULED_WORKERS } from '#shared/contracts/scheduled-workers.ts';
import type { Target, Targets } from '../constructs/function.ts';
import { type LogGroups, LogWorker } from '../constructs/log-worker.ts';
import { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import { queueWorker } from '../constructs/queue-worker.ts';
import { ReportTopic } from '../constructs/report-topic.ts';
import { ScheduledWorker } from '../constructs/scheduled-worker.ts';
import { StreamFeed } from '../constructs/stream-feed.ts';
import type { Deployment } from '../deployment.ts';
import { acceptDevices } from '../nag-suppressions.ts';
import { pushArns, queueTargets, tableTargets } from '../targets.ts';

interface WorkersStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly table: Target;
  readonly streamArn: string;
  readonly secret: Target;
  /** Whether SNS logs what becomes of SMS, and whether the account has the log groups for it. */
  readonly smsStatus: LogGroups | undefined;
  /** `<platform>/<name>` of the platform applications at SNS that the clubs push through; none = every one. */
  readonly pushApplications: readonly string[];
}

/** Workers that send mail are in the stack of delivery, which has what SES needs, and the address of the API for links. */
export const sendsMail = ({ grants }: WorkerContract): boolean => grants.includes('mail');

export type Queues = Readonly<Record<QueueName, QueueWithDeadLetters>>;

/** The queues and the functions that they, the table's stream and the clock feed. */
export class WorkersStack extends Stack {
  readonly queues: Queues;
  readonly streams: readonly StreamFeed[];
  readonly schedules: readonly ScheduledWorker[];
  readonly logs: readonly LogWorker[];
  readonly reports: Topic;

  constructor(scope: Construct, id: string, props: WorkersStackProps) {
    super(scope, id, props);
    const { deployment, table, secret, streamArn, smsStatus } = props;
    this.queues = this.createQueues();
    this.reports = new ReportTopic(this, 'Reports', this.queues.reports.queue).topic;
    new CfnOutput(this, 'ReportsTopicArn', { value: this.reports.topicArn });
    const devices = { arns: pushArns(this, props.pushApplications).devices, value: '' };
    const targets: Targets = { ...tableTargets(table), ...queueTargets(this.queues), secret, devices };
    for (const contract of WORKERS.filter((worker) => !sendsMail(worker))) {
      queueWorker(this, { contract, deployment, targets, queue: this.queues[contract.queue] });
    }
    this.streams = STREAM_WORKERS.map(
      (contract) => new StreamFeed(this, { contract, deployment, targets, streamArn }),
    );
    for (const { worker, contract } of this.streams) {
      if (contract.grants.includes('push:forget')) acceptDevices(worker, props.pushApplications);
    }
    this.schedules = SCHEDULED_WORKERS.map(
      (contract) => new ScheduledWorker(this, { contract, deployment, targets }),
    );
    this.logs = smsStatus === undefined ? [] : [this.watchSms(smsStatus, { deployment, targets })];
    this.exportAll();
  }

  /** Whether or not another stack uses it under these settings: what is exported stays so. */
  private exportAll(): void {
    const queues = Object.values(this.queues).flatMap(({ queue, deadLetters }) => [
      queue.queueArn,
      queue.queueUrl,
      queue.queueName,
      deadLetters.queueName,
    ]);
    const workers = [...this.streams, ...this.schedules].flatMap((worker) => [
      worker.failures.queueName,
      worker.function.functionName,
    ]);
    for (const value of [...queues, ...workers, this.reports.topicArn]) this.exportValue(value);
  }

  private watchSms(
    groups: LogGroups,
    common: { readonly deployment: Deployment; readonly targets: Targets },
  ): LogWorker {
    const log = new LogWorker(this, { contract: smsStatusWorker, groups, ...common });
    new CfnOutput(this, 'SmsStatusRoleArn', { value: log.writer.roleArn });
    return log;
  }

  /** Outputs for the operator: where failed messages are, and where to send them back. */
  private createQueues(): Queues {
    const queues = QUEUE_NAMES.map((name) => {
      const workers = WORKERS.filter(({ queue }) => queue === name);
      const queue = new QueueWithDeadLetters(this, QUEUES[name], workers);
      const title = `${name[0]?.toUpperCase()}${name.slice(1)}`;
      new CfnOutput(this, `${title}QueueUrl`, { value: queue.queue.queueUrl });
      new CfnOutput(this, `${title}DeadLettersUrl`, { value: queue.deadLetters.queueUrl });
      return [name, queue] as const;
    });
    return Object.fromEntries(queues) as unknown as Queues;
  }
}
