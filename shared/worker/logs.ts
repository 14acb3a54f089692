import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsEvent, Context } from 'aws-lambda';
import { logFailure } from '#shared/ports/failures.ts';
import { getRuntime, type Runtime } from '#shared/runtime.ts';

export interface LogLine {
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export type LogsHandler = (event: CloudWatchLogsEvent, context: Context) => Promise<void>;

/** What CloudWatch sends to see whether anybody is there has no lines of a log. */
const linesOf = ({ awslogs }: CloudWatchLogsEvent): readonly LogLine[] => {
  const data = JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString('utf8'));
  if (data.messageType !== 'DATA_MESSAGE') return [];
  const events: readonly { message: string; timestamp: number }[] = data.logEvents;
  return events.map(({ message, timestamp }) => ({ text: message, at: timestamp }));
};

/**
 * Feeds the lines of a subscribed log to the logic. Lambda repeats a batch that throws.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html
 */
export const handleLogs =
  (id: string) =>
  (logic: (lines: readonly LogLine[], runtime: Runtime) => Promise<void>): LogsHandler =>
  async (event, context) => {
    const runtime = getRuntime();
    try {
      await logic(linesOf(event), runtime);
    } catch (error) {
      const fields = { worker: id, request_id: context.awsRequestId };
      logFailure(runtime, 'error', 'log lines failed', fields, error);
      throw error;
    }
  };
