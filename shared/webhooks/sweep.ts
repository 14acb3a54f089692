import { deliveryDueShards } from '#shared/data/table/webhook-keys.ts';
import { readDuePartitions } from '#shared/data/webhooks/delivery-partitions.ts';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueDeliveries } from './delivery-steps.ts';

const STOP_BEFORE_MILLISECONDS = 10_000;
/** Partitions that are queued at a time. */
const BATCH = 100;

interface RemainingTime {
  remainingMilliseconds(): number;
}

const sweepShard = async (runtime: Runtime, shard: string, time: RemainingTime): Promise<void> => {
  let due: DeliveryPartitionRef[] = [];
  const now = runtime.now().toISOString();
  for await (const partition of readDuePartitions(runtime.use(database), shard, now)) {
    due.push(partition);
    if (due.length < BATCH) continue;
    await enqueueDeliveries(runtime, due);
    due = [];
    if (time.remainingMilliseconds() < STOP_BEFORE_MILLISECONDS) break;
  }
  await enqueueDeliveries(runtime, due);
};

/** Wakes a worker for each partition that is due: its pause has ended, its worker died, or no message woke one. */
export const sweepDeliveries = async (runtime: Runtime, time: RemainingTime): Promise<void> => {
  await Promise.all(deliveryDueShards().map((shard) => sweepShard(runtime, shard, time)));
};
