import type { MetricName } from '#shared/metric-names.ts';
import type { Metrics } from '#shared/ports/metrics.ts';

/** What the functions counted since the start, instead of CloudWatch. */
export interface Counts extends Metrics {
  read(): Readonly<Partial<Record<MetricName, number>>>;
}

export const createCounts = (): Counts => {
  const counted = new Map<MetricName, number>();
  return {
    count: (name, by = 1) => {
      counted.set(name, (counted.get(name) ?? 0) + by);
    },
    read: () => Object.fromEntries(counted),
  };
};
