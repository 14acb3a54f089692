import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { DispatchRef } from '#shared/domain/messaging/dispatch-ref.ts';
import type { Db } from '../table/db.ts';
import { sendingDispatchKey } from '../table/messaging-keys.ts';
import { writeConditionally } from '../table/send.ts';

/** What a report may change. */
const REPORTED = [
  'transmission_status',
  'transmitted_at',
  'delivery_status',
  'external_delivery_status',
  'delivered_at',
  'updated_at',
] as const satisfies readonly (keyof Dispatch)[];

/**
 * Writes what a report changes in a dispatch.
 * @returns false when it has changed since it was read, also when this very call has changed it and its answer was
 * lost: the report comes again and finds nothing to change
 */
export const storeReportedStatus = async (
  db: Db,
  ref: DispatchRef,
  seen: Dispatch,
  after: Dispatch,
): Promise<boolean> => {
  const changes = REPORTED.map((name) => [name, after[name]] as const);
  return writeConditionally(
    db,
    new UpdateCommand({
      TableName: db.table,
      Key: sendingDispatchKey(ref),
      UpdateExpression: `SET ${changes.map(([name]) => `${name} = :${name}`).join(', ')}`,
      // No other writer has recorded an outcome or a report meanwhile.
      ConditionExpression: 'transmission_status = :transmission AND delivery_status = :delivery',
      ExpressionAttributeValues: {
        ...Object.fromEntries(changes.map(([name, value]) => [`:${name}`, value])),
        ':transmission': seen.transmission_status,
        ':delivery': seen.delivery_status,
      },
    }),
  );
};
