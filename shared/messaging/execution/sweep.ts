import { readDue } from '#shared/data/table/due-items.ts';
import { dueShards, sendingRefFrom } from '#shared/data/table/messaging-keys.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type ExecutionStep, enqueueSteps } from '../execution-steps.ts';
import type { RemainingTime } from './remaining-time.ts';

const STOP_BEFORE_MILLISECONDS = 10_000;
/** Steps that are queued at a time. */
const BATCH = 100;

const sweepShard = async (runtime: Runtime, shard: string, time: RemainingTime): Promise<void> => {
  let steps: ExecutionStep[] = [];
  for await (const { pk } of readDue(runtime.use(database), shard, runtime.now().toISOString())) {
    const ref = sendingRefFrom(pk);
    if (!ref) continue;
    steps.push({ type: 'advance', ...ref });
    if (steps.length < BATCH) continue;
    await enqueueSteps(runtime, steps);
    steps = [];
    if (time.remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
  }
  await enqueueSteps(runtime, steps);
};

/** Queues a step of each sending that is due. A sweep writes nothing, so two at once do no harm (fault F62). */
export const sweepSendings = async (runtime: Runtime, time: RemainingTime): Promise<void> => {
  await Promise.all(dueShards().map((shard) => sweepShard(runtime, shard, time)));
};
