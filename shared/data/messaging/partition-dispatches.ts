import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Dispatch, DispatchContent } from '#shared/domain/messaging/dispatch.ts';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Db } from '../table/db.ts';
import { dispatchPartition, SENDING_DISPATCHES_PREFIX, sendingDispatchKey } from '../table/messaging-keys.ts';
import type { Item } from '../table/read.ts';
import { send } from '../table/send.ts';
import type { TransactWrite } from '../table/transact.ts';
import { DISPATCH, dispatchContentItem, dispatchFromItem } from './sending-dispatches.ts';

type PartitionRef = Omit<DispatchRef, 'recipientKey'>;

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

const assignments = (set: Item) => ({
  UpdateExpression: `SET ${Object.keys(set)
    .map((name) => `${name} = :${name}`)
    .join(', ')}`,
  ExpressionAttributeValues: Object.fromEntries(
    Object.entries(set).map(([name, value]) => [`:${name}`, value]),
  ),
});

/** Changes a dispatch that waits; fails the check `dispatch` when it waits no longer. */
const waitingWrite = (db: Db, ref: DispatchRef, set: Item): TransactWrite => ({
  write: {
    Update: {
      TableName: db.table,
      Key: sendingDispatchKey(ref),
      ...assignments(set),
      ConditionExpression: 'transmission_status = :scheduled',
      ExpressionAttributeValues: { ...assignments(set).ExpressionAttributeValues, ':scheduled': 'scheduled' },
    },
  },
  checkName: 'dispatch',
});

/** Claims a dispatch for one attempt, with its present address and texts. */
export const claimDispatchWrites = (
  db: Db,
  ref: DispatchRef,
  addresses: Pick<Dispatch, 'msisdn' | 'email' | 'app_token'>,
  content: DispatchContent,
  claim: { readonly at: string; readonly inHistory: boolean },
): readonly TransactWrite[] => [
  // The reason of an earlier attempt ends with this one.
  waitingWrite(db, ref, { addresses, external_delivery_status: null, updated_at: claim.at }),
  { write: { Put: { TableName: db.table, Item: dispatchContentItem(ref, content, claim) } } },
];

/** Ends a dispatch that is not to be sent. */
export const failDispatchWrite = (db: Db, ref: DispatchRef, reason: string, now: string): TransactWrite =>
  waitingWrite(db, ref, {
    transmission_status: 'failed',
    external_delivery_status: reason,
    updated_at: now,
  });

export type StoredOutcome =
  | { readonly state: 'sent' }
  | { readonly state: 'failed'; readonly reason: string }
  /** Deferred: it still waits. */
  | { readonly state: 'waiting'; readonly reason: string };

const OUTCOME_ATTRIBUTES: { readonly [S in StoredOutcome['state']]: (now: string, reason: string) => Item } =
  {
    sent: (now) => ({ transmission_status: 'transmitted', transmitted_at: now, updated_at: now }),
    failed: (now, reason) => ({
      transmission_status: 'failed',
      external_delivery_status: reason,
      updated_at: now,
    }),
    waiting: (now, reason) => ({ external_delivery_status: reason, updated_at: now }),
  };

/**
 * Records the outcome of a claimed dispatch. A report may have come before, and takes precedence: a failure then fails
 * the check of the recipient key.
 */
export const recordOutcomeWrite = (
  db: Db,
  ref: DispatchRef,
  outcome: StoredOutcome,
  now: string,
): TransactWrite => {
  const reason = 'reason' in outcome ? outcome.reason : '';
  const set = OUTCOME_ATTRIBUTES[outcome.state](now, reason);
  if (outcome.state !== 'sent') return { ...waitingWrite(db, ref, set), checkName: ref.recipientKey };
  const Key = sendingDispatchKey(ref);
  return { write: { Update: { TableName: db.table, Key, ...assignments(set) } } };
};
