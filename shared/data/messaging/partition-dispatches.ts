import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import { type Statement, update } from '../table/batch-statements.ts';
import type { Db } from '../table/db.ts';
import { dispatchPartition, SENDING_DISPATCHES_PREFIX, sendingDispatchKey } from '../table/messaging-keys.ts';
import type { Item } from '../table/read.ts';
import { send } from '../table/send.ts';
import { DISPATCH, dispatchFromItem } from './sending-dispatches.ts';

export type PartitionRef = Omit<DispatchRef, 'recipientKey'>;

/** A page of a partition: its dispatches that wait. */
interface PartitionPage {
  readonly dispatches: readonly Dispatch[];
  /** Recipient key up to which it was read; nothing = to the end of the partition. */
  readonly upTo: string | undefined;
}

/**
 * @param after recipient key of the last dispatch that is known; empty = from the beginning
 * @param limit dispatches that are looked at, waiting or not
 */
export const readWaiting = async (
  db: Db,
  { club, sending, partition }: PartitionRef,
  after: string,
  limit: number,
): Promise<PartitionPage> => {
  const { Items = [], LastEvaluatedKey } = await send(
    db,
    new QueryCommand({
      TableName: db.table,
      // Dispatches sort last in their partition.
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      FilterExpression: 'transmission_status = :scheduled',
      ExpressionAttributeValues: {
        ':pk': dispatchPartition(club, sending, partition),
        ':after': `${SENDING_DISPATCHES_PREFIX}${after}`,
        ':scheduled': 'scheduled',
      },
      Limit: limit,
      ConsistentRead: true,
    }),
  );
  const upTo = LastEvaluatedKey && String(LastEvaluatedKey['sk']).slice(SENDING_DISPATCHES_PREFIX.length);
  return { dispatches: Items.map((item) => dispatchFromItem(DISPATCH.from(item))), upTo };
};

/** The addresses of a dispatch, of which its channel has one. */
export type DispatchAddresses = Pick<Dispatch, 'msisdn' | 'email' | 'app_token'>;

export type StoredOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly reason: string }
  /** Deferred: it still waits. */
  | { readonly state: 'waiting'; readonly reason: string };

const OUTCOME_ATTRIBUTES: Readonly<Record<StoredOutcome['state'], (now: string) => Item>> = {
  sent: (now) => ({ transmission_status: 'transmitted', transmitted_at: now }),
  failed: () => ({ transmission_status: 'failed' }),
  waiting: () => ({}),
};

/**
 * Records the outcome of a claimed dispatch while it waits: a repeat is refused, as is one that comes after another
 * worker has recorded the dispatch as unknown.
 * @param addresses nothing where none was used
 */
export const outcomeStatement = (
  db: Db,
  ref: DispatchRef,
  outcome: StoredOutcome,
  addresses: DispatchAddresses | undefined,
  now: string,
): Statement => {
  const reason = 'reason' in outcome ? outcome.reason : null;
  const set = {
    ...OUTCOME_ATTRIBUTES[outcome.state](now),
    // The reason of an earlier attempt ends with this one.
    external_delivery_status: reason,
    updated_at: now,
    ...(addresses && { addresses }),
  };
  return update(db, { ...sendingDispatchKey(ref) }, set, { transmission_status: 'scheduled' });
};
