import { SCHEDULED_WORKERS } from '../shared/contracts/scheduled-workers.ts';
import type { ScheduleHandler } from '../shared/worker/schedule.ts';
import { lambdaContext } from './engines/lambda-context.ts';
import type { Workplace } from './queues.ts';

/** Seconds between two runs of every scheduled worker, instead of the minutes that its contract names. */
const INTERVAL_SECONDS = 1;

export interface Schedules {
  /** Runs the worker now, or all of them, after a run that is under way; settles when it is done. */
  run(id?: string): Promise<void>;
  stop(): Promise<void>;
}

interface Worker {
  readonly id: string;
  run(): Promise<void>;
  /** Settles when no run is under way. */
  idle(): Promise<void>;
}

/** Runs of one worker come one after the other, as fast as they are asked for. */
const workerOf = (
  id: string,
  timeoutMs: number,
  handler: ScheduleHandler,
  onError: Workplace['onError'],
): Worker => {
  let last: Promise<void> = Promise.resolve();
  const once = () => handler({}, lambdaContext({ functionName: id, timeoutMs })).catch(onError);
  return {
    id,
    run: () => {
      last = last.then(once);
      return last;
    },
    idle: () => last,
  };
};

/** Starts what EventBridge Scheduler starts in AWS. */
export const startSchedules = async ({ load, onError }: Workplace): Promise<Schedules> => {
  const workers = await Promise.all(
    SCHEDULED_WORKERS.map(async ({ id, timeout }) =>
      workerOf(id, timeout * 1000, await load<ScheduleHandler>(id), onError),
    ),
  );
  const runAll = async (): Promise<void> => {
    await Promise.all(workers.map((worker) => worker.run()));
  };
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = (): void => {
    timer = setTimeout(async () => {
      await runAll();
      if (!stopped) next();
    }, INTERVAL_SECONDS * 1000);
  };
  next();
  return {
    run: async (id) => {
      if (id === undefined) return runAll();
      const worker = workers.find((one) => one.id === id);
      if (!worker) throw new RangeError(`No scheduled worker ${id}`);
      return worker.run();
    },
    stop: async () => {
      stopped = true;
      clearTimeout(timer);
      await Promise.all(workers.map((worker) => worker.idle()));
    },
  };
};
