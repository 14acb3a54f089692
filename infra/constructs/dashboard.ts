import { Duration } from 'aws-cdk-lib';
import {
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Metric,
  PeriodOverride,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { METRICS, type MetricName } from '#shared/metric-names.ts';
import { counted, FIVE_MINUTES } from '../alarms/alarm.ts';
import { apiMetric } from '../alarms/requests.ts';
import type { Watched } from '../alarms/workers.ts';
import type { Deployment } from '../deployment.ts';

interface DashboardProps {
  readonly deployment: Deployment;
  readonly watched: Watched;
  readonly apiId: string;
  readonly table: string;
}

const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): IWidget =>
  new GraphWidget({ title, left: [...left], right: [...right], width: 8, height: 6 });

const aws = (namespace: string, metricName: string, dimensionsMap: Record<string, string> = {}): Metric =>
  new Metric({
    namespace,
    metricName,
    dimensionsMap,
    statistic: 'Sum',
    period: FIVE_MINUTES,
    label: metricName,
  });

const requests = (apiId: string): IWidget[] => [
  graph('Requests', [apiMetric(apiId, 'Count')], [apiMetric(apiId, '4xx'), apiMetric(apiId, '5xx')]),
  graph('Milliseconds of a request', [
    apiMetric(apiId, 'Latency', 'p50'),
    apiMetric(apiId, 'Latency', 'p99'),
    apiMetric(apiId, 'IntegrationLatency', 'p99'),
  ]),
  graph(
    'Functions',
    [aws('AWS/Lambda', 'ConcurrentExecutions').with({ statistic: 'Maximum' })],
    [aws('AWS/Lambda', 'Errors'), aws('AWS/Lambda', 'Throttles')],
  ),
];

const queues = ({ queues: all, streams, schedules }: Watched): IWidget[] => [
  graph(
    'Messages that wait',
    all.map(({ contract, queue }) => queue.metricApproximateNumberOfMessagesVisible({ label: contract.id })),
  ),
  graph(
    'Seconds the oldest has waited',
    all.map(({ contract, queue }) => queue.metricApproximateAgeOfOldestMessage({ label: contract.id })),
    streams.map(({ contract, function: worker }) =>
      worker.metric('IteratorAge', { label: `${contract.id}, ms`, statistic: 'Maximum' }),
    ),
  ),
  graph('What failed for good', [
    ...all.map(({ contract, deadLetters }) =>
      deadLetters.metricApproximateNumberOfMessagesVisible({ label: contract.id }),
    ),
    ...[...streams, ...schedules].map(({ contract, failures }) =>
      failures.metricApproximateNumberOfMessagesVisible({ label: contract.id }),
    ),
  ]),
];

const data = (table: string): IWidget[] => [
  graph(
    'Units of the table',
    ['ConsumedReadCapacityUnits', 'ConsumedWriteCapacityUnits'].map((name) =>
      aws('AWS/DynamoDB', name, { TableName: table }),
    ),
    ['ReadThrottleEvents', 'WriteThrottleEvents'].map((name) =>
      aws('AWS/DynamoDB', name, { TableName: table }),
    ),
  ),
  graph(
    'Reputation at SES',
    ['Reputation.BounceRate', 'Reputation.ComplaintRate'].map((name) =>
      aws('AWS/SES', name).with({ statistic: 'Average', period: Duration.hours(1) }),
    ),
  ),
  graph('Dollars spent on SMS this month', [
    aws('AWS/SNS', 'SMSMonthToDateSpentUSD').with({ statistic: 'Maximum', period: Duration.hours(1) }),
  ]),
];

/** Everything that the functions count, three graphs a row. */
const counts = (namespace: string): IWidget[] =>
  (Object.keys(METRICS) as MetricName[]).map((name) => graph(name, [counted(namespace, name)]));

const rowsOf = (widgets: readonly IWidget[]): IWidget[][] =>
  Array.from({ length: Math.ceil(widgets.length / 3) }, (_, row) => widgets.slice(3 * row, 3 * row + 3));

/** One page of metrics, from what callers notice down to what it costs. */
export const dashboard = (scope: Construct, props: DashboardProps): Dashboard => {
  const { deployment, watched, apiId, table } = props;
  const name = `loyalty-${deployment.stage.name}`;
  const title = `# ${name}\nAlarms and what to do: docs/operations.md`;
  const widgets = [
    ...requests(apiId),
    ...queues(watched),
    ...data(table),
    ...counts(deployment.metricsNamespace),
  ];
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    periodOverride: PeriodOverride.AUTO,
    widgets: [[new TextWidget({ markdown: title, width: 24, height: 2 })], ...rowsOf(widgets)],
  });
};
