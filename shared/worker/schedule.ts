import type { Context } from 'aws-lambda';
import { logFailure } from '#shared/ports/failures.ts';
import { getRuntime, type Runtime } from '#shared/runtime.ts';

interface ScheduleContext {
  remainingMilliseconds(): number;
}

type ScheduleLogic = (runtime: Runtime, context: ScheduleContext) => Promise<void>;

/** What the schedule sends says nothing that a run needs to know. */
export type ScheduleHandler = (event: unknown, context: Context) => Promise<void>;

/**
 * One run of a worker that the clock starts. Runs may overlap, come late or not at all: the logic bears it, and
 * leaves to the next run what it cannot finish. A throw is counted as a failed run.
 */
export const handleSchedule =
  (id: string) =>
  (logic: ScheduleLogic): ScheduleHandler =>
  async (_event, context) => {
    const runtime = getRuntime();
    const begun = performance.now();
    const fields = { worker: id, request_id: context.awsRequestId };
    try {
      await logic(runtime, { remainingMilliseconds: () => context.getRemainingTimeInMillis() });
      runtime.log.info('scheduled run done', { ...fields, ms: Math.round(performance.now() - begun) });
    } catch (error) {
      logFailure(runtime, 'error', 'scheduled run failed', fields, error);
      throw error;
    }
  };
