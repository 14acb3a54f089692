import { SCHEDULED_WORKERS, type ScheduledWorkerContract } from '#shared/contracts/scheduled-workers.ts';
import type { ScheduleHandler } from '#shared/worker/schedule.ts';
import { lambdaContext } from './engines/lambda-context.ts';
import type { Workplace } from './queues.ts';

/** Seconds between two runs of every scheduled worker, instead of the minutes that its contract names. */
const INTERVAL_SECONDS = 1;

/** What AWS runs hourly goes through much of the table; here it comes once in so many rounds. */
const HOURLY_EVERY = 60;
const roundsBetween = (rate: number): number => (rate >= 60 ? HOURLY_EVERY : 1);

export interface Schedules {
  /** Runs one worker now, or all workers, after a run that is under way; settles when it is done. */
  run(id?: string): Promise<void>;
  stop(): Promise<void>;
}

interface Worker {
  readonly id: string;
  /** Every how many rounds it runs by itself. */
  readonly every: number;
  run(): Promise<void>;
  /** Settles when no run is under way. */
  idle(): Promise<void>;
}

/** Runs of one worker come one after the other, as fast as they are asked for. */
const workerOf = (
  { id, rate, timeout }: ScheduledWorkerContract,
  handler: ScheduleHandler,
  onError: Workplace['onError'],
): Worker => {
  let last: Promise<void> = Promise.resolve();
  const once = () =>
    handler({}, lambdaContext({ functionName: id, timeoutMs: timeout * 1000 })).catch(onError);
  return {
    id,
    every: roundsBetween(rate),
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
    SCHEDULED_WORKERS.map(async (contract) =>
      workerOf(contract, await load<ScheduleHandler>(contract.id), onError),
    ),
  );
  const runThose = async (those: readonly Worker[]): Promise<void> => {
    await Promise.all(those.map((worker) => worker.run()));
  };
  let round = 0;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const next = (): void => {
    timer = setTimeout(async () => {
      round += 1;
      await runThose(workers.filter(({ every }) => round % every === 0));
      if (!stopped) next();
    }, INTERVAL_SECONDS * 1000);
  };
  next();
  return {
    run: async (id) => {
      if (id === undefined) return runThose(workers);
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
