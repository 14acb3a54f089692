import { Aws, Duration } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Alias, EventInvokeConfig, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ScheduledWorkerContract } from '#shared/contracts/scheduled-workers.ts';
import type { Deployment } from '../deployment.ts';
import { failureQueue } from './failure-queue.ts';
import { LoyaltyFunction, type Targets } from './function.ts';

interface ScheduledWorkerProps {
  readonly contract: ScheduledWorkerContract;
  readonly deployment: Deployment;
  readonly targets: Targets;
}

/** A start that could not be made for so many attempts is kept as a message; the next is due by then. */
const START_ATTEMPTS = 3;

/**
 * A function that EventBridge Scheduler starts. What its run leaves undone the next run does, so neither
 * Scheduler nor Lambda repeats one for long: two runs of one worker must not pile up.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-retry-policy.html
 */
export class ScheduledWorker extends Construct {
  readonly contract: ScheduledWorkerContract;
  readonly function: LambdaFunction;
  /** Starts that could not be made: the function or the right to invoke it is missing. */
  readonly failures: Queue;

  constructor(scope: Construct, { contract, deployment, targets }: ScheduledWorkerProps) {
    super(scope, `${contract.id}.schedule`);
    this.contract = contract;
    const { memory, rate } = contract;
    const worker = new LoyaltyFunction(scope, { contract, memory, deployment, targets });
    this.function = worker.function;
    const interval = Duration.minutes(rate);
    new EventInvokeConfig(this, 'Invoke', {
      function: worker.function,
      ...(worker.target instanceof Alias && { qualifier: worker.target.aliasName }),
      retryAttempts: 0,
      maxEventAge: interval,
    });
    this.failures = failureQueue(this);
    const role = new Role(this, 'Role', {
      // The account: no schedule of another one may borrow this role.
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        start: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['lambda:InvokeFunction'],
              resources: [worker.target.functionArn],
            }),
            new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.failures.queueArn] }),
          ],
        }),
      },
    });
    new CfnSchedule(this, 'Schedule', {
      description: contract.summary,
      scheduleExpression: `rate(${rate} ${rate === 1 ? 'minute' : 'minutes'})`,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: worker.target.functionArn,
        roleArn: role.roleArn,
        deadLetterConfig: { arn: this.failures.queueArn },
        retryPolicy: {
          maximumRetryAttempts: START_ATTEMPTS - 1,
          maximumEventAgeInSeconds: interval.toSeconds(),
        },
      },
    });
  }
}
