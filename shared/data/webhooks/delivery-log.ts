import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Db } from '../table/db.ts';
import { ttlFrom, WEBHOOK_TTL_SECONDS } from '../table/retention.ts';
import { send } from '../table/send.ts';
import { itemType } from '../table/stored-items.ts';
import { deliveryLogKey } from '../table/webhook-keys.ts';

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
