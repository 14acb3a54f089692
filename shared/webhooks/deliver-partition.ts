import {
  finishPartition,
  type LeasedPartition,
  leasePartition,
  releasePartition,
} from '#shared/data/webhooks/delivery-partitions.ts';
import { purgeEvents } from '#shared/data/webhooks/purge.ts';
import { forgetFailures } from '#shared/data/webhooks/receiver-health.ts';
import type { DeliveryPartitionRef } from '#shared/domain/webhooks/event-ref.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';
import { type DeliveryProgress, deliverNext } from './deliver-next.ts';
import { enqueueDeliveries } from './delivery-steps.ts';
import { openReceiver } from './receiver.ts';

/** Longer than the function may run: the worker of an older lease has ended. */
const LEASE_MS = 90_000;
/** A POST and what is written about it take less. */
const STOP_BEFORE_MILLISECONDS = 25_000;
/** Then partitions of other subscriptions have their turn. */
const POSTS_A_TURN = 8;

interface RemainingTime {
  remainingMilliseconds(): number;
}

/** The next worker goes on at once. */
const passOn = async (
  runtime: Runtime,
  partition: LeasedPartition,
  position: DeliveryProgress['position'],
): Promise<void> => {
  await releasePartition(runtime.use(database), partition, position, runtime.now().toISOString());
  await enqueueDeliveries(runtime, [partition.ref]);
};

/** Nothing is left, unless events have come meanwhile. */
const finish = async (runtime: Runtime, partition: LeasedPartition): Promise<void> => {
  if (await finishPartition(runtime.use(database), partition)) return;
  await passOn(runtime, partition, { failures: partition.failures, after: '' });
};

/** Reads the queue to its end, and once more from its beginning when it began in its midst. */
const deliverQueue = async (
  runtime: Runtime,
  leased: LeasedPartition,
  receiver: DeliveryProgress['receiver'],
  { remainingMilliseconds }: RemainingTime,
): Promise<void> => {
  const partition = leased.ref;
  let posts = 0;
  let progress: DeliveryProgress = { receiver, position: leased };
  let isFromStart = leased.after === '';
  do {
    const { until, isEnd, ...next } = await deliverNext({ runtime, partition, ...progress });
    const { position } = next;
    if (until !== undefined) return releasePartition(runtime.use(database), leased, position, until);
    if (isEnd && isFromStart) return finish(runtime, { ...leased, ...position });
    progress = isEnd ? { ...next, position: { ...position, after: '' } } : next;
    isFromStart ||= isEnd;
    posts += 1;
  } while (posts < POSTS_A_TURN && remainingMilliseconds() > STOP_BEFORE_MILLISECONDS);
  return passOn(runtime, leased, progress.position);
};

/** What a worker that had it meanwhile counted goes, too. */
const purge = async (runtime: Runtime, partition: LeasedPartition): Promise<void> => {
  const db = runtime.use(database);
  if (!(await purgeEvents(db, partition.ref))) return passOn(runtime, partition, partition);
  await forgetFailures(db, partition.ref.club, partition.ref.subscription);
  await finish(runtime, partition);
};

/** Delivers the events of a partition that wait, as far as its receiver takes them and the turn allows. */
export const deliverPartition = async (
  runtime: Runtime,
  ref: DeliveryPartitionRef,
  time: RemainingTime,
): Promise<void> => {
  const db = runtime.use(database);
  const now = runtime.now();
  const leased = await leasePartition(db, ref, {
    attempt: runtime.uuid(),
    now: now.toISOString(),
    until: new Date(now.getTime() + LEASE_MS).toISOString(),
  });
  if (!leased) return;
  const receiver = await openReceiver(runtime, ref);
  if (receiver === 'gone') return purge(runtime, leased);
  if (receiver === 'paused') return finish(runtime, leased);
  if ('until' in receiver) return releasePartition(db, leased, leased, receiver.until);
  return deliverQueue(runtime, leased, receiver, time);
};
