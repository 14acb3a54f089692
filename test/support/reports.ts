import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { dispatchItem } from '#shared/data/messaging/sending-dispatches.ts';
import type { Dispatch } from '#shared/domain/messaging/dispatch.ts';
import type { QueueHandler } from '#shared/worker/records.ts';
import { lambdaContext } from '../../local/engines/lambda-context.ts';
import { loadFunction } from '../../local/functions.ts';
import { inRole } from './role.ts';
import type { World } from './world.ts';

/** Delivers what a provider says, for the n-th time. @returns whether it comes again */
export const tell = async (world: World, said: unknown, deliveries = 1): Promise<boolean> => {
  world.enter();
  const Message = typeof said === 'string' ? said : JSON.stringify(said);
  const event = {
    Records: [
      {
        messageId: 'm',
        receiptHandle: 'r',
        body: JSON.stringify({ Type: 'Notification', Message, Timestamp: '2026-01-01T12:00:00.000Z' }),
        attributes: { ApproximateReceiveCount: String(deliveries) },
      },
    ],
  } as unknown as SQSEvent;
  const handler = await loadFunction<QueueHandler>('workers.report');
  const context = lambdaContext({ functionName: 'workers.report' });
  const reply: SQSBatchResponse = await inRole('workers.report', () => handler(event, context));
  return reply.batchItemFailures.length > 0;
};

export const DISPATCH = { sending: 12, partition: 3, recipientKey: 'M0000000000000042' } as const;
export const DISPATCH_TAG = '12-3-M0000000000000042';

/** A dispatch as it stands once it was handed over. */
export const storedDispatch = async (world: World, more: Partial<Dispatch> = {}): Promise<void> => {
  const at = '2026-01-01T11:00:00.000Z';
  const dispatch: Dispatch = {
    id: 1,
    sending_id: DISPATCH.sending,
    partition: DISPATCH.partition,
    recipientKey: DISPATCH.recipientKey,
    recipient_place: null,
    type: 'email',
    member_id: null,
    msisdn: null,
    email: 'ann@example.com',
    app_token: null,
    transmission_status: 'transmitted',
    delivery_status: 'pending',
    external_delivery_status: null,
    created_at: at,
    updated_at: at,
    scheduled_at: at,
    transmitted_at: at,
    delivered_at: null,
    cleaned_at: null,
    ...more,
  };
  const { doc, table } = world.db;
  await doc.send(new PutCommand({ TableName: table, Item: dispatchItem(world.club.slug, dispatch) }));
};
