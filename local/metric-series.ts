import type { Counts } from './counts.ts';

/** What was counted in each interval, oldest first. */
export interface MetricSeries {
  readonly interval_seconds: number;
  /** By name; all of one length. */
  readonly series: Readonly<Record<string, readonly number[]>>;
  /** Since the start. */
  readonly totals: Readonly<Record<string, number>>;
}

const INTERVAL_SECONDS = 5;
const INTERVALS = 120;

/** Counts by interval, for the plots of the console: ten minutes. */
export const startMetricSeries = (read: Counts['read']) => {
  const intervals: Readonly<Record<string, number>>[] = [];
  let before: Readonly<Record<string, number>> = {};
  const sample = () => {
    const now = read();
    intervals.push(
      Object.fromEntries(Object.entries(now).map(([name, total]) => [name, total - (before[name] ?? 0)])),
    );
    if (intervals.length > INTERVALS) intervals.shift();
    before = now;
  };
  const timer = setInterval(sample, INTERVAL_SECONDS * 1000).unref();
  return {
    read: (): MetricSeries => {
      const totals = read();
      const lacking = Array.from({ length: INTERVALS - intervals.length }, () => 0);
      const of = (name: string) => [...lacking, ...intervals.map((one) => one[name] ?? 0)];
      return {
        interval_seconds: INTERVAL_SECONDS,
        series: Object.fromEntries(Object.keys(totals).map((name) => [name, of(name)])),
        totals,
      };
    },
    stop: () => clearInterval(timer),
  };
};
