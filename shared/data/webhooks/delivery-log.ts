import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { readBackwards, readRange } from '../table/read.ts';
import { ttlFrom, WEBHOOK_TTL_SECONDS } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { itemType, type Stored } from '../table/stored-items.ts';
import {
  DELIVERY_LOG_PREFIX,
  deliveryLogKey,
  deliveryLogStart,
  subscriptionPartition,
} from '../table/webhook-keys.ts';

/** One POST and its outcome, or events that were dropped unsent. */
export interface LoggedDelivery {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly outcome: 'delivered' | 'dropped' | 'failed' | 'expired';
  /** Status code of the answer. */
  readonly status: number | null;
  /** The first KB of the answer. */
  readonly reply: string | null;
  readonly reason: string | null;
  readonly event_ids: readonly string[];
  /** POSTs of these events so far, this one included, as far as they are counted. */
  readonly attempts: number;
  /** When a failed one is tried again, ISO 8601. */
  readonly next_at: string | null;
}

const WEBHOOK_DELIVERY = itemType(
  'webhook-delivery',
  (club: string, subscription: number, { ...delivery }: LoggedDelivery) => ({
    ...deliveryLogKey(club, subscription, delivery.at, delivery.id),
    ...delivery,
    ttl: ttlFrom(delivery.at, WEBHOOK_TTL_SECONDS),
  }),
);

export const logDelivery = async (
  db: Db,
  club: string,
  subscription: number,
  delivery: LoggedDelivery,
): Promise<void> => {
  const Item = WEBHOOK_DELIVERY.item(club, subscription, delivery);
  await send(db, new PutCommand({ TableName: db.table, Item }));
};

/** Where a delivery is in the log. */
export type DeliveryPlace = Pick<LoggedDelivery, 'at' | 'id'>;

const isPart = (part: unknown): boolean => typeof part === 'string' && /^[\w:.-]{1,64}$/.test(part);

/** Whether a time and an id are such as a key can hold. */
export const isDeliveryPlace = (place: {
  readonly at: unknown;
  readonly id: unknown;
}): place is DeliveryPlace => isPart(place.at) && isPart(place.id);

const fromItem = ({ pk, sk, kind, v, ttl, ...delivery }: Stored<typeof WEBHOOK_DELIVERY>): LoggedDelivery =>
  delivery;

/** The deliveries of a subscription, the newest first. @param batch how many are read at a time */
export async function* readDeliveriesBefore(
  db: Db,
  club: string,
  subscription: number,
  { before, batch }: { readonly before: DeliveryPlace | undefined; readonly batch: number },
): AsyncGenerator<LoggedDelivery> {
  const range = {
    pk: subscriptionPartition(club, subscription),
    skPrefix: DELIVERY_LOG_PREFIX,
    before: before && deliveryLogKey(club, subscription, before.at, before.id).sk,
    batch,
  };
  for await (const item of readBackwards(db, range)) yield fromItem(WEBHOOK_DELIVERY.from(item));
}

/** From this moment on, or after this delivery. */
export type DeliveryStart = Pick<LoggedDelivery, 'at'> & Partial<DeliveryPlace>;

/** The same in order of time. @param limit fewer come where the log ends */
export const readDeliveriesFrom = async (
  db: Db,
  club: string,
  subscription: number,
  { start: { at, id }, limit }: { readonly start: DeliveryStart; readonly limit: number },
): Promise<readonly LoggedDelivery[]> => {
  const pk = subscriptionPartition(club, subscription);
  const after = id === undefined ? deliveryLogStart(at) : deliveryLogKey(club, subscription, at, id).sk;
  const items = await readRange(db, { pk, after, limit });
  return items
    .filter(({ sk }) => String(sk).startsWith(DELIVERY_LOG_PREFIX))
    .map((item) => fromItem(WEBHOOK_DELIVERY.from(item)));
};
