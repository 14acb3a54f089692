import { endPause } from '#shared/data/webhooks/delivery-partitions.ts';
import { forgetFailures } from '#shared/data/webhooks/receiver-health.ts';
import { partitionsOf } from '#shared/domain/webhooks/event-ref.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { enqueueDeliveries } from './delivery-steps.ts';

/** Every partition of a subscription is due. */
export const resumeDeliveries = async (
  runtime: Runtime,
  club: string,
  subscription: number,
): Promise<void> => {
  const db = runtime.use(database);
  const partitions = partitionsOf(club, subscription);
  const now = runtime.now().toISOString();
  await Promise.all(partitions.map((partition) => endPause(db, partition, now)));
  await enqueueDeliveries(runtime, partitions);
};

/** A subscription has changed: its events need not wait for what was wrong before. */
export const restartDeliveries = async (
  runtime: Runtime,
  club: string,
  subscription: number,
): Promise<void> => {
  await forgetFailures(runtime.use(database), club, subscription);
  await resumeDeliveries(runtime, club, subscription);
};
