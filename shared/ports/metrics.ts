import { ENV } from '#shared/env-names.ts';
import type { MetricName } from '#shared/metric-names.ts';
import type { Port } from '#shared/runtime.ts';

export interface Metrics {
  count(name: MetricName, by?: number): void;
}

/**
 * Counts are lines of the log that CloudWatch reads as metrics: no call, so nothing that could fail or wait. Each
 * is written at once, for a function that dies must not take its counts along.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export const metrics: Port<Metrics> = (runtime) => {
  const Namespace = runtime.env(ENV.metricsNamespace);
  return {
    count: (name, by = 1) => {
      const Metrics = [{ Name: name, Unit: 'Count' }];
      const CloudWatchMetrics = [{ Namespace, Dimensions: [['service']], Metrics }];
      const _aws = { Timestamp: runtime.now().getTime(), CloudWatchMetrics };
      process.stdout.write(`${JSON.stringify({ _aws, service: 'loyalty', [name]: by })}\n`);
    },
  };
};
