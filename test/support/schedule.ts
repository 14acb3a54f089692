import type { ScheduledWorkerContract } from '#shared/contracts/scheduled-workers.ts';
import type { ScheduleHandler } from '#shared/worker/schedule.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

/** One run of a worker that the clock starts. */
export const runScheduled = async (
  world: World,
  { id, timeout }: ScheduledWorkerContract,
  timeoutMs = timeout * 1000,
): Promise<void> => {
  const handler = await loadFunction<ScheduleHandler>(id);
  world.enter();
  await inRole(id, () => handler({}, lambdaContext({ functionName: id, timeoutMs })));
};
