import { type IMetric, MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { TABLE } from '#shared/data/table/table-shape.ts';
import { type AlarmRow, FIVE_MINUTES } from './alarm.ts';

/** Below so many requests in five minutes a single failure would be a rate. */
const LEAST_REQUESTS = 20;
const ERROR_PERCENT = 1;

export const apiMetric = (apiId: string, metricName: string, statistic = 'Sum'): Metric =>
  new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: apiId },
    statistic,
    period: FIVE_MINUTES,
  });

/** A table and each of its indexes count for themselves. */
const throttledAt = (table: string): Readonly<Record<string, IMetric>> => {
  const places = [
    {},
    ...Object.values(TABLE.indexes).map(({ name }) => ({ GlobalSecondaryIndexName: name })),
  ];
  const metrics = places.flatMap((place) =>
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map(
      (metricName) =>
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: table, ...place },
          statistic: 'Sum',
          period: FIVE_MINUTES,
        }),
    ),
  );
  return Object.fromEntries(metrics.map((metric, n) => [`t${n}`, metric]));
};

/** Requests that fail, and their limits. */
export const requestAlarms = (apiId: string, table: string): readonly AlarmRow[] => [
  {
    id: 'server-errors',
    description: `${ERROR_PERCENT} % of the requests or more are answered with a 5xx`,
    runbook: 'server-errors',
    metric: new MathExpression({
      label: '5xx, percent',
      expression: `IF(requests >= ${LEAST_REQUESTS}, 100 * errors / requests, 0)`,
      usingMetrics: { errors: apiMetric(apiId, '5xx'), requests: apiMetric(apiId, 'Count') },
      period: FIVE_MINUTES,
    }),
    threshold: ERROR_PERCENT,
    periods: 2,
  },
  {
    id: 'throttled-functions',
    description: 'Lambda refuses to start functions: the concurrency of the account is used up',
    runbook: 'throttled-functions',
    // Without a dimension: every function of the account, for they all draw on one limit.
    metric: new Metric({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      statistic: 'Sum',
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    periods: 2,
  },
  {
    id: 'throttled-table',
    description: 'DynamoDB refuses reads or writes of the table or one of its indexes',
    runbook: 'throttled-table',
    metric: new MathExpression({
      label: 'throttled',
      expression: 'SUM(METRICS())',
      usingMetrics: throttledAt(table),
      period: FIVE_MINUTES,
    }),
    threshold: 1,
    periods: 2,
  },
];
