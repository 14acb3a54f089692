import { Aws } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type ILogGroup, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import type { LogWorkerContract } from '#shared/contracts/log-workers.ts';
import type { Deployment } from '../deployment.ts';
import { LoyaltyFunction, type Targets } from './function.ts';

/** Whether the groups have to be made: they are the account's, one set for each region. */
export type LogGroups = 'create' | 'existing';

interface LogWorkerProps {
  readonly contract: LogWorkerContract;
  readonly deployment: Deployment;
  readonly targets: Targets;
  readonly groups: LogGroups;
}

/** A function that reads subscribed logs of SNS, and the role by which SNS writes them. */
export class LogWorker extends Construct {
  /** What `DeliveryStatusIAMRole` of the account's SMS settings must be. */
  readonly writer: Role;
  readonly contract: LogWorkerContract;
  readonly function: LambdaFunction;

  constructor(scope: Construct, { contract, deployment, targets, groups }: LogWorkerProps) {
    super(scope, `${contract.id}.logs`);
    const { memory } = contract;
    const worker = new LoyaltyFunction(scope, { contract, memory, deployment, targets });
    this.contract = contract;
    this.function = worker.function;
    const found = contract.groups.map((name, index) => this.group(`Group${index}`, name, groups, deployment));
    for (const [index, group] of found.entries()) {
      group.addSubscriptionFilter(`Filter${index}`, {
        destination: new LambdaDestination(worker.target),
        filterPattern: FilterPattern.allEvents(),
      });
    }
    // https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
    this.writer = new Role(this, 'Writer', {
      assumedBy: new ServicePrincipal('sns.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
      }),
      inlinePolicies: {
        write: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
              resources: found.map(({ logGroupArn }) => logGroupArn),
            }),
          ],
        }),
      },
    });
  }

  private group(id: string, name: string, groups: LogGroups, { stage }: Deployment): ILogGroup {
    const logGroupName = name.replace('{region}', Aws.REGION).replace('{account}', Aws.ACCOUNT_ID);
    if (groups === 'existing') return LogGroup.fromLogGroupName(this, id, logGroupName);
    // The lines hold numbers, and are of use for a few days at most.
    const retention = RetentionDays.ONE_WEEK;
    // They are the account's, not the stage's: from `create` to `existing` they must stay.
    return new LogGroup(this, id, { logGroupName, retention, removalPolicy: stage.dataRemoval });
  }
}
