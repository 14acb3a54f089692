import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { AlarmRow } from '../alarms/alarm.ts';
import { countedAlarms } from '../alarms/counted.ts';
import { providerAlarms } from '../alarms/providers.ts';
import { requestAlarms } from '../alarms/requests.ts';
import { type Watched, workerAlarms } from '../alarms/workers.ts';
import { dashboard } from '../constructs/dashboard.ts';
import type { Target } from '../constructs/function.ts';
import type { Deployment } from '../deployment.ts';
import type { Spending } from '../settings/operations.ts';

interface MonitoringStackProps extends StackProps {
  readonly deployment: Deployment;
  readonly watched: Watched;
  readonly apiId: string;
  readonly table: Target;
  /** Recipient of alarms; absent: none until an operator subscribes to the topic. */
  readonly alarmEmail: string | undefined;
  readonly spending: Spending;
}

/** Shares of the budget that raise an alarm. */
const BUDGET_PERCENTS = [80, 100];

/** Alarms, and the dashboard. */
export class MonitoringStack extends Stack {
  /** Where every alarm goes, when it rings and when it is over. */
  private readonly topic: Topic;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const { deployment, watched, apiId, table, spending } = props;
    // Without a key of its own: it carries names of alarms only, and CloudWatch cannot use SNS's own key.
    this.topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.mayTell('cloudwatch.amazonaws.com');
    if (props.alarmEmail !== undefined) this.topic.addSubscription(new EmailSubscription(props.alarmEmail));
    const rows = [
      ...requestAlarms(apiId, table.value),
      ...workerAlarms(watched),
      ...countedAlarms(deployment.metricsNamespace),
      ...providerAlarms(spending.smsLimit),
    ];
    for (const row of rows) this.ring(row, deployment.stage.name);
    if (spending.budget !== undefined) this.watchBudget(spending.budget);
    dashboard(this, { deployment, watched, apiId, table: table.value });
    new CfnOutput(this, 'AlarmTopic', { value: this.topic.topicArn });
  }

  /** A topic with a policy of its own has lost the one that let the account's services publish. */
  private mayTell(service: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal(service)],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.account } },
      }),
    );
  }

  private ring(row: AlarmRow, stage: string): void {
    const { GREATER_THAN_OR_EQUAL_TO_THRESHOLD, LESS_THAN_THRESHOLD } = ComparisonOperator;
    const alarm = new Alarm(this, row.id, {
      alarmName: `loyalty-${stage}-${row.id}`,
      alarmDescription: `${row.description}. What to do: docs/operations.md#${row.runbook}`,
      metric: row.metric,
      threshold: row.threshold,
      evaluationPeriods: row.periods,
      comparisonOperator: row.silence ? LESS_THAN_THRESHOLD : GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: row.silence ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }

  /** The whole account's: a filter by tag would need the tag activated by hand, and show nothing without it. */
  private watchBudget(amount: number): void {
    this.mayTell('budgets.amazonaws.com');
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount, unit: 'USD' },
      },
      notificationsWithSubscribers: BUDGET_PERCENTS.map((threshold) => ({
        notification: {
          notificationType: 'ACTUAL',
          comparisonOperator: 'GREATER_THAN',
          threshold,
          thresholdType: 'PERCENTAGE',
        },
        subscribers: [{ subscriptionType: 'SNS', address: this.topic.topicArn }],
      })),
    });
  }
}
