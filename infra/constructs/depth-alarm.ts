import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';

/**
 * Rings when messages stay in a queue where none should: for ten minutes, so that one with a consumer of its
 * own does not ring for what is about to be worked. Whom it wakes is the operator's to connect.
 */
export const depthAlarm = (scope: Construct, queue: Queue, alarmDescription: string): Alarm =>
  new Alarm(scope, 'DepthAlarm', {
    alarmDescription,
    metric: queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(5),
      statistic: 'Minimum',
    }),
    threshold: 1,
    evaluationPeriods: 2,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
