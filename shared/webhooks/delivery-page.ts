import { decodeCursor, encodeCursor } from '#shared/crypto/cursors.ts';
import {
  type DeliveryPlace,
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

/** Times and ids: nothing that a key could not hold. */
const isPlacePart = (part: unknown): part is string =>
  typeof part === 'string' && /^[\w:.-]{1,64}$/.test(part);

/** A cursor names the delivery after which the page begins. @throws LoyaltyError parameter_invalid */
const placeIn = (list: string, cursor: string | undefined): DeliveryPlace | undefined => {
  if (cursor === undefined) return undefined;
  const [at, id, ...others] = [decodeCursor(list, cursor)].flat();
  if (isPlacePart(at) && isPlacePart(id) && others.length === 0) return { at, id };
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
