import { Duration } from 'aws-cdk-lib';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { QueueWithDeadLetters } from '../constructs/queue-with-dead-letters.ts';
import type { ScheduledWorker } from '../constructs/scheduled-worker.ts';
import type { StreamFeed } from '../constructs/stream-feed.ts';
import { type AlarmRow, FIVE_MINUTES } from './alarm.ts';

const HOUR_SECONDS = 60 * 60;
const STREAM_LAG_MILLISECONDS = 5 * 60 * 1000;

/** For ten minutes, so that messages with a consumer of their own do not ring while they are about to be worked. */
const depth = (queue: Queue) => ({
  metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: 'Minimum' }),
  threshold: 1,
  periods: 2,
});

const ofQueue = ({ contract, queue, deadLetters }: QueueWithDeadLetters): readonly AlarmRow[] => [
  {
    id: `${contract.id}-dead-letters`,
    description: `Messages of the queue ${contract.id} failed at every delivery`,
    runbook: 'dead-letters',
    ...depth(deadLetters),
  },
  {
    id: `${contract.id}-old-messages`,
    description: `Messages of the queue ${contract.id} have waited for an hour`,
    runbook: 'old-messages',
    metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: 'Maximum' }),
    threshold: HOUR_SECONDS,
    periods: 2,
  },
];

const ofStream = ({ contract, failures, function: worker }: StreamFeed): readonly AlarmRow[] => [
  {
    id: `${contract.id}-failures`,
    description: `${contract.id} could not process records of the table's stream`,
    runbook: 'failed-stream-records',
    ...depth(failures),
  },
  {
    id: `${contract.id}-lag`,
    description: `${contract.id} is five minutes behind the table`,
    runbook: 'failed-stream-records',
    metric: worker.metric('IteratorAge', { period: FIVE_MINUTES, statistic: 'Maximum' }),
    threshold: STREAM_LAG_MILLISECONDS,
    periods: 2,
  },
];

const ofSchedule = ({ contract, failures, function: worker }: ScheduledWorker): readonly AlarmRow[] => {
  const rounds = Duration.minutes(3 * contract.rate);
  return [
    {
      id: `${contract.id}-not-started`,
      description: `${contract.id} could not be started`,
      runbook: 'schedule-not-started',
      ...depth(failures),
    },
    {
      id: `${contract.id}-silent`,
      description: `${contract.id} has not run at its time`,
      runbook: 'schedule-not-started',
      metric: worker.metricInvocations({ period: rounds, statistic: 'Sum' }),
      threshold: 1,
      periods: 2,
      silence: true,
    },
    {
      id: `${contract.id}-fails`,
      description: `${contract.id} failed three times in a row`,
      runbook: 'worker-fails',
      metric: worker.metricErrors({ period: rounds, statistic: 'Sum' }),
      threshold: 3,
      periods: 1,
    },
  ];
};

export interface Watched {
  readonly queues: readonly QueueWithDeadLetters[];
  readonly streams: readonly StreamFeed[];
  readonly schedules: readonly ScheduledWorker[];
}

/** Work that does not get done: at queues, at the stream, by the clock. */
export const workerAlarms = ({ queues, streams, schedules }: Watched): readonly AlarmRow[] => [
  ...queues.flatMap(ofQueue),
  ...streams.flatMap(ofStream),
  ...schedules.flatMap(ofSchedule),
];
