import { decodeCursor, encodeCursor } from '#shared/crypto/cursors.ts';
import {
  type DeliveryPlace,
  isDeliveryPlace,
  type LoggedDelivery,
  readDeliveriesBefore,
} from '#shared/data/webhooks/delivery-log.ts';
import { findSubscription } from '#shared/data/webhooks/subscriptions.ts';
import { LoyaltyError } from '#shared/errors.ts';
import { database } from '#shared/ports/database.ts';
import type { Runtime } from '#shared/runtime.ts';

interface DeliveryPage {
  readonly club: string;
  readonly subscription: number;
  readonly perPage: number;
  readonly cursor: string | undefined;
}

/** A cursor names the delivery after which the page begins. @throws LoyaltyError parameter_invalid */
const placeIn = (list: string, cursor: string | undefined): DeliveryPlace | undefined => {
  if (cursor === undefined) return undefined;
  const [at, id, ...others] = [decodeCursor(list, cursor)].flat();
  const place = { at, id };
  if (isDeliveryPlace(place) && others.length === 0) return place;
  throw new LoyaltyError('parameter_invalid', { message: 'cursor is no cursor of these deliveries' });
};

/**
 * A page of the deliveries to a receiver, the newest first.
 * @returns the deliveries, and what to send as `cursor` while there are older ones
 * @throws LoyaltyError subscription_not_found, parameter_invalid
 */
export const deliveryPage = async (
  runtime: Runtime,
  { club, subscription, perPage, cursor }: DeliveryPage,
) => {
  const db = runtime.use(database);
  if (!(await findSubscription(db, club, subscription))) throw new LoyaltyError('subscription_not_found');
  const list = JSON.stringify(['webhook-deliveries', club, subscription]);
  const before = placeIn(list, cursor);
  const deliveries: LoggedDelivery[] = [];
  for await (const delivery of readDeliveriesBefore(db, club, subscription, { before, batch: perPage + 1 })) {
    const last = deliveries.at(-1);
    if (last && deliveries.length === perPage)
      return { deliveries, next_cursor: encodeCursor(list, [last.at, last.id]) };
    deliveries.push(delivery);
  }
  return { deliveries };
};
