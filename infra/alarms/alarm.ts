import { Duration } from 'aws-cdk-lib';
import { type IMetric, Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Sections of docs/operations.md that say what to do; a test checks that each is there. */
type Runbook =
  | 'dead-letters'
  | 'old-messages'
  | 'failed-stream-records'
  | 'schedule-not-started'
  | 'worker-fails'
  | 'server-errors'
  | 'permanent-failures'
  | 'throttled-functions'
  | 'throttled-table'
  | 'chunks-failed'
  | 'stuck-jobs'
  | 'claims-broken'
  | 'clubs-left-moving-in'
  | 'sendings-failed'
  | 'webhooks-failing'
  | 'deliveries-failed'
  | 'deliveries-unknown'
  | 'log-ins-failed'
  | 'log-ins-over-the-ceiling'
  | 'shadow-log-ins-failed'
  | 'refresh-tokens-reused'
  | 'bounces-and-complaints'
  | 'sms-spend';

/** One alarm: it changes to ALARM when the metric has been at or above the threshold for so many periods in a row. */
export interface AlarmRow {
  /** Its name, after that of the stage. */
  readonly id: string;
  /** What is the matter, in one sentence without its full stop. */
  readonly description: string;
  readonly runbook: Runbook;
  readonly metric: IMetric;
  readonly threshold: number;
  readonly periods: number;
  /** Alarms below the threshold instead, and when there is nothing to measure. */
  readonly silence?: true;
}

export const FIVE_MINUTES = Duration.minutes(5);

/** What the functions of this deployment count. */
export const counted = (namespace: string, metricName: string, period = FIVE_MINUTES): Metric =>
  new Metric({
    namespace,
    metricName,
    dimensionsMap: { service: 'loyalty' },
    statistic: 'Sum',
    period,
  });
