import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmRow } from './alarm.ts';

const HOUR = Duration.hours(1);

const reputation = (metricName: string): Metric =>
  new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Average', period: HOUR });

/** A fifth of the limit is left when it rings: time to raise it or to find out who spends. */
const SPENT_SHARE = 0.8;

/**
 * Alarms on the metrics of SES and SNS for the account. From these thresholds on, SES puts an account under review.
 * @param smsLimit dollars a month that SNS may spend on SMS: the account's quota
 * @see https://docs.aws.amazon.com/ses/latest/dg/reputationdashboard-messages.html
 * @see https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html
 */
export const providerAlarms = (smsLimit: number): readonly AlarmRow[] => [
  {
    id: 'bounces',
    description: '5 % of the mails or more bounce; at 10 % SES stops sending',
    runbook: 'bounces-and-complaints',
    metric: reputation('Reputation.BounceRate'),
    threshold: 0.05,
    periods: 1,
  },
  {
    id: 'complaints',
    description: '0.1 % of the mails or more are called spam; at 0.5 % SES stops sending',
    runbook: 'bounces-and-complaints',
    metric: reputation('Reputation.ComplaintRate'),
    threshold: 0.001,
    periods: 1,
  },
  {
    id: 'sms-spend',
    description: `SMS have cost ${SPENT_SHARE * 100} % of what the account may spend on them this month`,
    runbook: 'sms-spend',
    metric: new Metric({
      namespace: 'AWS/SNS',
      metricName: 'SMSMonthToDateSpentUSD',
      statistic: 'Maximum',
      period: HOUR,
    }),
    threshold: SPENT_SHARE * smsLimit,
    periods: 1,
  },
];
