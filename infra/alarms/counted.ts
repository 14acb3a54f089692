import { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { MetricName } from '#shared/metric-names.ts';
import { type AlarmRow, counted, FIVE_MINUTES } from './alarm.ts';

const HOUR = Duration.hours(1);
const QUARTER = Duration.minutes(15);

/** Below so many messages in a quarter of an hour a single failure would be a rate. */
const LEAST_MESSAGES = 20;
const FAILED_PERCENT = 5;

/** A metric without a count in a period has no value there. */
const ALL = 'FILL(failed, 0) + FILL(sent, 0)';

/** Counts of the functions that need an operator. */
export const countedAlarms = (namespace: string): readonly AlarmRow[] => {
  const of = (name: MetricName, period = FIVE_MINUTES) => counted(namespace, name, period);
  return [
    {
      id: 'chunks-failed',
      description: 'Chunks of bulks or imports failed for good',
      runbook: 'chunks-failed',
      metric: of('ChunksFailed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'stuck-jobs',
      description: 'Bulks or imports were ended because they were not finished within a day',
      runbook: 'stuck-jobs',
      metric: of('BulksReaped'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'claims-broken',
      description: 'A sample of the table has claims without holders, or holders without claims',
      runbook: 'claims-broken',
      metric: of('ClaimsBroken'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'clubs-left-moving-in',
      description: 'Clubs are moving in, and their files have not changed for two weeks',
      runbook: 'clubs-left-moving-in',
      metric: of('ClubsLeftMovingIn', HOUR),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'sendings-failed',
      description: 'Sendings were ended because they were not finished in time',
      runbook: 'sendings-failed',
      metric: of('SendingsFailed'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'webhooks-failing',
      description: 'The receiver of a webhook failed ten times in a row; its events wait',
      runbook: 'webhooks-failing',
      metric: of('WebhookBreakersOpened'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'permanent-failures',
      description:
        'AWS refuses calls of the functions for a reason that a retry does not remove: missing rights, a missing resource',
      runbook: 'permanent-failures',
      metric: of('PermanentFailures', Duration.minutes(1)),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'deliveries-failed',
      description: `${FAILED_PERCENT} % of the messages to members or more cannot be sent`,
      runbook: 'deliveries-failed',
      metric: new MathExpression({
        label: 'failed, percent',
        expression: `IF(${ALL} >= ${LEAST_MESSAGES}, 100 * FILL(failed, 0) / (${ALL}), 0)`,
        usingMetrics: { failed: of('DeliveriesFailed', QUARTER), sent: of('DeliveriesSent', QUARTER) },
        period: QUARTER,
      }),
      threshold: FAILED_PERCENT,
      periods: 1,
    },
    {
      id: 'deliveries-unknown',
      description: 'The outcome of several messages is unknown',
      runbook: 'deliveries-unknown',
      metric: of('DeliveriesUnknown', HOUR),
      threshold: 5,
      periods: 1,
    },
    {
      id: 'log-ins-failed',
      description: 'Far more log-ins fail than members mistype',
      runbook: 'log-ins-failed',
      metric: of('LogInsFailed', QUARTER),
      threshold: 500,
      periods: 1,
    },
    {
      id: 'log-ins-locked',
      description: 'Many members or identifiers are locked after failed log-ins',
      runbook: 'log-ins-failed',
      metric: of('LogInsLocked', QUARTER),
      threshold: 100,
      periods: 1,
    },
    {
      id: 'log-ins-over-ceiling',
      description: 'So many log-ins fail through a client that members it does not know must wait',
      runbook: 'log-ins-over-the-ceiling',
      metric: of('LogInsOverCeiling'),
      threshold: 1,
      periods: 1,
    },
    {
      id: 'shadow-log-ins-failed',
      description: 'The old system does not answer log-ins of members whose passwords have not moved yet',
      runbook: 'shadow-log-ins-failed',
      metric: of('ShadowLogInsFailed'),
      threshold: 3,
      periods: 1,
    },
    {
      id: 'refresh-tokens-reused',
      description: 'Used refresh tokens come again: tokens are stolen, or an app keeps old ones',
      runbook: 'refresh-tokens-reused',
      metric: of('RefreshTokensReused', HOUR),
      threshold: 5,
      periods: 1,
    },
  ];
};
